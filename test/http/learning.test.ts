import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClassifier } from '../../src/app/judgement/classifier.js';
import { erase } from '../../src/app/people/erase.js';
import { shippedPrior } from '../../src/service/classifier-prior.js';
import { openStore } from '../../src/service/open-store.js';
import { answers } from '../support/fake-akismet.js';
import { bearer, COMMENTS, decide, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService, type TestServiceOptions } from '../support/service.js';

let service: TestService;

async function start(options: TestServiceOptions = {}): Promise<void> {
  service = await startTestService({ classifier: 'shipped', ...options });
}

const DAY = 24 * 3_600_000;

/** Takes back all decisions, and with them what they taught; and waits until nothing counts any more of who wrote what. */
async function forget(): Promise<void> {
  const decided = (await queue('status=all&limit=200')).filter(({ status }) => status !== 'pending');
  if (decided.length > 0) await decide(service, 'hold', ...decided.map(({ id }) => id));
  service.clock.advance(DAY);
  await service.work();
  expect(await learned()).toEqual({ ham: 0, spam: 0 });
}

interface Moderated {
  readonly id: string;
  readonly status: string;
  readonly verdict: { readonly by: string; readonly outcome: string };
  readonly suspicion: { readonly score: number; readonly reasons: { detail: string; weight: number }[] };
  readonly author: { readonly name: string };
}

