import type { Circumstances } from '../../domain/evidence.js';
import { bin, type Signal, times } from './signals.js';

/**
 * What the service knows around a comment, as signals. Their weights are set here, as no collection of comments tells
 * circumstances; a site's moderators teach the rest. What is unknown says nothing.
 */
export function circumstanceSignals(known: Circumstances, hasLinks: boolean): Signal[] {
  const signals: Signal[] = [];
  const add = (name: string, detail: string, weight: number) => signals.push({ name: `c:${name}`, detail, weight });
  if (known.trapped) add('trapped', 'the field that people do not see was filled in', 5);
  timeSignal(known.secondsToWrite, add);
  historySignal(known.history, hasLinks, add);
  manySignal('words', known.sameWords, ['with the same words', 'with the same words'], [1.5, 2.5, 3.5], add);
  manySignal(
    'links',
    known.sameLinks,
    ['that links to the same site', 'that link to the same site'],
    [0.7, 1.5, 2.5],
    add,
  );
  const range = 'from the same range of addresses';
  manySignal('range', known.sameRange, [range, range], [0.2, 0.6, 1.5], add);
  return signals;
}

type Add = (name: string, detail: string, weight: number) => void;

/** People take their time; a form that was open for hours says nothing. */
function timeSignal(seconds: number | null, add: Add): void {
  if (seconds === null || seconds >= 3600) return;
  const detail = `written in ${times(Math.max(0, Math.floor(seconds)), 'second')}`;
  if (seconds < 3) add('seconds:0', detail, 2);
  else if (seconds < 8) add('seconds:1', detail, 0.7);
  else add('seconds:2', 'the time it took to write', -0.3);
}

function historySignal(history: Circumstances['history'], hasLinks: boolean, add: Add): void {
  if (history === null) return;
  const { approved, spam } = history;
  if (approved === 0 && spam === 0) {
    if (hasLinks) add('new-with-link', 'new author, link in the first comment', 0.7);
    else add('new', 'new author', 0);
  }
  const often = (count: number) => bin(count, [2, 5]);
  if (approved > 0) {
    const weight = [-1.2, -2, -2.6][often(approved)] as number;
    add(`approved:${often(approved)}`, `${times(approved, 'approved comment')} of this author`, weight);
  }
  if (spam > 0) {
    const weight = [2, 3, 3.6][often(spam)] as number;
    add(`spam:${often(spam)}`, `${times(spam, 'spam comment')} of this author`, weight);
  }
}

/** @param words what is said of one other comment, and of several */
function manySignal(
  name: string,
  count: number | null,
  words: readonly [string, string],
  weights: readonly number[],
  add: Add,
) {
  if (count === null || count <= 0) return;
  const step = bin(count, [3, 10]);
  add(`${name}:${step}`, `${times(count, 'other comment')} ${words[count === 1 ? 0 : 1]}`, weights[step] as number);
}
