import { Avatar } from './avatar.js';
import { Chips } from './chips.js';
import { CommentDetails, Email } from './comment-details.js';
import { DecisionButtons } from './decision-buttons.js';
import type { DeskModel } from './desk-model.js';
import { Marked } from './marked.js';
import { memo } from './memo.js';
import { PendingEdit } from './pending-edit.js';
import type { Row } from './state.js';
import { Time } from './time.js';
import { checkWords, reasonWords, suspicionWords, UNPROVEN } from './words.js';
import { WordsAsPublished } from './words-as-published.js';

interface Props {
  readonly row: Row;
  readonly model: DeskModel;
  readonly showStatus: boolean;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  /** What was searched for. */
  readonly query: string;
  readonly isDetailed: boolean;
}

/** One comment in full, with the reasons and the buttons to decide. */
export const CommentCard = memo(function CommentCard(props: Props) {
  const { row, model, showStatus, isCurrent, isSelected, isDetailed, query } = props;
  const { comment, note } = row;
  const { id, author } = comment;
  return (
    <article
      id={`c-${id}`}
      class={`card full${isCurrent ? ' current' : ''}${isSelected ? ' selected' : ''}`}
      tabIndex={isCurrent ? 0 : -1}
      aria-labelledby={`by-${id}`}
      aria-current={isCurrent ? 'true' : undefined}
      onFocusIn={() => model.makeCurrent(id)}
    >
      <header>
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={`Select the comment by ${author.name}`}
          onClick={(event) => model.select(id, event.shiftKey)}
        />
        <Avatar name={author.name} picture={author.avatar} />
        <div class="by">
          <h3 id={`by-${id}`}>
            <Marked text={author.name} query={query} />
          </h3>
          <p class="soft">
            <Email comment={comment} model={model} />
            {author.unproven && <strong> ({UNPROVEN})</strong>} · on{' '}
            <bdi>{comment.articleTitle ?? comment.article}</bdi> · <Time of={comment.createdAt} />
          </p>
        </div>
        <Chips of={comment} showsStatus={showStatus} />
      </header>
      <WordsAsPublished html={comment.html} query={query} />
      <PendingEdit comment={comment} heading="h4" />
      <p class="reason">
        {checkWords(comment)} {reasonWords(comment)} {suspicionWords(comment)}
      </p>
      {note !== null && <p class="note">{note}</p>}
      <div class="card-foot">
        <DecisionButtons comment={comment} model={model} withKeys={false} />
        <button type="button" class="plain" aria-expanded={isDetailed} onClick={() => model.toggleDetails(id)}>
          Details
        </button>
      </div>
      {isDetailed && <CommentDetails comment={comment} model={model} heading="h4" />}
    </article>
  );
});