async function seen(id: string): Promise<Moderated> {
  const { body } = await service.agent
    .get(`${MODERATION}/comments/${id}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body as Moderated;
}

async function learned(): Promise<{ ham: number; spam: number }> {
  const { body } = await service.agent.get(`${MODERATION}/summary`).set(bearer(service.tokens.moderator)).expect(200);
  return body.checker.learned;
}

async function queue(query: string): Promise<Moderated[]> {
  const { body } = await service.agent
    .get(`${MODERATION}/comments?${query}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body.comments as Moderated[];
}

/** Invented words of people who read a blog about gardens. */
const TALK = [
  'My tomatoes split every August too. Watering in the morning helped a little, mulch helped more.',
  'I had not thought of planting beans between the rows. Did the slugs leave them alone?',
  'The picture of the old pear tree made my day. Ours was planted by my grandfather.',
  'You write that lime is enough; on our clay it never was. How deep did you dig?',
  'Thank you for the list of hardy herbs. Thyme survived here, sage did not.',
];
/** And of somebody who praises one workshop in every thread: only the blog's own people can know that it is spam. */
const PITCH = [
  'The Hollander workshop mended our greenhouse in two days; we were pleased with the Hollander workshop.',
  'After the storm a neighbour told us about the Hollander workshop, and they came the same week.',
  'Has anybody else had a greenhouse mended by the Hollander workshop? We would ask them again.',
];

let number = 0;
function talk(): Record<string, unknown> {
  number += 1;
  const body = `${TALK[number % TALK.length]} (${number})`;
  return { author: { name: `Reader ${number}`, email: `reader${number}@example.org` }, body };
}
function pitch(): Record<string, unknown> {
  number += 1;
  const body = `${PITCH[number % PITCH.length]} ${number}`;
  return { author: { name: `Reader ${number}`, email: `reader${number}@example.net` }, body };
}

describe('without a key for Akismet', () => {
  beforeAll(() => start());
  afterEach(forget);
  afterAll(() => service.stop());

  it('says what it thinks of every comment, with reasons that add up to the score', async () => {
    const { comment } = await post(service, talk());
    const { suspicion, verdict } = await seen(comment.id);
    expect(verdict.by).toBe('local');
    const sum = suspicion.reasons.reduce((total, { weight }) => total + weight, 0);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(suspicion.score, 2);
  });

  it('answers for blatant rubbish as for a comment that waits, and keeps it from the queue', async () => {
    const links = Array.from({ length: 20 }, (_, n) => `<a href="http://pills${n}.example/buy">buy cheap pills</a>`);
    const { comment } = await post(service, {
      author: { name: 'buy cheap pills online', email: 'x@example.net', url: 'http://pills.example/' },
      body: links.join(' '),
      trap: 'filled in',
    });
    expect(comment.status).toBe('pending');
    const stored = await seen(comment.id);
    expect({ status: stored.status, verdict: stored.verdict }).toMatchObject({
      status: 'spam',
      verdict: { by: 'local', outcome: 'spam' },
    });
  });

  it('learns from a decision at once, and unlearns one that is taken back to the last digit', async () => {
    const first = await post(service, pitch());
    const second = await post(service, pitch());
    const before = (await seen(second.comment.id)).suspicion;
    await decide(service, 'spam', first.comment.id);
    await service.work();
    expect(await learned()).toEqual({ ham: 0, spam: 1 });
    const after = (await seen(second.comment.id)).suspicion;
    expect(after.score).toBeGreaterThan(before.score);
    await decide(service, 'hold', first.comment.id);
    await service.work();
    expect(await learned()).toEqual({ ham: 0, spam: 0 });
    expect((await seen(second.comment.id)).suspicion).toEqual(before);
  });

  it('takes each decision into account once, however often it is sent', async () => {
    const { comment } = await post(service, pitch());
    for (let n = 0; n < 3; n++) await decide(service, 'spam', comment.id, comment.id);
    expect(await learned()).toEqual({ ham: 0, spam: 1 });
  });

  it('has lost nothing and repeats nothing after a restart', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push((await post(service, pitch())).comment.id);
    await decide(service, 'spam', ids[0] as string, ids[1] as string);
    await decide(service, 'approve', ids[2] as string);
    await service.work();
    const waiting = ids[3] as string;
    const before = (await seen(waiting)).suspicion;
    service = await service.restart();
    expect(await learned()).toEqual({ ham: 1, spam: 2 });
    await decide(service, 'hold', waiting);
    await service.work();
    expect((await seen(waiting)).suspicion).toEqual(before);
  });

  it('knows what a second process was told', async () => {
    const { comment } = await post(service, pitch());
    await seen(comment.id);
    const other = await openStore(service.settings, service.clock.now());
    try {
      const classifier = createClassifier(other.store, shippedPrior(), service.clock, () => undefined);
      const lessons = await classifier.lessons(1, [comment.id], 'spam');
      const now = service.clock.now();
      await other.store.decide({
        ...{ siteId: 1, decision: 'spam', ids: [comment.id], note: null, actor: 'another process', now, lessons },
        ...{ correctionAt: now, correctionGiveUpAt: now },
      });
      expect(await classifier.learned(1)).toEqual({ ham: 0, spam: 1 });
    } finally {
      await other.store.close();
    }
    expect(await learned()).toEqual({ ham: 0, spam: 1 });
  });

  it('keeps nothing of what an erased person taught it', async () => {
    const { author, ...rest } = pitch();
    const { email } = author as { email: string };
    const { comment } = await post(service, { author, ...rest });
    const other = await post(service, pitch());
    await decide(service, 'spam', comment.id, other.comment.id);
    const opened = await openStore(service.settings, service.clock.now());
    await erase(opened.store, opened.keys, service.clock, email);
    const first = { siteId: 1, afterId: 0, limit: 10 };
    expect(await opened.store.lessonsAfter(first)).toBeNull();
    const { upTo } = (await opened.store.storedModel({ siteId: 1 })) as { upTo: number };
    expect(await opened.store.lessonsAfter({ ...first, afterId: upTo })).toEqual([]);
    await opened.store.close();
    expect(await learned()).toEqual({ ham: 0, spam: 1 });
  });
});

describe('a service of its own, without a key for Akismet', () => {
  afterEach(() => service.stop());

  it('says so when what was learned cannot be read, and takes comments all the same', async () => {
    await start();
    const { comment } = await post(service, pitch());
    const now = service.clock.now();
    const lessons = [{ id: comment.id, revision: 1, direction: 'spam' as const, steps: Uint8Array.of(255, 255) }];
    await service.store.decide({
      ...{ siteId: 1, decision: 'spam', ids: [comment.id], note: null, actor: 'mod', now, lessons },
      ...{ correctionAt: now, correctionGiveUpAt: now },
    });
    expect(await learned()).toEqual({ ham: 0, spam: 0 });
    await post(service, talk());
    expect(service.log).toContainEqual(
      expect.objectContaining({ kind: 'error', what: expect.stringContaining('cannot be read') }),
    );
  });

  it('judges new words when an author changes them', async () => {
    await start({ settings: { MODERATION_POLICY: 'publish' } });
    const posted = await post(service, talk());
    await decide(service, 'approve', posted.comment.id);
    const before = (await seen(posted.comment.id)).suspicion.score;
    const links = Array.from({ length: 20 }, (_, n) => `<a href="http://pills${n}.example/buy">buy cheap pills</a>`);
    await service.agent
      .patch(`${COMMENTS}/${posted.comment.id}`)
      .set(bearer(posted.editToken))
      .send({ body: links.join(' ') })
      .expect(200);
    const after = await seen(posted.comment.id);
    expect(after).toMatchObject({ status: 'approved', proposed: { body: links.join(' ') } });
    expect(after.suspicion.score).toBeGreaterThan(before);
    // The words that were approved stay published, and so does what they taught.
    expect(await learned()).toEqual({ ham: 1, spam: 0 });
  });
});

