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
}

export interface Target {
  /** Where the service listens now; null while it is down. */
  url: string | null;
  stopped: boolean;
}

/** Calls until something below 500 comes back; the service may die at any moment. Null when the torture is over first. */
async function persist(target: Target, path: string, init: () => RequestInit): Promise<Response | null> {
  while (!target.stopped) {
    const { url } = target;
    if (url !== null) {
      const response = await fetch(url + path, init()).catch(() => null);
      if (response !== null && response.status < 500 && response.status !== 429) return response;
    }
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
    const response = await persist(target, '/api/v1/sites/default/comments', () => ({ method: 'POST', headers, body }));
    if (response === null) return;
    const answer = (await response.json().catch(() => null)) as { comment?: { id: string } } | null;
    if (response.status !== 201)
      throw new Error(`a comment was answered ${response.status}: ${JSON.stringify(answer)}`);
    if (answer?.comment !== undefined) ledger.stored.set(words, answer.comment.id);
    else n -= 1; // cut off within the answer: not acknowledged, so the same again
  }
}

/** A moderator who decides on what has been stored, now and then twice on the same. */
export async function moderate(target: Target, ledger: Ledger, token: string, dice: Dice): Promise<void> {
  while (!target.stopped) {
    const ids = [...ledger.stored.values()];
    const id = ids[Math.floor(dice() * ids.length)];
    if (id === undefined) {
      await wait(10);
      continue;
    }
    const decision = dice() < 0.5 ? 'approve' : 'spam';
    ledger.doubtful.add(id);
    const response = await persist(target, '/api/v1/sites/default/moderation/decisions', () => ({
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ decision, comments: [id] }),
    }));
    if (response === null) return;
    if (response.status !== 200) throw new Error(`a decision was answered ${response.status}`);
    if ((await response.json().catch(() => null)) === null) continue;
    ledger.decided.set(id, decision === 'approve' ? 'approved' : 'spam');
    ledger.doubtful.delete(id);
    await wait(dice() * 20);
  }
}
