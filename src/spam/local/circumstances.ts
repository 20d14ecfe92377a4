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
  const seconds = known.secondsToWrite;
  if (seconds !== null && seconds < 3) add('seconds:0', `written in ${Math.max(0, Math.floor(seconds))} seconds`, 2);
  else if (seconds !== null && seconds < 8) add('seconds:1', `written in ${Math.floor(seconds)} seconds`, 0.7);
  else if (seconds !== null && seconds < 3600) add('seconds:2', 'the time it took to write', -0.3);
  historySignal(known.history, hasLinks, add);
  manySignal('words', known.sameWords, 'other comments with the same words', [0, 1.5, 2.5, 3.5], add);
  manySignal('links', known.sameLinks, 'other comments that link to the same site', [0, 0.7, 1.5, 2.5], add);
  manySignal('range', known.sameRange, 'other comments from the same range of addresses', [0, 0.2, 0.6, 1.5], add);
  return signals;
}

type Add = (name: string, detail: string, weight: number) => void;

function historySignal(history: Circumstances['history'], hasLinks: boolean, add: Add): void {
  if (history === null) return;
  const { approved, spam } = history;
  if (approved === 0 && spam === 0) {
    if (hasLinks) add('new-with-link', 'new author, link in the first comment', 0.7);
    else add('new', 'new author', 0);
  }
  if (approved > 0) {
    add(
      `approved:${bin(approved, [2, 5])}`,
      `${times(approved, 'approved comment')} of this author`,
      [-1.2, -2, -2.6][bin(approved, [2, 5])] as number,
    );
  }
  if (spam > 0)
    add(
      `spam:${bin(spam, [2, 5])}`,
      `${times(spam, 'spam comment')} of this author`,
      [2, 3, 3.6][bin(spam, [2, 5])] as number,
    );
}

function manySignal(name: string, count: number | null, detail: string, weights: readonly number[], add: Add): void {
  if (count === null || count <= 0) return;
  const step = 1 + bin(count, [3, 10]);
  add(
    `${name}:${step}`,
    `${count} ${count === 1 ? detail.replace('comments', 'comment').replace('link ', 'links ') : detail}`,
    weights[step] as number,
  );
}
