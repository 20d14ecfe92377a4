import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CommentCard } from './comment-card.js';
import { CommentRow } from './comment-row.js';
import type { DeskModel } from './desk-model.js';
import { indexOf, type State, siteName } from './state.js';
import { ALL_SITES } from './view.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

/** The most rows that are in the page at once: more than any window shows, and few enough that a key costs the same however many are loaded. */
const MOST_DRAWN = 100;
/** Rows above and below what is shown that scrolling finds drawn already. */
const RESERVE = 25;
/** The height of a row until one has been measured. */
const USUAL_HEIGHT = 96;

/** Rows from one up to another, the latter left out. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The rows around a place. */
function around(place: number, count: number): Stretch {
  const from = Math.max(0, Math.min(place - MOST_DRAWN / 2, count - MOST_DRAWN));
  return { from, to: Math.min(count, from + MOST_DRAWN) };
}

/** What is drawn: the rows around what is shown, and the current one, which has the focus, wherever it is. */
function stretchesOf({ from, to }: Stretch, current: number): Stretch[] {
  if (current < 0 || (current >= from && current < to)) return [{ from, to }];
  const one = { from: current, to: current + 1 };
  return current < from ? [one, { from, to }] : [{ from, to }, one];
}

/** The loaded comments. Of a long list only the rows around those in view are in the page; the others keep their place free. */
export function ListedRows({ state, model }: Props) {
  const { rows, current, focusAsked, look } = state;
  const list = useRef<HTMLOListElement>(null);
  const height = useRef(USUAL_HEIGHT);
  const [middle, setMiddle] = useState(0);
  const place = indexOf(rows, current);
  const asked = useRef(focusAsked);
  // Where a key leads is drawn in the same frame, however far it is.
  const isLed = asked.current !== focusAsked && place >= 0 && Math.abs(place - middle) > RESERVE;
  const drawn = around(isLed ? place : middle, rows.length);

  useLayoutEffect(() => {
    asked.current = focusAsked;
    if (isLed) setMiddle(place);
  }, [focusAsked]);
  useLayoutEffect(() => {
    const shown = list.current?.querySelectorAll(':scope > :not(.gap)') ?? [];
    const heights = [...shown].map((it) => it.getBoundingClientRect().height);
    if (heights.length > 0) height.current = heights.reduce((sum, one) => sum + one) / heights.length;
  }, [drawn.from, look]);
  useLayoutEffect(() => {
    const pane = list.current?.closest('main');
    if (pane == null || rows.length <= MOST_DRAWN) return;
    const onScroll = () => setMiddle((before) => inView(pane, list.current, height.current, before));
    pane.addEventListener('scroll', onScroll, { passive: true });
    return () => pane.removeEventListener('scroll', onScroll);
  }, [rows.length > MOST_DRAWN]);

  const items = [];
  let done = 0;
  for (const { from, to } of stretchesOf(drawn, place)) {
    if (from > done) items.push(<Gap key={`to ${from}`} rows={from - done} height={height.current} />);
    for (let index = from; index < to; index++)
      items.push(<Item key={rows[index]?.comment.id} {...{ state, model, index }} />);
    done = to;
  }
  if (done < rows.length) items.push(<Gap key="end" rows={rows.length - done} height={height.current} />);
  return (
    <ol class={`list ${look}`} ref={list}>
      {items}
    </ol>
  );
}

/** The row in the middle of what a pane shows, roughly; the one before, as long as there is enough around it. */
function inView(pane: Element, list: Element | null, height: number, before: number): number {
  if (list === null) return before;
  const { top, height: shown } = pane.getBoundingClientRect();
  const place = Math.round((top + shown / 2 - list.getBoundingClientRect().top) / height);
  return Math.abs(place - before) > RESERVE ? place : before;
}

/** In place of rows that are not drawn. */
function Gap({ rows, height }: { readonly rows: number; readonly height: number }) {
  return <li class="gap" aria-hidden="true" style={{ height: `${rows * height}px` }} />;
}

function Item({ state, model, index }: Props & { readonly index: number }) {
  const { rows, current, selected, view, look, session, detailed, total } = state;
  const row = rows[index];
  if (row === undefined) return null;
  const { id, site } = row.comment;
  const shown = {
    ...{ row, model, query: view.q, isCurrent: id === current, isSelected: selected.has(id) },
    siteName: view.site === ALL_SITES ? siteName(site, session) : null,
    showStatus: view.status === 'all' || view.q !== '' || row.note !== null,
  };
  return (
    <li aria-posinset={index + 1} aria-setsize={state.totalIsCapped ? -1 : Math.max(total, rows.length)}>
      {look === 'list' ? <CommentRow {...shown} /> : <CommentCard {...shown} isDetailed={detailed && id === current} />}
    </li>
  );
}
