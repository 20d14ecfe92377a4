import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '../../src/domain/decision.js';
import { POLICIES } from '../../src/domain/policy.js';
import { type CountingStore, countingStore } from '../support/counting-store.js';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, SITE } from '../support/http.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';
import { temporaryFolder } from '../support/store.js';

/*
 * Two services that differ in one thing: in one of them an email is known, in the other another email is known in its place. A stranger who names that
 * email and does the same in both must not find out in which one it is: all that is answered is the same, and so is the work that is done for it.
 */

const STATES = ['approved', 'pending', 'spam', 'trash', 'withdrawn', 'corrected', 'edited', 'vouched'] as const;
type State = (typeof STATES)[number];

const OWNERS_IP = '192.0.2.1';
const STRANGERS_IP = '198.51.100.7';

/** What the stranger does, and what moderators and time do to what the stranger has sent. `pick` chooses among the stranger's comments. */
type Step =
  | {
      kind: 'post';
      words: 'new' | 'spam' | 'the same' | 'the owner’s';
      key: 'none' | 'own' | 'forged';
      below: 'nothing' | 'owner' | 'own';
      form: boolean;
      again: boolean;
      email: 'plain' | 'spelled otherwise';
      house: 'own' | 'owner’s';
    }
  | { kind: 'edit'; pick: number; spam: boolean }
  | { kind: 'withdraw' | 'see'; pick: number }
  | { kind: 'read'; what: number }
  | { kind: 'decide'; pick: number; decision: Decision }
  | { kind: 'wait'; ms: number };

const pick = fc.nat(9);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      words: fc.constantFrom('new', 'spam', 'the same', 'the owner’s' as const),
      key: fc.constantFrom('none', 'own', 'own', 'forged' as const),
      below: fc.constantFrom('nothing', 'nothing', 'owner', 'own' as const),
      form: fc.boolean(),
      again: fc.boolean(),
      email: fc.constantFrom('plain', 'spelled otherwise' as const),
      house: fc.constantFrom('own', 'owner’s' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), pick, spam: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('withdraw', 'see', 'see' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('read' as const), what: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      pick,
      decision: fc.constantFrom<Decision[]>('approve', 'approve', 'spam', 'trash', 'delete', 'hold', 'keep'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 2_001, 60_001, 20 * 60_000) }),
  },
);

interface Own {
  readonly id: string;
  readonly editToken: string;
}

/** A service, and a stranger in front of it. */
interface World {
  readonly service: TestService;
  readonly counting: CountingStore;
  readonly remove: () => Promise<void>;
}

/** Akismet is asked about each comment; the classifier, which remembers what became of an author's comments, judges at once. */
const CHECKERS = ['Akismet', 'the classifier'] as const;
type Checker = (typeof CHECKERS)[number];
const worlds = new Map<Checker, readonly World[]>();
let made = 0;

async function startWorld(checker: Checker): Promise<World> {
  const folder = await temporaryFolder();
  const counting = countingStore(folder.path);
  const service = await startTestService({
    akismet: checker === 'Akismet',
    classifier: checker === 'Akismet' ? 'undecided' : 'shipped',
    settings: { TRUST_PROXY: '1', DATA_DIR: folder.path },
    wrapStore: counting.wrap,
  });
  if (checker === 'the classifier') return { service, counting, remove: folder.remove };
  service.akismet.setDefault((call) =>
    call.name === 'comment-check' && String(call.fields.comment_content).startsWith('spam')
      ? answers.spam
      : answers.byTheRules(call),
  );
  return { service, counting, remove: folder.remove };
}

beforeAll(async () => {
  for (const checker of CHECKERS) worlds.set(checker, [await startWorld(checker), await startWorld(checker)]);
});
afterAll(async () => {
  for (const { service, remove } of [...worlds.values()].flat()) {
    await service.stop();
    await remove();
  }
});

