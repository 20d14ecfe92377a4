import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskModel } from './desk-model.js';
import { Icon } from './icons.js';
import { ListedRows } from './listed-rows.js';
import type { State } from './state.js';
import { decidedOn } from './today.js';
import { isAllPending, isFiltered } from './view.js';
import { MOST_FRESH } from './watch.js';
import { counted } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** The list of comments, or why there is none. */
export function Queue({ state, model }: Props) {
  const { rows, loading, failure, current, focusAsked, next, fresh, view } = state;
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
          <ListedRows state={state} model={model} />
        </>
      )}
      {next === null && rows.length > 0 && isFiltered(view) && (
        <p class="more soft">That is all: {counted(rows.length)} found.</p>
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

function decidedWords(summary: State['summary']): string {
  const day = summary?.days.at(-1);
  const decided = day === undefined ? 0 : decidedOn(day);
  return decided === 0 ? 'There is nothing to decide.' : `${counted(decided, 'decision')} today.`;
}

function Nothing({ state, model }: Props) {
  const { view, next, summary } = state;
  if (next !== null) return null;
  const hasFilters = isFiltered(view);
  return (
    <div class="state" id="none" tabIndex={-1}>
      <span class="done" aria-hidden="true">
        <Icon name={hasFilters ? 'search' : 'check'} />
      </span>
      <h2>{hasFilters ? 'Nothing matches' : view.status === 'pending' ? 'Nothing is pending' : 'Nothing here'}</h2>
      <p>
        {hasFilters
          ? 'No comment of this status matches the filters.'
          : view.status === 'pending'
            ? `${decidedWords(summary)} New comments appear here.`
            : 'There are no comments of this status.'}
      </p>
      {isAllPending(view) && summary !== null && summary.counts.spam > 0 && (
        <button type="button" onClick={() => model.show({ status: 'spam' })}>
          Look through spam
        </button>
      )}
      {hasFilters && (
        <button type="button" onClick={() => model.show({ q: '', article: '', author: '' })}>
          Clear filters
        </button>
      )}
    </div>
  );
}
