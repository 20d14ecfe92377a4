import { useEffect, useState } from 'preact/hooks';
import type { Status } from '../../http/api/shapes.js';
import { A_PAGE, type DeskModel } from './desk-model.js';
import { Icon } from './icons.js';
import { SelectionBar } from './selection-bar.js';
import type { State } from './state.js';
import { hashOf, isAllPending, isFiltered, ORDERS, STATUSES } from './view.js';
import { counted, lasting, ORDER_WORDS, STATUS_WORDS } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** The bar above the list, and below it which comments are listed. */
export function Filters({ state, model }: Props) {
  const { view, selected } = state;
  return (
    <div class="filters">
      {selected.size > 0 ? <SelectionBar state={state} model={model} /> : <SearchBar state={state} model={model} />}
      <nav aria-label="Status" class="tabs">
        {STATUSES.map((status) => (
          <a key={status} href={hashOf({ ...view, status })} aria-current={view.status === status ? 'page' : undefined}>
            {STATUS_WORDS[status]}
            <Count of={status} state={state} />
          </a>
        ))}
      </nav>
      <div class="strip">
        {view.article !== '' && (
          <button type="button" class="chip" onClick={() => model.show({ article: '' })}>
            Article <bdi>{view.article}</bdi> <span aria-hidden="true">×</span>
            <span class="unseen">: show all articles</span>
          </button>
        )}
        {view.author !== '' && (
          <button type="button" class="chip" onClick={() => model.show({ author: '' })}>
            One commenter <span aria-hidden="true">×</span>
            <span class="unseen">: show all commenters</span>
          </button>
        )}
        {offersSpam(state) ? <Offer state={state} model={model} /> : <FoundWords state={state} />}
        {state.spellings.length > 0 && (
          <p class="soft also">
            Also finds <bdi>{state.spellings.join(', ')}</bdi>
          </p>
        )}
      </div>
    </div>
  );
}

/** Whether there is more than one to decide on at once, and the list is that of all that is pending. */
function offersSpam({ view, sureSpam, selected, loading }: State): boolean {
  return isAllPending(view) && sureSpam.size > 1 && selected.size === 0 && loading !== 'list';
}

/** What looks like spam beyond doubt, together; it is looked at before anything is decided. */
function Offer({ state: { sureSpam }, model }: Props) {
  return (
    <p class="offer">
      {sureSpam.size >= A_PAGE ? `${A_PAGE} or more comments` : counted(sureSpam.size)} are above 95 %.{' '}
      <button type="button" onClick={() => void model.reviewSureSpam()}>
        Review and mark as spam
      </button>
    </p>
  );
}

function SearchBar({ state, model }: Props) {
  const { view, look } = state;
  const other = look === 'list' ? 'cards' : 'list';
  return (
    <div class="bar">
      <Search state={state} model={model} />
      <label class="order">
        <span class="unseen">Order</span>
        <select
          value={view.order}
          onChange={(event) =>
            model.show({ order: ORDERS.find((order) => order === event.currentTarget.value) ?? 'newest' })
          }
        >
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {ORDER_WORDS[order]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="square" onClick={() => model.switchLook(other)}>
        <Icon name={look === 'list' ? 'rows' : 'menu'} />
        <span class="unseen">{look === 'list' ? 'Show cards' : 'Show a list'}</span>
      </button>
    </div>
  );
}

/** How many comments have a status. Of the list that is shown, its own number is the latest. */
function Count({ of: status, state }: { readonly of: State['view']['status']; readonly state: State }) {
  const { view, total, totalIsCapped, loading, failure, found } = state;
  const isShown = view.status === status && loading !== 'list' && failure === null;
  const counted = isFiltered(view) ? found : state.summary;
  if (status === 'all' ? !isShown || !isFiltered(view) : counted === null && !isShown) return null;
  const count = isShown ? total : (counted?.counts[status as Status] ?? 0);
  const isCapped = isShown ? totalIsCapped : counted === found && found?.capped.has(status as Status);
  return (
    <>
      {' '}
      <span class="count">
        {count.toLocaleString('en')}
        {isCapped && '+'}
      </span>
    </>
  );
}

function Search({ state, model }: Props) {
  const { q } = state.view;
  const [words, setWords] = useState(q);
  useEffect(() => setWords(q), [q]);
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          model.show({ q: words.trim() });
        }}
      >
        <label for="search" class="unseen">
          Search comments: words, names and websites
        </label>
        <Icon name="search" />
        <input
          id="search"
          type="search"
          placeholder="Search comments"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.currentTarget.blur();
            model.step(0);
          }}
        />
        {words === '' ? (
          <span class="hint" aria-hidden="true">
            /
          </span>
        ) : (
          <button
            type="button"
            class="plain clear"
            onClick={() => {
              setWords('');
              model.show({ q: '' });
              document.getElementById('search')?.focus();
            }}
          >
            <Icon name="close" />
            <span class="unseen">Clear the search</span>
          </button>
        )}
        <button type="submit" class="unseen" tabIndex={-1}>
          Search
        </button>
      </form>
    </search>
  );
}

/** How many there are, and how long the oldest has waited. */
function FoundWords({ state }: { readonly state: State }) {
  const { total, totalIsCapped, loading, view, summary, failure } = state;
  if (loading === 'list' || failure !== null || total === 0) return null;
  const waited = view.status === 'pending' ? (summary?.oldestPendingSeconds ?? null) : null;
  return (
    <p class="found soft">
      {totalIsCapped ? `More than ${counted(total)}` : counted(total)}
      {waited !== null && total > 0 && `. The oldest has been pending for ${lasting(waited)}`}.
    </p>
  );
}
