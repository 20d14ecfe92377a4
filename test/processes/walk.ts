import { expect } from '@jest/globals';
import { bearer, COMMENTS, SITE } from '../support/http.js';
import { ask, type Dice, decideOn, oneOf, postTo, type Several } from './several.js';

interface Known {
  readonly id: string;
  readonly parent: Known | null;
  readonly editToken: string;
  /** Waits: nobody has decided, and the classifier may have taken it for spam. */
  status: 'waiting' | 'approved' | 'spam' | 'trash' | 'gone';
}

/** Somebody who writes, decides and reads under an article that nobody else touches, and so knows what must be there. */
export interface Actor {
  readonly name: string;
  readonly several: Several;
  readonly dice: Dice;
  readonly known: Known[];
  /** What was read last of each path, by its ETag: what caches in front would have. */
  readonly etags: Map<string, { etag: string; text: string }>;
  written: number;
}

export function newActor(name: string, several: Several, dice: Dice): Actor {
  return { name, several, dice, known: [], etags: new Map(), written: 0 };
}

/** Does something at a random process, and looks at another whether it can be read there. */
export async function actOnce(actor: Actor): Promise<void> {
  const { dice, known } = actor;
  const shown = known.filter(({ status }) => status === 'approved');
  const here = known.filter(({ status }) => status !== 'gone');
  const roll = dice();
  if (here.length < 3 || roll < 0.25) await write(actor, dice() < 0.6 && shown.length > 0 ? oneOf(shown, dice) : null);
  else if (roll < 0.7) await decide(actor, here);
  else if (roll < 0.8) await withdraw(actor, oneOf(here, dice));
  await lookAround(actor);
}

const anywhere = ({ several, dice }: Actor) => oneOf(several.urls, dice);
const urlOf = ({ name }: Actor) => `https://blog.example/${name}`;

function depthOf({ parent }: Known): number {
  return parent === null ? 0 : 1 + depthOf(parent);
}

async function write(actor: Actor, above: Known | null): Promise<void> {
  const parent = above !== null && depthOf(above) < 4 ? above : null;
  const words = `Words ${++actor.written} of ${actor.name}`;
  const { comment, editToken } = await postTo(anywhere(actor), {
    article: { url: urlOf(actor) },
    author: { name: 'Ada', email: `${actor.written % 3}@example.org` },
    body: words,
    ...(parent && { parent: parent.id }),
  });
  actor.known.push({ id: comment.id, parent, editToken, status: 'waiting' });
}

const BECOMES = { approve: 'approved', spam: 'spam', trash: 'trash' } as const;

async function decide(actor: Actor, here: Known[]): Promise<void> {
  const decision = oneOf(['approve', 'approve', 'spam', 'trash'] as const, actor.dice);
  const chosen = [...new Set([oneOf(here, actor.dice), oneOf(here, actor.dice)])];
  const results = await decideOn(anywhere(actor), actor.several, decision, ...chosen.map(({ id }) => id));
  for (const one of chosen) {
    const result = results.find(({ id }) => id === one.id);
    if (result?.problem !== undefined) throw new Error(`${decision} of a ${one.status} one: ${result.problem}`);
    expect(one.status === 'waiting' ? ['pending', 'spam'] : [one.status]).toContain(result?.from);
    one.status = BECOMES[decision];
  }
}

async function withdraw(actor: Actor, one: Known): Promise<void> {
  const path = `${COMMENTS}/${one.id}`;
  const { status, text } = await ask(anywhere(actor), path, { method: 'DELETE', headers: bearer(one.editToken) });
  // Whose comment a moderator has taken for spam or put away has nothing to withdraw any more.
  if (status === 204) one.status = 'gone';
  else if (one.status === 'approved') throw new Error(`a withdrawal was answered ${status}: ${text}`);
}

/** Reads everything that depends on the article, each at another process. */
async function lookAround(actor: Actor): Promise<void> {
  const key = encodeURIComponent(`/${actor.name}`);
  const shown = actor.known.filter(({ status }) => status === 'approved');
  const [list, counts, feed, page] = await Promise.all([
    read(actor, `${COMMENTS}?article=${key}`),
    read(actor, `${SITE}/counts?article=${key}`),
    read(actor, `${SITE}/feed.atom?article=${key}`),
    read(actor, `/sites/default/thread?article=${key}`),
  ]);
  const ids = (JSON.parse(list).comments as { id: string; removed?: string | null }[])
    .filter(({ removed }) => removed == null)
    .map(({ id }) => id);
  const expected = shown.map(({ id }) => id);
  expect(ids.sort()).toEqual(expected.sort());
  expect(JSON.parse(counts).counts[`/${actor.name}`]).toBe(shown.length);
  for (const { id, status } of actor.known) {
    expect({ id, feed: feed.includes(`urn:uuid:${id}<`) }).toEqual({ id, feed: status === 'approved' });
  }
  for (const { id } of shown) expect(page).toContain(id);
}

/** Reads something anywhere, as a cache would: with what it has, which may have come from another process. */
async function read(actor: Actor, path: string): Promise<string> {
  const known = actor.etags.get(path);
  const answer = await ask(anywhere(actor), path, known ? { headers: { 'If-None-Match': known.etag } } : {});
  if (answer.status === 304) return known?.text as string;
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  actor.etags.set(path, { etag: answer.headers.get('etag') as string, text: answer.text });
  return answer.text;
}
