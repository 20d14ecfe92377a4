import { useEffect, useRef } from 'preact/hooks';
import { Avatar } from './avatar.js';
import { CommentDetails, Email } from './comment-details.js';
import { DecisionButtons } from './decision-buttons.js';
import type { DeskModel } from './desk-model.js';
import { Icon } from './icons.js';
import { Marked } from './marked.js';
import { PendingEdit } from './pending-edit.js';
import { indexOf, type State, siteName } from './state.js';
import { Today } from './today.js';
import { ALL_SITES, isAllPending } from './view.js';
import { counted, exact, UNPROVEN, webAddress } from './words.js';
import { WordsAsPublished } from './words-as-published.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** Whether there is no room for the pane beside the list. */
const isOverList = () => matchMedia('(max-width: 899px)').matches;

/** The current comment in full, with its buttons always at the same place; or what is selected. */
export function Detail({ state, model }: Props) {
  const { rows, current, selected, detailed } = state;
  const index = indexOf(rows, current);
  const row = rows[index];
  const heading = useRef<HTMLHeadingElement>(null);
  // Over the list, the pane has the focus, with every comment anew; beside it, the list keeps it.
  useEffect(() => {
    if (detailed && isOverList()) heading.current?.focus();
  }, [detailed, row?.comment.id]);
  if (selected.size > 0) return <Selected state={state} />;
  if (row === undefined) {
    const isDone = state.loading === null && state.failure === null && isAllPending(state.view);
    return isDone ? <Today state={state} model={model} /> : <aside class="detail" aria-label="The comment" />;
  }
  const { comment } = row;
  const { author } = comment;
  const site = webAddress(author.url);
  return (
    <aside class={`detail${detailed ? ' open' : ''}`} aria-label="The comment">
      <div class="detail-head">
        <button type="button" class="plain narrow" aria-label="Back to the list" onClick={() => model.toggleDetails()}>
          <Icon name="back" />
        </button>
        <p class="soft">
          {(index + 1).toLocaleString('en')} of {state.totalIsCapped && 'more than '}
          {state.total.toLocaleString('en')}
          {state.view.q !== '' && (
            <>
              {' '}
              for “<bdi>{state.view.q}</bdi>”
            </>
          )}
        </p>
        <button type="button" class="plain" onClick={() => model.select(comment.id, false)}>
          Select
        </button>
        <button type="button" class="plain" aria-label="Previous comment" onClick={() => model.step(-1)}>
          <Icon name="up" />
        </button>
        <button type="button" class="plain" aria-label="Next comment" onClick={() => model.step(1)}>
          <Icon name="down" />
        </button>
      </div>
      <div class="detail-body" key={comment.id}>
        <div class="person">
          <Avatar name={author.name} picture={author.avatar} />
          <div>
            <h2 ref={heading} tabIndex={-1}>
              <Marked text={author.name} query={state.view.q} />
            </h2>
            <p class="soft">
              <Email comment={comment} model={model} />
              {author.unproven && <strong> ({UNPROVEN})</strong>}
            </p>
            {site !== null && (
              <p class="soft">
                <a href={site} target="_blank" rel="nofollow noopener noreferrer">
                  <Marked text={site} query={state.view.q} />
                </a>
              </p>
            )}
          </div>
        </div>
        <Article comment={comment} state={state} model={model} />
        <WordsAsPublished html={comment.html} query={state.view.q} />
        <PendingEdit comment={comment} heading="h3" />
        {row.note !== null && <p class="note">{row.note}</p>}
        <CommentDetails comment={comment} model={model} heading="h3" />
      </div>
      <div class="detail-foot">
        <DecisionButtons comment={comment} model={model} withKeys />
      </div>
    </aside>
  );
}

function Article({ comment, state, model }: Props & { readonly comment: State['rows'][number]['comment'] }) {
  const url = webAddress(comment.articleUrl);
  const title = <bdi>{comment.articleTitle ?? comment.article}</bdi>;
  const here = comment.status === 'approved' ? `#comment-${comment.id}` : '';
  return (
    <p class="article soft">
      {comment.parent === null ? 'On ' : 'A reply on '}
      {url === null ? (
        title
      ) : (
        <a href={`${url.replace(/#.*$/s, '')}${here}`} target="_blank" rel="noopener noreferrer">
          {title}
        </a>
      )}{' '}
      {state.view.site === ALL_SITES && (
        <>
          · <bdi>{siteName(comment.site, state.session)}</bdi>{' '}
        </>
      )}
      · {exact(comment.createdAt)}{' '}
      <button
        type="button"
        class="small"
        onClick={() => model.show({ site: comment.site, article: comment.article, author: '' })}
      >
        Only this article
      </button>
    </p>
  );
}

/** What a decision about the selection is about. */
function Selected({ state: { rows, selected } }: { readonly state: State }) {
  const places = [...selected].map((id) => indexOf(rows, id)).filter((place) => place >= 0);
  const chosen = places.sort((a, b) => a - b).flatMap((place) => rows[place]?.comment ?? []);
  const names = new Set(chosen.map(({ author }) => author.name));
  return (
    <aside class="detail" aria-label="The selection">
      <div class="detail-body">
        <h2>
          {counted(chosen.length)} by {counted(names.size, 'commenter')}
        </h2>
        <ul class="chosen">
          {chosen.slice(0, MOST_LISTED).map(({ id, author, body }) => (
            <li key={id}>
              <strong>
                <bdi>{author.name}</bdi>
              </strong>{' '}
              <bdi>{body.slice(0, 160)}</bdi>
            </li>
          ))}
        </ul>
        {chosen.length > MOST_LISTED && <p class="soft">And {counted(chosen.length - MOST_LISTED)} more.</p>}
      </div>
    </aside>
  );
}

const MOST_LISTED = 50;
