import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskModel } from './desk-model.js';
import { Dialog } from './dialog.js';
import type { State } from './state.js';
import { counted } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** How long the toast stays, and again as long while somebody is at it. */
const SHOWN_MS = 8_000;

/** What has just happened, with the way back, and the question before what has none. */
export function StatusBar({ state, model }: Props) {
  const { message, deeds, toDelete } = state;
  const toast = useRef<HTMLElement>(null);
  const [gone, setGone] = useState<State['message']>(null);
  // Its words stay in the live region; what says that something is wrong stays in view.
  useEffect(() => {
    if (message === null || message.isError) return;
    const timer = setInterval(() => {
      if (!toast.current?.matches(':hover, :focus-within')) setGone(message);
    }, SHOWN_MS);
    return () => clearInterval(timer);
  }, [message]);
  const isShown = message !== null && message !== gone;
  return (
    <>
      {/* Always there, as what is said in a region that has just come is not read out. */}
      <footer ref={toast} class={isShown ? 'toast' : 'unseen'}>
        <p role="status" class={message?.isError ? 'wrong' : undefined}>
          {message?.text}
        </p>
        {deeds.length > 0 && isShown && message.canUndo && (
          <button type="button" onClick={() => model.undo()}>
            Undo{' '}
            <span class="key-hint" aria-hidden="true">
              U
            </span>
          </button>
        )}
      </footer>
      {toDelete !== null && (
        <Dialog title={`Delete ${counted(toDelete.length)} permanently?`} onClose={() => model.cancelDelete()}>
          <p>This cannot be undone.</p>
          <div class="actions">
            <button type="button" class="main" onClick={() => model.cancelDelete()}>
              Keep
            </button>
            <button type="button" class="decide delete" onClick={() => model.confirmDelete()}>
              Delete permanently
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
