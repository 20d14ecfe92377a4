import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Circumstances } from '../domain/evidence.js';
import type { JudgedRow } from '../store/units/lessons.js';
import { addressRange } from './address.js';
import type { Clock } from './clock.js';

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
/** Keys remembered at once; those seen least recently are forgotten first. */
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
  /** What is known around a comment that arrives now. */
  signals(arrival: Arrival): Signals;
  /** Counts a comment that was stored. */
  note(arrival: Arrival): void;
}

export function createArrivals(clock: Clock): Arrivals {
  const words = createCounter(WORDS_MS, clock);
  const links = createCounter(LINKS_MS, clock);
  const ranges = createCounter(RANGE_MS, clock);
  return {
    signals(arrival) {
      const { trapped, secondsToWrite } = arrival;
      const text = textKey(arrival.body);
      const range = addressRange(arrival.ip);
      return {
        trapped,
        secondsToWrite,
        sameWords: text === null ? null : words.count(text),
        sameLinks: Math.max(0, ...linkedHosts(arrival).map((host) => links.count(host))),
        sameRange: range === '' ? null : ranges.count(range),
      };
    },
    note(arrival) {
      const text = textKey(arrival.body);
      const range = addressRange(arrival.ip);
      if (text !== null) words.add(text);
      for (const host of linkedHosts(arrival)) links.add(host);
      if (range !== '') ranges.add(range);
    },
  };
}

/** What was stored with a comment; without it nothing is known. */
export function readSignals(stored: JudgedRow['signals']): Signals {
  return stored === null ? NO_SIGNALS : { ...NO_SIGNALS, ...(JSON.parse(stored) as Partial<Signals>) };
}

/** Counts events a key within a time. */
function createCounter(windowMs: number, clock: Clock) {
  const events = new LRUCache<string, readonly number[]>({ max: MOST_KEYS });
  const recent = (key: string) => {
    const now = clock.now();
    return (events.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
  };
  return {
    count: (key: string) => recent(key).length,
    add(key: string) {
      events.set(key, [...recent(key), clock.now()].slice(-MOST_ARRIVALS));
    },
  };
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
    const host = URL.canParse(link) ? new URL(link).hostname : '';
    if (host !== '' && !ownHosts.includes(host)) hosts.add(host);
    if (hosts.size === MOST_HOSTS) break;
  }
  return [...hosts];
}
