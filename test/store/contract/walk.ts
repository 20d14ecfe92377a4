import { expect, test } from '@jest/globals';
import { firstSeqAt } from '../../../src/domain/comment.js';
import { DECISIONS, type Decision } from '../../../src/domain/decision.js';
import { POLICIES } from '../../../src/domain/policy.js';
import type { CheckedOutcome } from '../../../src/domain/verdict.js';
import { fc, runs } from '../../support/properties.js';
import type { Engine } from '../../support/store.js';
import { createScene, hash, type Scene } from '../../support/store-fixtures.js';
import { createModel, type Known, type Model } from './model.js';
import { onStage } from './scene.js';

const ARTICLES = ['/a', '/a', '/b'];
const AUTHORS = ['ada', 'bob', null];
const WORDS = ['apple', 'pear', 'plum'];
const OUTCOMES: readonly CheckedOutcome[] = ['ham', 'spam', 'discard'];

/** A step of the walk; `pick` chooses among the comments that there are then. */
type Step =
  | { kind: 'post'; article: string; author: string | null; word: string; parent: number | null }
  | { kind: 'decide'; decision: Decision; picks: number[] }
  | { kind: 'edit'; pick: number; word: string }
  | { kind: 'withdraw'; pick: number }
  | { kind: 'judge'; pick: number; outcome: CheckedOutcome; drop: boolean }
  | { kind: 'erase'; author: string }
  | { kind: 'purge' }
  | { kind: 'policy'; policy: (typeof POLICIES)[number] };

