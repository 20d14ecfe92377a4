import type { DeskModel } from './desk-model.js';
import { Dialog } from './dialog.js';
import type { State } from './state.js';
import { counted } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** What has just happened, with the way back, and the question before what has none. */
export function StatusBar({ state, model }: Props) {
  const { message, deeds, toDelete } = state;
  return (
    <>
      {/* Always there, as what is said in a region that has just come is not read out. */}
      <footer class={message === null ? 'unseen' : 'toast'}>
        <p role="status" class={message?.isError ? 'wrong' : undefined}>
          {message?.text}
        </p>
        {deeds.length > 0 && message?.canUndo && (
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
