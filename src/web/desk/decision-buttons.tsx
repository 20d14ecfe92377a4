import type { Decision, Moderated } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { Icon, type IconName } from './icons.js';
import { isSureSpam } from './suspicion.js';
import { buttonWords, DECISION_WORDS, decisionsFor } from './words.js';

interface Props {
  readonly comment: Moderated;
  readonly model: DeskModel;
}

interface ButtonProps extends Props {
  /** Left out of the tab order, where the list is one stop. */
  readonly isPassedOver?: boolean;
  readonly decision: Decision;
  readonly children: preact.ComponentChildren;
}

/** A button that decides about one comment. */
function DecisionButton({ decision, comment, model, isPassedOver = false, children }: ButtonProps) {
  const { id, author } = comment;
  return (
    <button
      type="button"
      class={`decide ${decision}`}
      tabIndex={isPassedOver ? -1 : 0}
      onClick={() => (decision === 'delete' ? model.askDelete(id) : model.decide(decision, id))}
    >
      {children}
      <span class="unseen">(comment by {author.name})</span>
    </button>
  );
}

/** Everything that can be decided about a comment, always in the same order. */
export function DecisionButtons({ comment, model, withKeys }: Props & { readonly withKeys: boolean }) {
  return (
    <div class={`actions${isSureSpam(comment) ? ' sure-spam' : ''}`}>
      {decisionsFor(comment).map((decision) => (
        <DecisionButton key={decision} decision={decision} comment={comment} model={model}>
          {buttonWords(decision, comment)}
          {withKeys && (
            <span class="key-hint" aria-hidden="true">
              {DECISION_WORDS[decision].key.toUpperCase()}
            </span>
          )}
        </DecisionButton>
      ))}
    </div>
  );
}

const QUICK: readonly (readonly [Decision, IconName])[] = [
  ['approve', 'check'],
  ['spam', 'ban'],
  ['trash', 'bin'],
];

/** The usual decisions, over the end of a row while it is pointed at; the pane has the same ones for the keyboard. */
export function QuickButtons({ comment, model }: Props) {
  const possible = decisionsFor(comment);
  return (
    <div class="quick">
      {QUICK.filter(([decision]) => possible.includes(decision)).map(([decision, icon]) => (
        <DecisionButton key={decision} {...{ decision, comment, model }} isPassedOver>
          <Icon name={icon} />
          <span class="unseen">{buttonWords(decision, comment)}</span>
        </DecisionButton>
      ))}
    </div>
  );
}
