import { setTimeout as wait } from 'node:timers/promises';
import type { Dice } from './akismet-of-torture.js';

/** What the service has acknowledged, which must never be lost. */
export interface Ledger {
  /** Ids of stored comments by their words. */
  readonly stored: Map<string, string>;
  /** The last decision that was acknowledged, by id. */
  readonly decided: Map<string, 'approved' | 'spam'>;
  /** Ids of comments whose last decision was sent but perhaps not acknowledged: what stands is one of the two. */
  readonly doubtful: Set<string>;
  /** How often a decision about a comment was begun, by id. */
  readonly begun: Map<string, number>;
  /** What was answered that nobody should be answered. */
  readonly faults: string[];
  /** When the last write was acknowledged, as `performance.now()` tells it. */
  acknowledgedAt: number;
  /** How often somebody was told to come again later. */
  refused: number;
  /** How often a reader got a page that the store could not be asked about. */
  readUnasked: number;
  /** The longest that anybody waited for an answer, in milliseconds. */
  longestMs: number;
}

export const newLedger = (): Ledger => ({
  ...{ stored: new Map(), decided: new Map(), doubtful: new Set(), begun: new Map(), faults: [] },
  ...{ acknowledgedAt: 0, refused: 0, readUnasked: 0, longestMs: 0 },
});

export interface Target {
  /** Where services listen now: any of them may be asked anything. */
  readonly urls: Set<string>;
  stopped: boolean;
}

/** A client that waits longer than this was left hanging. */
const PATIENCE_MS = 10_000;
/** After this nobody waits any more. */
const GIVE_UP_MS = 60_000;

/** Asks a service, any that listens. Null when there was no answer: only that of one that is killed may fail to come. */
async function ask(
  target: Target,
  ledger: Ledger,
  dice: Dice,
  path: string,
  init: RequestInit = {},
): Promise<Response | null> {
  const urls = [...target.urls];
  const url = urls[Math.floor(dice() * urls.length)];
  if (url === undefined) return null;
  const what = `${init.method ?? 'GET'} ${path}`;
  const from = performance.now();
  const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(GIVE_UP_MS) }).catch(
    (error: unknown) => {
      if (target.urls.has(url)) ledger.faults.push(`${what} was left without an answer: ${(error as Error).cause}`);
      return null;
    },
  );
  const took = performance.now() - from;
  if (target.urls.has(url)) ledger.longestMs = Math.max(ledger.longestMs, took);
  if (took > PATIENCE_MS) ledger.faults.push(`${what} took ${Math.round(took)} ms`);
  if (response === null || response.status < 500) return response;
  ledger.refused += 1;
  if (response.status !== 503 || response.headers.get('Retry-After') === null)
    ledger.faults.push(`${what} was answered ${response.status}: ${await response.text().catch(() => '')}`);
  return response;
}

/** Asks until something below 500 comes back; services may die at any moment. Null when the torture is over first. */
async function persist(
  target: Target,
  ledger: Ledger,
  dice: Dice,
  path: string,
  init: RequestInit,
): Promise<Response | null> {
  while (!target.stopped) {
    const response = await ask(target, ledger, dice, path, init);
    if (response !== null && response.status < 500 && response.status !== 429) return response;
    await response?.body?.cancel().catch(() => undefined);
    await wait(10);
  }
  return null;
}

/** A blog's server that posts, with retries under the same Idempotency-Key. */
export async function postComments(target: Target, ledger: Ledger, name: string, dice: Dice): Promise<void> {
  for (let n = 0; !target.stopped; n++) {
    const kind = dice() < 0.4 ? 'spam' : 'ham';
    const words = `${kind} number ${n} by ${name}`;
    const body = JSON.stringify({
      article: { url: `http://localhost:8080/article-${n % 7}` },
      author: { name, email: `${name}-${n % 50}@example.org` },
      body: words,
    });
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': `${name}-${n}` };
    const path = '/api/v1/sites/default/comments';
    const response = await persist(target, ledger, dice, path, { method: 'POST', headers, body });
    if (response === null) return;
    const answer = (await response.json().catch(() => null)) as { comment?: { id: string } } | null;
    if (response.status !== 201)
      throw new Error(`a comment was answered ${response.status}: ${JSON.stringify(answer)}`);
    if (answer?.comment !== undefined) {
      ledger.stored.set(words, answer.comment.id);
      ledger.acknowledgedAt = performance.now();
    } else n -= 1; // cut off within the answer: not acknowledged, so the same again
  }
}

/** A moderator who decides on what has been stored, now and then twice on the same. */
export async function moderate(target: Target, ledger: Ledger, token: string, dice: Dice): Promise<void> {
  while (!target.stopped) {
    const ids = [...ledger.stored.values()];
    const id = ids[Math.floor(dice() * ids.length)];
    // Of two decisions at once nobody knows which was the last.
    if (id === undefined || ledger.doubtful.has(id)) {
      await wait(10);
      continue;
    }
    const decision = dice() < 0.5 ? 'approve' : 'spam';
    ledger.doubtful.add(id);
    ledger.begun.set(id, (ledger.begun.get(id) ?? 0) + 1);
    const response = await persist(target, ledger, dice, '/api/v1/sites/default/moderation/decisions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ decision, comments: [id] }),
    });
    if (response === null) return;
    if (response.status !== 200) throw new Error(`a decision was answered ${response.status}`);
    if ((await response.json().catch(() => null)) === null) continue;
    ledger.decided.set(id, decision === 'approve' ? 'approved' : 'spam');
    ledger.doubtful.delete(id);
    ledger.acknowledgedAt = performance.now();
    await wait(dice() * 20);
  }
}

/** A reader of what has been decided: told of nothing older than what was acknowledged before, unless the answer says how old it is. */
export async function read(target: Target, ledger: Ledger, dice: Dice): Promise<void> {
  while (!target.stopped) {
    await wait(dice() * 20);
    const decided = [...ledger.decided];
    const [id, status] = decided[Math.floor(dice() ** 3 * Math.min(decided.length, 50))] ?? [];
    if (id === undefined || ledger.doubtful.has(id)) continue;
    const before = ledger.begun.get(id);
    const response = await ask(target, ledger, dice, `/api/v1/sites/default/comments/${id}`);
    await response?.arrayBuffer().catch(() => undefined);
    if (response === null || response.status >= 500) continue;
    if (response.headers.get('Age') !== null) ledger.readUnasked += 1;
    else if (ledger.begun.get(id) === before && (response.status === 200) !== (status === 'approved'))
      ledger.faults.push(`decided ${status}, and then read with ${response.status}: ${id}`);
  }
}
