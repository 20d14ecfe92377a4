import type { Decision, Moderated } from '../../http/api/shapes.js';
import { CommentDetails } from './comment-details.js';
import type { DeskModel } from './desk-model.js';
import { memo } from './memo.js';
import type { Row } from './state.js';
import { Time } from './time.js';
import {
  DECISION_WORDS,
  decisionsFor,
  isEdit,
  reasonWords,
  STATUS_WORDS,
  SUSPICIOUS,
  suspicionWords,
  UNPROVEN,
  verdictWords,
  webAddress,
} from './words.js';
import { WordsAsPublished } from './words-as-published.js';

interface Props {
  readonly row: Row;
  readonly model: DeskModel;
  readonly showStatus: boolean;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly isDetailed: boolean;
}

/** One comment with its verdict, the reasons, and the buttons to decide. */
export const CommentCard = memo(function CommentCard(props: Props) {
  const { row, model, showStatus, isCurrent, isSelected, isDetailed } = props;
  const { comment, note } = row;
  const { id, author, suspicion, status } = comment;
  return (
    <article
      id={`c-${id}`}
      class={`card${isCurrent ? ' current' : ''}${isSelected ? ' selected' : ''}`}
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
        <img src={author.avatar} alt="" width="32" height="32" loading="lazy" />
        <div class="by">
          <h3 id={`by-${id}`}>
            <bdi>{author.name}</bdi>
          </h3>
          <p class="soft">
            <Author comment={comment} /> <Time of={comment.createdAt} />
          </p>
        </div>
        <p class="badges">
          {isEdit(comment) && <span class="badge">Edit</span>}
          {showStatus && <span class={`badge ${status}`}>{STATUS_WORDS[status]}</span>}
          {suspicion !== null && (
            <span class={`badge${suspicion.score > SUSPICIOUS ? ' warm' : ''}`}>
              {Math.round(suspicion.score * 100)} % suspicious
            </span>
          )}
        </p>
      </header>
      <Article comment={comment} model={model} />
      <WordsAsPublished html={comment.html} />
      {comment.proposed !== null && (
        <section class="proposed" aria-label="The edit that waits">
          <h4>
            Edited <Time of={comment.proposed.at} />
          </h4>
          <WordsAsPublished html={comment.proposed.html} />
        </section>
      )}
      <p class="reason">
        <strong>{verdictWords(comment)}.</strong> {reasonWords(comment)} {suspicionWords(comment)}
      </p>
      {note !== null && <p class="note">{note}</p>}
      <div class="actions">
        {decisionsFor(comment).map((decision) => (
          <DecisionButton key={decision} decision={decision} comment={comment} model={model} />
        ))}
        <button type="button" aria-expanded={isDetailed} onClick={() => model.toggleDetails(id)}>
          Details
        </button>
      </div>
      {isDetailed && <CommentDetails comment={comment} model={model} />}
    </article>
  );
});

interface ButtonProps {
  readonly decision: Decision;
  readonly comment: Moderated;
  readonly model: DeskModel;
}

function DecisionButton({ decision, comment: { id, author }, model }: ButtonProps) {
  const { button } = DECISION_WORDS[decision];
  return (
    <button
      type="button"
      class={`decide ${decision}`}
      aria-label={`${button}: the comment by ${author.name}`}
      onClick={() => (decision === 'delete' ? model.askDelete(id) : model.decide(decision, id))}
    >
      {button}
    </button>
  );
}

function Author({ comment: { author } }: { readonly comment: Moderated }) {
  const url = webAddress(author.url);
  return (
    <>
      <bdi>{author.email ?? 'no email'}</bdi>
      {author.unproven && <strong> ({UNPROVEN})</strong>}
      {url !== null && (
        <>
          {' · '}
          <a href={url} target="_blank" rel="nofollow noopener noreferrer">
            <bdi>{url}</bdi>
          </a>
        </>
      )}
      {' · '}
    </>
  );
}

function Article({ comment, model }: { readonly comment: Moderated; readonly model: DeskModel }) {
  const url = webAddress(comment.articleUrl);
  const title = <bdi>{comment.articleTitle ?? comment.article}</bdi>;
  const here = comment.status === 'approved' ? `#comment-${comment.id}` : '';
  return (
    <p class="article soft">
      {comment.parent === null ? 'On ' : 'An answer on '}
      {url === null ? (
        title
      ) : (
        <a href={`${url.replace(/#.*$/s, '')}${here}`} target="_blank" rel="noopener noreferrer">
          {title}
        </a>
      )}{' '}
      <button type="button" class="small" onClick={() => model.show({ article: comment.article, author: '' })}>
        only this article
      </button>
    </p>
  );
}
