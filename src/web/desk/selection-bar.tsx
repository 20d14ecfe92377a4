import type { DeskModel } from './desk-model.js';
import { Icon } from './icons.js';
import { indexOf, type State } from './state.js';
import { DECISION_WORDS, decisionsFor } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** Takes the place of the search while comments are selected. */
export function SelectionBar({ state, model }: Props) {
  const { selected, rows, total, totalIsCapped } = state;
  const possible = new Set(
    [...selected].flatMap((id) => {
      const row = rows[indexOf(rows, id)];
      return row === undefined ? [] : decisionsFor(row.comment);
    }),
  );
  return (
    <section class="bar selection" aria-label="Selection">
      <p>
        <strong>{selected.size.toLocaleString('en')} selected</strong>
      </p>
      {selected.size < total && (
        <button type="button" class="plain accent" onClick={() => void model.selectAll()}>
          Select all {totalIsCapped ? 'matches' : total.toLocaleString('en')}
        </button>
      )}
      <div class="actions">
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
      </div>
      <button type="button" class="plain" onClick={() => model.clearSelection()}>
        <Icon name="close" />
        <span class="unseen">Select none</span>
      </button>
    </section>
  );
}
