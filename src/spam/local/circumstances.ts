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
  for (const [name, count] of [
    ['words', known.sameWords],
    ['links', known.sameLinks],
    ['range', known.sameRange],
  ] as const)
    manySignal(name, count, add);
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

/** What is said of one other comment and of several that share something with this one, and what 1, 3 and 10 of them weigh. */
const SHARED = {
  words: { one: 'with the same words', several: 'with the same words', weights: [1.5, 2.5, 3.5] },
  links: { one: 'that links to the same site', several: 'that link to the same site', weights: [0.7, 1.5, 2.5] },
  range: {
    one: 'from the same range of addresses',
    several: 'from the same range of addresses',
    weights: [0.2, 0.6, 1.5],
  },
} as const;

function manySignal(name: keyof typeof SHARED, count: number | null, add: Add): void {
  if (count === null || count <= 0) return;
  const { one, several, weights } = SHARED[name];
  const step = bin(count, [3, 10]);
  add(`${name}:${step}`, `${times(count, 'other comment')} ${count === 1 ? one : several}`, weights[step] as number);
}