/** Replaces what is random by when it was seen first, so that what is the same within one world stays so. */
function createNames() {
  const seen = new Map<string, string>();
  return (text: string) =>
    text.replace(/127\.0\.0\.1:\d+/g, 'Akismet').replaceAll(/[\w-]{20,}|[0-9a-f]{16}/g, (token) => {
      const name = seen.get(token) ?? `<${token.length} characters, no. ${seen.size + 1}>`;
      seen.set(token, name);
      return name;
    });
}

/** Of the moment and the connection. */
const UNTOLD = new Set(['date', 'connection', 'keep-alive', 'x-request-id']);

/** A stranger in one world. @param run what all worlds have in common, @param known the email that is known here */
function createStranger(
  { service, counting }: World,
  run: { key: string; email: string; owners: string },
  known: string,
) {
  const { agent, clock } = service;
  const own: Own[] = [];
  const name = createNames();
  const article = { url: `https://blog.example${run.key}` };
  let written = 0;
  let lastWords = 'Words of a stranger';
  let ownKey: string | null = null;
  let owner: Own | null = null;

  async function ownerWrites(change: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Own> {
    const response = await agent
      .post(COMMENTS)
      .set({ 'X-Forwarded-For': OWNERS_IP, ...headers })
      .send(aComment({ article, author: { name: 'Ada', email: known }, body: run.owners, ...change }))
      .expect(201);
    return { id: response.body.comment.id, editToken: response.body.editToken };
  }

  /** What the owner of the known email did before the stranger came. */
  async function prepare(state: State): Promise<void> {
    // Somebody else's comment, to be answered in every state.
    const seed = await ownerWrites({ author: { name: 'Zoe', email: `zoe-${run.email}` }, body: `${run.owners} too` });
    await decide(service, 'approve', seed.id);
    const vouched = state === 'vouched' && { author: { name: 'Ada', email: known, vouched: true } };
    const mine = await ownerWrites({ notify: true, ...vouched }, vouched ? bearer(service.tokens.blog) : {});
    owner = state === 'approved' || state === 'vouched' ? mine : seed;
    if (state === 'withdrawn') await agent.delete(`${COMMENTS}/${mine.id}`).set(bearer(mine.editToken)).expect(204);
    else if (state === 'corrected') {
      for (const decision of ['spam', 'delete'] as const) await decide(service, decision, mine.id);
    } else if (state === 'spam' || state === 'trash') await decide(service, state, mine.id);
    else if (state !== 'pending') await decide(service, 'approve', mine.id);
    if (state === 'edited') {
      const edit = agent.patch(`${COMMENTS}/${mine.id}`).set(bearer(mine.editToken));
      await edit.send({ body: 'spam' }).expect(200);
    }
    await service.work();
    counting.taken();
  }

  function wordsOf(it: Extract<Step, { kind: 'post' }>, key: string | null): string {
    if (it.words === 'the same') return lastWords;
    // Named in the README: whoever shares the owner's network can repeat the owner's words within a minute.
    if (it.words === 'the owner’s' && (it.house === 'own' || key !== null)) return run.owners;
    written += 1;
    lastWords = `${it.words === 'spam' ? 'spam' : 'fine'} words ${written}`;
    return lastWords;
  }

  function post(it: Extract<Step, { kind: 'post' }>) {
    const key = it.key === 'forged' ? 'x'.repeat(43) : it.key === 'own' ? ownKey : null;
    const parent = it.below === 'nothing' ? null : it.below === 'owner' ? owner?.id : (own.at(-1)?.id ?? null);
    const email = it.email === 'plain' ? run.email : ` ${run.email.toUpperCase()} `;
    const request = agent.post(COMMENTS).set('X-Forwarded-For', it.house === 'own' ? STRANGERS_IP : OWNERS_IP);
    if (it.again) request.set('Idempotency-Key', `${run.key} ${lastWords}`);
    const body = wordsOf(it, it.form ? null : key);
    if (!it.form)
      return request.send({ article, parent, author: { name: 'Ada', email }, body, authorKey: key, notify: true });
    const fields = { 'article.url': article.url, 'author.name': 'Ada', 'author.email': email, body };
    return request.type('form').send(parent === null ? fields : { ...fields, parent });
  }

  function read(what: number) {
    const asked = { article: run.key };
    const all = [
      () => agent.get(COMMENTS).query(asked),
      () => agent.get(COMMENTS).query({ ...asked, thread: owner?.id }),
      () => agent.get(`${COMMENTS}/${owner?.id}`),
      () => agent.get(`${SITE}/counts`).query(asked),
      () => agent.get(`${SITE}/feed.atom`).query(asked).buffer(true),
      () => agent.get('/sites/default/thread').query(asked),
      () => agent.get(SITE),
      () => agent.get('/privacy/default'),
      () => agent.post(`${SITE}/preview`).send({ body: `Write to ${run.email}` }),
      () => agent.get(`${COMMENTS}`).query({ article: run.email }),
      () => agent.delete(`${COMMENTS}/${owner?.id}`).set(bearer(own.at(-1)?.editToken ?? 'none')),
    ] as const;
    return (all[what % all.length] as (typeof all)[0])();
  }

  /** @returns what the stranger asks for; null where there is nothing to ask for */
  function requestOf(it: Step) {
    if (it.kind === 'post') return post(it);
    if (it.kind === 'read') return read(it.what);
    if (it.kind === 'decide' || it.kind === 'wait') return null;
    const mine = own[it.pick % Math.max(1, own.length)];
    if (mine === undefined) return null;
    const path = `${COMMENTS}/${mine.id}`;
    const token = bearer(mine.editToken);
    if (it.kind === 'edit') {
      written += 1;
      return agent
        .patch(path)
        .set(token)
        .send({ body: `${it.spam ? 'spam' : 'fine'} edit ${written}` });
    }
    return (it.kind === 'see' ? agent.get(path) : agent.delete(path)).set(token);
  }

  /** @returns all that the stranger learns from it, and all that was done for it */
  async function take(it: Step): Promise<unknown> {
    clock.advance(it.kind === 'wait' ? it.ms : 1);
    if (it.kind === 'decide') {
      const mine = own[it.pick % Math.max(1, own.length)];
      if (mine !== undefined) await decide(service, it.decision, mine.id);
    }
    await service.work();
    counting.taken();
    const request = requestOf(it);
    if (request === null) return null;
    const response = await request.set('Accept-Encoding', 'identity').redirects(0);
    await service.worker.idle();
    const { status, headers, body, text } = response;
    if (status === 201 && it.kind === 'post') {
      own.push({ id: body.comment.id, editToken: body.editToken });
      ownKey ??= body.authorKey;
    }
    const told = Object.entries(headers).filter(([header]) => !UNTOLD.has(header));
    return { status, headers: name(JSON.stringify(told)), text: name(text ?? String(body)), work: counting.taken() };
  }

  return { prepare, take };
}

describe('a stranger who names an email', () => {
  const statesWith = (checker: Checker) =>
    checker === 'Akismet' ? STATES : (['approved', 'spam', 'vouched'] as const);
  const cases = CHECKERS.flatMap((checker) =>
    POLICIES.flatMap((policy) => statesWith(checker).map((state) => [checker, policy, state] as const)),
  );
  it.each(cases)(
    'does not find out with %s and the policy %s that it is known from a comment that is %s',
    async (checker, policy, state) => {
      const both = worlds.get(checker) as readonly World[];
      for (const { service } of both) await service.store.changeSite({ slug: 'default', policy });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14, size: 'max' }), async (steps) => {
          made += 1;
          const run = { key: `/known-${made}`, email: `ada-${made}@example.org`, owners: `The owner wrote ${made}` };
          const [here, there] = both as [World, World];
          const strangers = [
            createStranger(here, run, run.email),
            createStranger(there, run, `eve-${made}@example.org`),
          ] as const;
          for (const stranger of strangers) await stranger.prepare(state);
          for (const one of steps) {
            const known = await strangers[0].take(one);
            expect(await strangers[1].take(one)).toEqual(known);
          }
        }),
        { numRuns: runs(1) },
      );
    },
  );
});
