import { useLayoutEffect, useRef } from 'preact/hooks';
import { CommentCard } from './comment-card.js';
import { CommentRow } from './comment-row.js';
import type { DeskModel } from './desk-model.js';
import { Icon } from './icons.js';
import type { State } from './state.js';
import { MOST_FRESH } from './watch.js';
import { counted } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** The list of comments, or why there is none. */
export function Queue({ state, model }: Props) {
  const { rows, loading, failure, current, focusAsked, selected, next, fresh, view, look } = state;
  const asked = useRef(focusAsked);
  useLayoutEffect(() => {
    if (asked.current === focusAsked) return;
    asked.current = focusAsked;
    const card = current === null ? null : document.getElementById(`c-${current}`);
    if (card !== null) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: 'nearest' });
    } else {
      document.getElementById('none')?.focus();
    }
  }, [focusAsked, current]);

  if (failure !== null) {
    return (
      <div class="state" role="alert">
        <h2>The list could not be loaded</h2>
        <p>{failure}</p>
        <button type="button" class="main" onClick={() => void model.refresh()}>
          Try again
        </button>
      </div>
    );
  }
  if (loading === 'list') {
    return (
      <p class="state" role="status">
        Loading…
      </p>
    );
  }
  return (
    <>
      {fresh > 0 && (
        <p class="fresh">
          <button type="button" onClick={() => void model.refresh()}>
            {fresh >= MOST_FRESH ? `${MOST_FRESH} or more new comments` : counted(fresh, 'new comment')}
          </button>
        </p>
      )}
      {rows.length === 0 ? (
        <Nothing state={state} model={model} />
      ) : (
        <>
          <h2 class="unseen">Comments</h2>
          <ol class={`list ${look}`}>
            {rows.map((row) => {
              const { id } = row.comment;
              const shown = {
                ...{ row, model, query: view.q, isCurrent: id === current, isSelected: selected.has(id) },
                showStatus: view.status === 'all' || view.q !== '' || row.note !== null,
              };
              return (
                <li key={id}>
                  {look === 'list' ? (
                    <CommentRow {...shown} />
                  ) : (
                    <CommentCard {...shown} isDetailed={state.detailed && id === current} />
                  )}
                </li>
              );
            })}
          </ol>
        </>
      )}
      {next !== null && (
        <p class="more">
          <button type="button" disabled={loading === 'more'} onClick={() => void model.loadMore()}>
            {loading === 'more' ? 'Loading…' : 'Show more'}
          </button>
        </p>
      )}
    </>
  );
}

function Nothing({ state, model }: Props) {
  const { view, next } = state;
  if (next !== null) return null;
  const isFiltered = view.q !== '' || view.article !== '' || view.author !== '';
  return (
    <div class="state" id="none" tabIndex={-1}>
      <span class="done" aria-hidden="true">
        <Icon name={isFiltered ? 'search' : 'check'} />
      </span>
      <h2>{isFiltered ? 'Nothing matches' : view.status === 'pending' ? 'Nothing is pending' : 'Nothing here'}</h2>
      <p>
        {isFiltered
          ? 'No comment of this status matches the filters.'
          : view.status === 'pending'
            ? 'You have decided everything. New comments appear here.'
            : 'There are no comments of this status.'}
      </p>
      {isFiltered && (
        <button type="button" onClick={() => model.show({ q: '', article: '', author: '' })}>
          Clear filters
        </button>
      )}
    </div>
  );
}
