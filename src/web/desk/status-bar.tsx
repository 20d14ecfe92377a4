import type { DeskModel } from './desk-model.js';
import { Dialog } from './dialog.js';
import { indexOf, type State } from './state.js';
import { counted, DECISION_WORDS, decisionsFor } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** The bar at the bottom: the last message, and the buttons for the selection. */
export function StatusBar({ state, model }: Props) {
  const { message, deeds, selected, toDelete } = state;
  return (
    <>
      {/* Always there, as what is said in a region that has just come is not read out. */}
      <footer class={message === null && selected.size === 0 ? 'unseen' : 'foot'}>
        {selected.size > 0 && <Selection state={state} model={model} />}
        <div class="message">
          <p role="status" class={message?.isError ? 'wrong' : undefined}>
            {message?.text}
          </p>
          {deeds.length > 0 && message?.canUndo && (
            <button type="button" onClick={() => model.undo()}>
              Undo
            </button>
          )}
        </div>
      </footer>
      {toDelete !== null && (
        <Dialog title={`Delete ${counted(toDelete.length)} for good?`} onClose={() => model.cancelDelete()}>
          <p>This cannot be undone.</p>
          <div class="actions">
            <button type="button" class="decide delete" onClick={() => model.confirmDelete()}>
              Delete for good
            </button>
            <button type="button" onClick={() => model.cancelDelete()}>
              Keep
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Selection({ state, model }: Props) {
  const { selected, rows, total, totalIsCapped } = state;
  const possible = new Set(
    [...selected].flatMap((id) => {
      const row = rows[indexOf(rows, id)];
      return row === undefined ? [] : decisionsFor(row.comment);
    }),
  );
  return (
    <section class="selection" aria-label="Selection">
      <p>
        <strong>{selected.size.toLocaleString('en')} selected</strong>
      </p>
      {(['approve', 'keep', 'spam', 'trash', 'hold', 'delete'] as const)
        .filter((decision) => possible.has(decision))
        .map((decision) => (
          <button
            key={decision}
            type="button"
            class={`decide ${decision}`}
            aria-label={`${DECISION_WORDS[decision].button}: the selection`}
            onClick={() => (decision === 'delete' ? model.askDelete() : model.decide(decision))}
          >
            {DECISION_WORDS[decision].button}
          </button>
        ))}
      {selected.size < total && (
        <button type="button" onClick={() => void model.selectAll()}>
          Select all {totalIsCapped ? 'matches' : total.toLocaleString('en')}
        </button>
      )}
      <button type="button" onClick={() => model.clearSelection()}>
        Select none
      </button>
    </section>
  );
}
