import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { erase } from '../../src/app/people/erase.js';
import type { Decision } from '../../src/domain/decision.js';
import { POLICIES, type Policy } from '../../src/domain/policy.js';
import { type Opened, openStore } from '../../src/service/open-store.js';
import { answers } from '../support/fake-akismet.js';
import { bearer, COMMENTS, decide, type Posted, post, SITE } from '../support/http.js';
import { runs } from '../support/runs.js';
import { startTestService, type TestService } from '../support/service.js';

/*
 * Random lives of comments, held at every moment to what readers are promised: every word that they can read was passed by whom the policy asks, and
 * all that was passed and not taken away can be read and is counted.
 */

const AUTHORS = ['ada', 'bob', 'eve'];
const MOVES = { approve: 'approved', hold: 'pending', spam: 'spam', trash: 'trash' } as const;
type Move = keyof typeof MOVES;

/** `pick` chooses among the comments that there are then; what `isSpam` says of new words is what the checker says of them. */
type Step =
  | { kind: 'post'; author: string; isSpam: boolean; below: number | null }
  | { kind: 'edit'; pick: number; isSpam: boolean }
  | { kind: 'decide'; pick: number; decision: Decision }
  | { kind: 'undo' }
  | { kind: 'withdraw'; pick: number }
  | { kind: 'erase'; author: string };

const pick = fc.nat(99);
const isSpam = fc.constantFrom(false, false, true);
const author = fc.constantFrom(...AUTHORS);
const decision = fc.constantFrom<Decision[]>(
  'approve',
  'approve',
  'approve',
  'hold',
  'spam',
  'trash',
  'keep',
  'delete',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('post' as const), author, isSpam, below: fc.option(pick) }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('edit' as const), pick, isSpam }), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('decide' as const), pick, decision }), weight: 9 },
  { arbitrary: fc.constant({ kind: 'undo' as const }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('withdraw' as const), pick }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('erase' as const), author }), weight: 1 },
);

/** A comment as its life has been so far. */
interface Life {
  readonly posted: Posted;
  readonly author: string;
  readonly parent: Life | null;
  /** What it says, and what its author would have it say instead. */
  words: string;
  proposed: string | null;
  status: (typeof MOVES)[Move];
  /** A person has decided on it, and only a person may change that. */
  isDecided: boolean;
  /** Who took it away for good. */
  goneBy: 'author' | 'moderator' | null;
}

const isPublished = ({ status, goneBy }: Life) => status === 'approved' && goneBy === null;

let service: TestService;
/** The same database, for what operators do beside the service. */
let operator: Opened;
let made = 0;

beforeAll(async () => {
  service = await startTestService({ akismet: true, settings: { CHECK_WAIT_MS: '0' } });
  service.akismet.setDefault((call) =>
    call.name === 'comment-check' && String(call.fields.comment_content).startsWith('spam')
      ? answers.spam
      : answers.byTheRules(call),
  );
  operator = await openStore(service.settings, service.clock.now());
});
afterAll(async () => {
  await operator.store.close();
  await service.stop();
});

