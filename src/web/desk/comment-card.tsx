import { Avatar } from './avatar.js';
import { Chips } from './chips.js';
import { CommentDetails, Email } from './comment-details.js';
import { DecisionButtons } from './decision-buttons.js';
import { type ListedProps, listedAttributes, SelectBox } from './listed-comment.js';
import { Marked } from './marked.js';
import { memo } from './memo.js';
import { PendingEdit } from './pending-edit.js';
import { Time } from './time.js';
import { Why } from './why.js';
import { UNPROVEN } from './words.js';
import { WordsAsPublished } from './words-as-published.js';

interface Props extends ListedProps {
  readonly isDetailed: boolean;
}

/** One comment in full, with the reasons and the buttons to decide. */
export const CommentCard = memo(function CommentCard(props: Props) {
  const { row, model, showStatus, siteName, isDetailed, query } = props;
  const { comment, note } = row;
  const { id, author } = comment;
  return (
    <article {...listedAttributes(props, 'full')}>
      <header>
        <SelectBox {...props} />
        <Avatar name={author.name} picture={author.avatar} />
        <div class="by">
          <h3 id={`by-${id}`}>
            <Marked text={author.name} query={query} />
          </h3>
          <p class="soft">
            <Email comment={comment} model={model} />
            {author.unproven && <strong> ({UNPROVEN})</strong>} · on{' '}
            <bdi>{comment.articleTitle ?? comment.article}</bdi> ·{' '}
            {siteName !== null && (
              <>
                <bdi>{siteName}</bdi> ·{' '}
              </>
            )}
            <Time of={comment.createdAt} />
          </p>
        </div>
        <Chips of={comment} showsStatus={showStatus} />
      </header>
      <WordsAsPublished html={comment.html} query={query} />
      <PendingEdit comment={comment} heading="h4" />
      <Why comment={comment} />
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