const pick = fc.nat(99);
const post = fc.record({
  kind: fc.constant('post' as const),
  article: fc.constantFrom(...ARTICLES),
  author: fc.constantFrom(...AUTHORS),
  word: fc.constantFrom(...WORDS),
  parent: fc.option(pick, { freq: 5 }),
});
const decide = fc.record({
  kind: fc.constant('decide' as const),
  decision: fc.constantFrom(...DECISIONS, ...Array<Decision>(6).fill('approve')),
  picks: fc.array(pick, { minLength: 1, maxLength: 6 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: post, weight: 8 },
  { arbitrary: decide, weight: 8 },
  { arbitrary: fc.record({ kind: fc.constant('edit' as const), pick, word: fc.constantFrom(...WORDS) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('withdraw' as const), pick }), weight: 3 },
  {
    arbitrary: fc.record({
      kind: fc.constant('judge' as const),
      pick,
      outcome: fc.constantFrom(...OUTCOMES),
      drop: fc.boolean(),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('erase' as const), author: fc.constantFrom('ada', 'bob') }), weight: 1 },
  { arbitrary: fc.constant({ kind: 'purge' as const }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('policy' as const), policy: fc.constantFrom(...POLICIES) }), weight: 1 },
);

function chosen(from: readonly Known[], number: number): Known | undefined {
  return from[number % Math.max(1, from.length)];
}

/** Takes a step on the store and in the model; one for which there is nothing to choose from is no step. */
async function take(it: Step, scene: Scene, model: Model): Promise<void> {
  const { store, siteId, clock } = scene;
  clock.now += 1000;
  model.nextStep();
  if (it.kind === 'post') return takePost(it, scene, model);
  if (it.kind === 'decide') {
    const ids = it.picks.flatMap((number) => chosen(model.all(), number)?.id ?? []);
    await scene.decideAll(it.decision, ids);
    for (const id of ids) model.decide(id, it.decision);
  } else if (it.kind === 'erase') {
    // Everything is on one site here, so that a person's erasure takes nothing from another run of the walk.
    await store.eraseAuthor({ emailHash: hash(`${it.author} of ${siteId}`), now: clock.now });
    model.erase(`${it.author} of ${siteId}`);
  } else if (it.kind === 'purge') {
    const before = { clientBefore: 0, clientBeforeSeq: firstSeqAt(0) };
    await store.retain({ now: clock.now, rubbishBefore: clock.now, limit: 1000, ...before });
    model.purge();
  } else if (it.kind === 'policy') {
    await store.changeSite({ slug: scene.site.slug, policy: it.policy });
    model.setPolicy(it.policy);
  } else await takeOnOne(it, scene, model);
}

async function takePost(it: Extract<Step, { kind: 'post' }>, scene: Scene, model: Model): Promise<void> {
  const candidates = model.all().filter((one) => one.article === it.article && model.isPublished(one));
  const parent = it.parent === null ? null : (chosen(candidates, it.parent)?.id ?? null);
  const author = it.author === null ? null : `${it.author} of ${scene.siteId}`;
  const body = `${it.word} n${model.all().length}t${scene.clock.now}`;
  const { id, jobId, lease } = await scene.post({ article: it.article, author, body, parent });
  model.add({ id, article: it.article, author, body, parent, job: { jobId, lease } });
}

async function takeOnOne(it: Extract<Step, { pick: number }>, scene: Scene, model: Model): Promise<void> {
  const one = chosen(
    model.all().filter(({ placeholder, job }) => !placeholder && (it.kind !== 'judge' || job !== null)),
    it.pick,
  );
  if (one === undefined) return;
  if (it.kind === 'withdraw') {
    await scene.withdraw(one.id);
    model.remove(one.id);
  } else if (it.kind === 'edit') {
    const body = `${it.word} edited t${scene.clock.now}`;
    const { jobId, lease } = (await scene.edit(one.id, body)) as { jobId: number; lease: string };
    model.edit(one.id, body, { jobId, lease });
  } else if (one.job !== null) {
    expect(await scene.judge(one.job, it.outcome, { dropDiscarded: it.drop })).toBe(true);
    model.judge(one.id, it.outcome, it.drop);
  }
}

/** Compares all that anybody can see on the store with what the model says. */
async function compare({ store, siteId, read, articleCount, counts, queue }: Scene, model: Model): Promise<void> {
  for (const article of ARTICLES) {
    expect(await read(article)).toEqual(model.lines(article));
    expect((await articleCount(article)) ?? 0).toBe(model.count(article));
  }
  expect(await counts()).toEqual(model.statusCounts());
  const latest = await store.latestPublished({ siteId, key: null, limit: 200 });
  expect(latest.comments.map(({ id }) => id)).toEqual(model.latest());
  const ids = async (query: Parameters<typeof queue>[0]) => (await queue(query)).comments.map(({ id }) => id);
  for (const words of WORDS) {
    const says = ({ body, proposed }: { body: string; proposed: string | null }) =>
      [body, proposed ?? ''].some((text) => text.startsWith(words));
    expect(await ids({ words })).toEqual(model.find(says));
    expect(await ids({ words, status: 'approved' })).toEqual(
      model.find((one) => says(one) && one.status === 'approved'),
    );
    // An edit of what is published waits among what is pending.
    expect(await ids({ words, status: 'pending' })).toEqual(
      model.find(
        (one) => says(one) && (one.status === 'pending' || (one.status === 'approved' && one.proposed !== null)),
      ),
    );
  }
  expect(await ids({ articleKey: '/a', status: 'pending' })).toEqual(
    model.find(
      ({ article, status, proposed }) =>
        article === '/a' && (status === 'pending' || (status === 'approved' && proposed !== null)),
    ),
  );
  expect(await ids({ status: 'spam' })).toEqual(model.find(({ status }) => status === 'spam'));
}

export function walkContract(engine: Engine): void {
  const stage = onStage(engine);

  test('leaves everything that can be seen as a simple model says, after every step', async () => {
    let walks = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 50, size: 'max' }), async (steps) => {
        walks += 1;
        const scene = await createScene(stage.opened().store, { slug: `walk-${walks}` });
        const model = createModel();
        for (const one of steps) {
          await take(one, scene, model);
          await compare(scene, model);
        }
      }),
      { numRuns: runs(5) },
    );
    expect(await stage.opened().inconsistencies()).toEqual([]);
  }, 600_000);
}