/** People on one article, and what their comments have become. */
function createLives(policy: Policy) {
  const lives: Life[] = [];
  const key = `/lives-${++made}`;
  const article = { url: `https://blog.example${key}` };
  const email = (name: string) => `${name}-of${key.slice(1)}@example.org`;
  let lastMove: { life: Life; back: Move } | null = null;

  const newWords = (spam: boolean) => `${spam ? 'spam' : 'fine'} w${++made}w`;
  const chosen = (from: readonly Life[], number: number) => from[number % Math.max(1, from.length)];
  const alive = () => lives.filter(({ goneBy }) => goneBy === null);

  /** What the policy does about words on which nobody has decided. */
  function follow(life: Life, spam: boolean): void {
    const isEdit = life.status === 'approved' && life.proposed !== null;
    if (isEdit) {
      if (!spam && policy !== 'hold') pass(life);
      return;
    }
    const isKnown = lives.some((other) => other.author === life.author && isPublished(other));
    const isPassed = !spam && (policy === 'publish' || (policy === 'first-time' && isKnown));
    if (isPassed) pass(life);
    else life.status = spam ? 'spam' : 'pending';
  }

  function pass(life: Life): void {
    life.words = life.proposed ?? life.words;
    life.proposed = null;
    life.status = 'approved';
  }

  async function write(it: Extract<Step, { kind: 'post' }>): Promise<void> {
    const parent = it.below === null ? null : (chosen(lives.filter(isPublished), it.below) ?? null);
    const words = newWords(it.isSpam);
    // The browser of each has the key that it was given at first.
    const known = lives.find(({ author }) => author === it.author);
    const posted = await post(service, {
      article,
      body: words,
      author: { name: it.author, email: email(it.author) },
      ...(known !== undefined && { authorKey: known.posted.authorKey }),
      parent: parent?.posted.comment.id ?? null,
    });
    const open = { words, proposed: null, status: 'pending' as const, isDecided: false, goneBy: null };
    const life: Life = { posted, author: it.author, parent, ...open };
    follow(life, it.isSpam);
    lives.push(life);
  }

  async function edit(life: Life, spam: boolean): Promise<void> {
    const words = newWords(spam);
    service.clock.advance(1);
    const { comment, editToken } = life.posted;
    await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body: words }).expect(200);
    if (life.status === 'approved') life.isDecided = false;
    if (life.status === 'approved' || life.proposed !== null) life.proposed = words;
    else life.words = words;
    if (!life.isDecided) follow(life, spam);
  }

  async function judge(life: Life, what: Decision): Promise<void> {
    await decide(service, what, life.posted.comment.id);
    if (what === 'keep') {
      if (life.proposed !== null) life.isDecided = true;
      life.proposed = null;
    } else if (what === 'delete') {
      if (life.status === 'spam' || life.status === 'trash') life.goneBy = 'moderator';
    } else {
      life.isDecided = true;
      if (what === 'approve') pass(life);
      else life.status = MOVES[what];
    }
  }

  async function take(it: Step): Promise<void> {
    if (it.kind === 'post') return write(it);
    if (it.kind === 'erase') {
      await erase(operator.store, operator.keys, service.clock, email(it.author));
      for (const life of alive()) if (life.author === it.author) life.goneBy = 'author';
      return;
    }
    if (it.kind === 'undo') {
      if (lastMove !== null && lastMove.life.goneBy === null) await judge(lastMove.life, lastMove.back);
      lastMove = null;
      return;
    }
    const life = chosen(alive(), it.pick);
    if (life === undefined) return;
    if (it.kind === 'edit') return edit(life, it.isSpam);
    if (it.kind === 'withdraw') {
      const { comment, editToken } = life.posted;
      await service.agent.delete(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).expect(204);
      life.goneBy = 'author';
      return;
    }
    const back = (Object.keys(MOVES) as Move[]).find((move) => MOVES[move] === life.status) as Move;
    lastMove = it.decision in MOVES && life.proposed === null ? { life, back } : null;
    await judge(life, it.decision);
  }

  /** Everything that readers have is what it should be, and nothing else. */
  async function look(): Promise<void> {
    const published = lives.filter(isPublished);
    const isAbovePublished = (life: Life): boolean =>
      lives.some((other) => other.parent === life && (isPublished(other) || isAbovePublished(other)));
    const places = lives.filter((life) => !isPublished(life) && isAbovePublished(life));
    const expected = Object.fromEntries([
      ...published.map(({ posted, words }) => [posted.comment.id, `<p>${words}</p>`]),
      ...places.map(({ posted, goneBy }) => [posted.comment.id, `removed by ${goneBy ?? 'moderator'}`]),
    ]);
    const says = (it: { author: unknown; html: string; removed?: string }) =>
      it.author === null && it.html === '' ? `removed by ${it.removed}` : it.html;

    const { body } = await service.agent.get(COMMENTS).query({ article: key, limit: 200 }).expect(200);
    const list = body.comments as { id: string; author: unknown; html: string; removed?: string }[];
    expect(Object.fromEntries(list.map((it) => [it.id, says(it)]))).toEqual(expected);
    expect(body.article.count).toBe(published.length);
    const counts = await service.agent.get(`${SITE}/counts`).query({ article: key }).expect(200);
    expect(counts.body.counts).toEqual({ [key]: published.length });
    for (const { posted } of lives) {
      const { id } = posted.comment;
      const one = await service.agent.get(`${COMMENTS}/${id}`);
      expect(one.status === 200 ? says(one.body) : undefined).toBe(expected[id]);
    }
    const wordsIn = (text: string) => [...text.matchAll(/w\d+w/g)].map(([word]) => word).sort();
    const passed = wordsIn(published.map(({ words }) => words).join());
    const feed = await service.agent.get(`${SITE}/feed.atom`).query({ article: key }).buffer(true).expect(200);
    expect(wordsIn(String(feed.text ?? feed.body))).toEqual(passed);
    const page = await service.agent.get('/sites/default/thread').query({ article: key }).expect(200);
    expect(wordsIn(page.text)).toEqual(passed);
  }

  /** Authors see their own newest words as long as the comment is there. */
  async function lookAsAuthors(): Promise<void> {
    for (const { posted, words, proposed } of alive()) {
      const own = await service.agent.get(`${COMMENTS}/${posted.comment.id}`).set(bearer(posted.editToken)).expect(200);
      expect(own.body.html).toBe(`<p>${proposed ?? words}</p>`);
    }
  }

  return { take, look, lookAsAuthors };
}

describe('whatever becomes of comments', () => {
  it.each(POLICIES)('under the policy %s readers have what was passed, all of it, and nothing else', async (policy) => {
    await service.store.changeSite({ slug: 'default', policy });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 25, size: 'max' }), async (steps) => {
        const lives = createLives(policy);
        for (const one of steps) {
          await lives.take(one);
          await service.work();
          await lives.look();
        }
        await lives.lookAsAuthors();
      }),
      { numRuns: runs(4) },
    );
  });
});