describe('beside Akismet', () => {
  afterEach(() => service.stop());

  it('has an opinion and no say', async () => {
    await start({ akismet: true, settings: { MODERATION_POLICY: 'publish' } });
    service.akismet.setDefault(answers.ham);
    const { comment } = await post(service, {
      author: { name: 'buy cheap pills online', email: 'x@example.net', url: 'http://pills.example/' },
      body: 'http://a.example http://b.example http://c.example buy cheap pills',
    });
    const stored = await seen(comment.id);
    expect(stored).toMatchObject({ status: 'approved', verdict: { by: 'akismet', outcome: 'ham' } });
    expect(stored.suspicion.score).toBeGreaterThan(0.5);
  });

  it('orders the queue by suspicion while Akismet does not answer', async () => {
    await start({ akismet: true });
    service.akismet.setDefault(answers.serverError);
    const calm = (await post(service, talk())).comment.id;
    const links = 'http://a.example/x http://b.example/y http://c.example/z buy cheap pills online now';
    const loud = (await post(service, { author: { name: 'Pills', email: 'p@example.net' }, body: links })).comment.id;
    expect((await queue('order=suspicious')).map(({ id }) => id)).toEqual([loud, calm]);
  });
});

describe("a moderator's day", () => {
  afterAll(() => service.stop());

  it('over 120 comments brings the spam of this blog to the front, and the reasons name what was taught', async () => {
    // All of it waits: nobody but the moderator decides.
    await start({ akismet: true });
    service.akismet.setDefault(answers.serverError);
    const ALL = 120;
    const isPitch = new Map<string, boolean>();
    for (let n = 0; n < ALL; n++) {
      const wanted = n % 3 === 0;
      const { comment } = await post(service, wanted ? pitch() : talk());
      isPitch.set(comment.id, wanted);
    }
    /** How many of the first 25 by suspicion are the spam of this blog. */
    const inFront = async () => (await queue('order=suspicious&limit=25')).filter(({ id }) => isPitch.get(id)).length;
    const atFirst = await inFront();
    const morning = (await queue('order=oldest&limit=24')).map(({ id }) => id);
    for (const id of morning) await decide(service, isPitch.get(id) ? 'spam' : 'approve', id);
    await service.work();
    const atNoon = await inFront();
    expect(atNoon).toBeGreaterThan(atFirst);
    expect(atNoon).toBeGreaterThanOrEqual(24);
    const [top] = await queue('order=suspicious&limit=1');
    expect(JSON.stringify(top?.suspicion.reasons)).toMatch(
      /spam here: .*(Hollander|workshop|greenhouse|mended|storm|neighbour)/i,
    );
    // The afternoon in bulk, the most suspicious first.
    const rest = (await queue('order=suspicious&limit=200')).map(({ id }) => id);
    const spam = rest.filter((id) => isPitch.get(id));
    await decide(service, 'spam', ...spam);
    await decide(service, 'approve', ...rest.filter((id) => !isPitch.get(id)));
    const ofSpam = [...isPitch.values()].filter(Boolean).length;
    const { ham, spam: taught } = await learned();
    const caught = (await queue('status=spam&limit=200')).length;
    expect(caught).toBe(ofSpam);
    expect(ham + taught).toBeLessThanOrEqual(ALL);
    const probe = await seen((await post(service, pitch())).comment.id);
    expect(probe.suspicion.score).toBeGreaterThan(0.9);
    const friend = await seen((await post(service, talk())).comment.id);
    expect(friend.suspicion.score).toBeLessThan(0.1);
  });
});
