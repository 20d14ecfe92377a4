import { createHash } from 'node:crypto';
import type { Circumstances } from '../../domain/evidence.js';
import { parseUrl } from '../../domain/parse-url.js';
import type { Clock } from '../../domain/time.js';
import type { JudgedRow } from '../../store/units/lessons.js';
import { addressRange } from './address.js';
import { createRecentEvents } from './recent-events.js';

/** What was known around a comment when it was sent; what became of its author's other comments is looked up whenever it is judged. */
export type Signals = Omit<Circumstances, 'history'>;

const NO_SIGNALS: Signals = {
  trapped: false,
  secondsToWrite: null,
  sameWords: null,
  sameLinks: null,
  sameRange: null,
};

/** How long an arrival counts as lately. */
const WORDS_MS = 24 * 3_600_000;
const LINKS_MS = 24 * 3_600_000;
const RANGE_MS = 3_600_000;
/** Keys remembered at once. */
const MOST_KEYS = 20_000;
/** No key is counted further. */
const MOST_ARRIVALS = 50;
/** Shorter texts are the same by chance ("Thanks!"). */
const FEWEST_LETTERS = 20;
/** No more hosts of one comment are remembered. */
const MOST_HOSTS = 20;

/** What a comment that arrives is compared by with others. */
export interface Arrival {
  readonly body: string;
  readonly authorUrl: string | null;
  /** Empty where it is not known. */
  readonly ip: string;
  readonly trapped: boolean;
  readonly secondsToWrite: number | null;
  /** Hosts that everybody links to here: the blog's own. */
  readonly ownHosts: readonly string[];
}

/** Remembers what arrived lately, in the memory of this process only: neither addresses nor words are stored for it. */
export interface Arrivals {
  /** Compares a comment that arrives now with others. `note` counts it, once it is stored. */
  compare(arrival: Arrival): { readonly signals: Signals; readonly note: () => void };
}

export function createArrivals(clock: Clock): Arrivals {
  const words = createRecentEvents(clock, WORDS_MS, MOST_KEYS, MOST_ARRIVALS);
  const links = createRecentEvents(clock, LINKS_MS, MOST_KEYS, MOST_ARRIVALS);
  const ranges = createRecentEvents(clock, RANGE_MS, MOST_KEYS, MOST_ARRIVALS);
  return {
    compare(arrival) {
      const { trapped, secondsToWrite } = arrival;
      const text = textKey(arrival.body);
      const hosts = linkedHosts(arrival);
      const range = addressRange(arrival.ip);
      const signals = {
        trapped,
        secondsToWrite,
        sameWords: text === null ? null : words.times(text).length,
        sameLinks: Math.max(0, ...hosts.map((host) => links.times(host).length)),
        sameRange: range === '' ? null : ranges.times(range).length,
      };
      const note = () => {
        if (text !== null) words.add(text);
        for (const host of hosts) links.add(host);
        if (range !== '') ranges.add(range);
      };
      return { signals, note };
    },
  };
}

/** What was stored with a comment; without it nothing is known. */
export function readSignals(stored: JudgedRow['signals']): Signals {
  return stored === null ? NO_SIGNALS : { ...NO_SIGNALS, ...(JSON.parse(stored) as Partial<Signals>) };
}

/** The same for texts that differ in nothing but case, spaces and signs; null for a text too short to be told from others. */
function textKey(body: string): string | null {
  const letters = body
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\P{L}+/gu, '');
  return letters.length < FEWEST_LETTERS ? null : createHash('sha256').update(letters).digest('base64');
}

function linkedHosts({ body, authorUrl, ownHosts }: Arrival): string[] {
  const hosts = new Set<string>();
  for (const [link] of `${authorUrl ?? ''} ${body}`.matchAll(/\bhttps?:\/\/[^\s<>"')\]]{1,500}/gi)) {
    const host = parseUrl(link)?.hostname ?? '';
    if (host !== '' && !ownHosts.includes(host)) hosts.add(host);
    if (hosts.size === MOST_HOSTS) break;
  }
  return [...hosts];
}
