import { expect, test } from '@jest/globals';
import type { Direction } from '../../../src/domain/verdict.js';
import type { LessonRow } from '../../../src/store/units/lessons.js';
import type { Engine } from '../../support/store.js';
import { bytes, claimOf, hash } from '../../support/store-fixtures.js';
import { onStage } from './scene.js';

export function lessonsContract(engine: Engine): void {
  const stage = onStage(engine);

  const lesson = (id: string, direction: Direction, revision = 1) => ({
    id,
    revision,
    direction,
    steps: bytes(`${direction} by ${id}`),
  });

  /** Decides as the classifier's owner does: with what each comment teaches. */
  function teach(direction: Direction, ...ids: string[]) {
    const decision = direction === 'ham' ? 'approve' : 'spam';
    return stage.scene().decideAll(
      decision,
      ids,
      null,
      ids.map((id) => lesson(id, direction)),
    );
  }

  async function learned(afterId = 0): Promise<LessonRow[]> {
    const { store, siteId } = stage.scene();
    return (await store.lessonsAfter({ siteId, afterId, limit: 100 })) ?? [];
  }

  /** What all lessons add up to: who has taught what how often. */
  async function sum(): Promise<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { steps, takesBack } of await learned()) {
      const key = Buffer.from(steps).toString();
      sums[key] = (sums[key] ?? 0) + (takesBack === 1 ? -1 : 1);
    }
    return Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0));
  }

  test('a decision teaches with it, once however often it is repeated', async () => {
    const { post } = stage.scene();
    const [ham, spam] = [await post(), await post()];
    await teach('ham', ham.id);
    await teach('spam', spam.id);
    await teach('spam', spam.id);
    expect(await sum()).toEqual({ [`ham by ${ham.id}`]: 1, [`spam by ${spam.id}`]: 1 });
    expect((await learned()).map(({ direction }) => direction)).toEqual(['ham', 'spam']);
  });

  test.each(['hold', 'trash'] as const)('%s takes back what was taught, and teaches nothing', async (decision) => {
    const { post, decide } = stage.scene();
    const { id } = await post();
    await teach('spam', id);
    await decide(decision, id);
    expect(await sum()).toEqual({});
    expect((await learned()).map(({ takesBack }) => takesBack)).toEqual([0, 1]);
  });

  test('a change of mind takes back the one and teaches the other', async () => {
    const { post } = stage.scene();
    const { id } = await post();
    await teach('ham', id);
    await teach('spam', id);
    expect(await sum()).toEqual({ [`spam by ${id}`]: 1 });
    await teach('ham', id);
    expect(await sum()).toEqual({ [`ham by ${id}`]: 1 });
  });

  test('a person who agrees with what the policy did teaches too', async () => {
    const { post, judge } = stage.scene();
    const posted = await post();
    await judge(posted, 'spam');
    expect(await teach('spam', posted.id)).toMatchObject([{ changed: false, to: 'spam' }]);
    expect(await sum()).toEqual({ [`spam by ${posted.id}`]: 1 });
  });

  test('a policy teaches nothing', async () => {
    const { post, judge } = stage.scene();
    await judge(await post(), 'spam');
    expect(await learned()).toEqual([]);
  });

  test('what was worked out for other words, or the other direction, is not learned', async () => {
    const { post, decideAll } = stage.scene();
    const [edited, mixed] = [await post(), await post()];
    await decideAll('spam', [edited.id, mixed.id], null, [lesson(edited.id, 'spam', 2), lesson(mixed.id, 'ham')]);
    expect(await learned()).toEqual([]);
  });

  test('a decision that comes to nothing teaches nothing', async () => {
    const { store, siteId, post, clock } = stage.scene();
    const { id } = await post();
    const times = { now: clock.now, correctionAt: clock.now, correctionGiveUpAt: clock.now };
    const order = { siteId, decision: 'spam' as const, ids: [id], note: null, actor: 'mod', ...times };
    await store.decide({ ...order, ifStatus: 'approved', lessons: [lesson(id, 'spam')] });
    expect(await learned()).toEqual([]);
  });

  test("an author's edit takes back what was taught of the old words", async () => {
    const { post, edit } = stage.scene();
    const { id } = await post();
    await teach('spam', id);
    await edit(id, 'quite other words');
    expect(await sum()).toEqual({});
  });

  test('what was taught of published words stands while an edit waits, and is learned anew with the new ones', async () => {
    const { post, edit, decide } = stage.scene();
    const { id } = await post();
    await teach('ham', id);
    const taught = await sum();
    await edit(id, 'quite other words');
    expect(await sum()).toEqual(taught);
    await decide('approve', id);
    expect(await sum()).toEqual({});
  });

  test('a comment that is deleted leaves what was learned; an erased person takes it along', async () => {
    const { store, post, decide, clock } = stage.scene();
    const deleted = await post({ author: 'bob' });
    const erased = await post({ author: 'eve' });
    await teach('spam', deleted.id, erased.id);
    await decide('delete', deleted.id);
    await store.eraseAuthor({ emailHash: hash('eve'), now: clock.now });
    expect(await sum()).toEqual({ [`spam by ${deleted.id}`]: 1 });
  });

  test('are added up to one of them; those that nobody can take back any more go, and who is behind is told to start anew', async () => {
    const { store, siteId, post, decide } = stage.scene();
    const [kept, undone, later] = [await post(), await post(), await post()];
    await teach('ham', kept.id, undone.id);
    await decide('hold', undone.id);
    const upTo = (await learned()).at(-1)?.id as number;
    await store.keepModel({ siteId, upTo, learned: bytes('the sum') });
    await store.keepModel({ siteId, upTo: upTo - 1, learned: bytes('an older sum') });
    expect(await store.storedModel({ siteId })).toEqual({ upTo, learned: bytes('the sum') });
    expect(await store.lessonsAfter({ siteId, afterId: upTo - 1, limit: 10 })).toBeNull();
    await teach('spam', later.id);
    expect(await learned(upTo)).toMatchObject([{ direction: 'spam', takesBack: 0 }]);
    // One that stands can still be taken back after it was added up.
    await decide('hold', kept.id);
    expect(await learned(upTo)).toMatchObject([{ takesBack: 0 }, { takesBack: 1, steps: bytes(`ham by ${kept.id}`) }]);
  });

  test('are read a page at a time, and only those of the site', async () => {
    const { store, siteId, post } = stage.scene();
    for (let n = 0; n < 5; n++) await teach('spam', (await post()).id);
    const first = (await store.lessonsAfter({ siteId, afterId: 0, limit: 3 })) as LessonRow[];
    const rest = (await store.lessonsAfter({ siteId, afterId: first[2]?.id as number, limit: 3 })) as LessonRow[];
    expect([first.length, rest.length]).toEqual([3, 2]);
    expect(await store.lessonsAfter({ siteId: siteId + 1000, afterId: 0, limit: 3 })).toEqual([]);
  });

  test('what became of an author’s other comments is told by the newest fifty', async () => {
    const { store, siteId, post, decide } = stage.scene();
    const spam = await post({ author: 'ada' });
    const mine = await post({ author: 'ada' });
    await decide('spam', spam.id);
    await decide('approve', (await post({ author: 'ada' })).id);
    await decide('approve', mine.id);
    const one = async () => (await store.judgedComments({ siteId, ids: [mine.id] }))[0]?.history;
    expect(await one()).toEqual({ approved: 1, spam: 1 });
    expect(await store.authorHistory({ siteId, claim: claimOf('ada') })).toEqual({ approved: 2, spam: 1 });
    expect(
      await store.authorHistory({
        siteId,
        claim: claimOf('nobody'),
      }),
    ).toEqual({ approved: 0, spam: 0 });
    for (let n = 0; n < 50; n++) await post({ author: 'ada' });
    expect(await store.authorHistory({ siteId, claim: claimOf('ada') })).toEqual({ approved: 0, spam: 0 });
    const nameless = await post({ author: null });
    expect(
      (await store.judgedComments({ siteId, ids: [nameless.id, 'nobody'] })).map(({ history }) => history),
    ).toEqual([null]);
  });

  test('gives the waiting comments from the newest on, a page at a time', async () => {
    const { store, siteId, post, decide, clock } = stage.scene();
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) {
      clock.now += 1;
      ids.push((await post()).id);
    }
    await decide('trash', ids[1] as string);
    const page = (beforeSeq: number) => store.waitingComments({ siteId, beforeSeq, limit: 2 });
    const first = await page(Number.MAX_SAFE_INTEGER);
    expect(first.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect((await page(first[1]?.seq as number)).map(({ id }) => id)).toEqual([ids[0]]);
  });

  test('keeps an opinion only for the words that it is about', async () => {
    const { store, post, edit, queue } = stage.scene();
    const { id, seq } = await post();
    const opinion = { seq, score: 0.75, reasons: '[{"detail":"x","weight":1}]' };
    await store.keepOpinions({ opinions: [{ ...opinion, revision: 1 }] });
    const seen = async () => (await queue()).comments.find((row) => row.id === id);
    expect(await seen()).toMatchObject({ suspicion: 0.75, reasons: opinion.reasons });
    await edit(id, 'other words');
    await store.keepOpinions({ opinions: [{ ...opinion, revision: 1 }] });
    expect(await seen()).toMatchObject({ suspicion: 0.5 });
  });

  test('a local verdict that is overruled is counted, and nothing is sent', async () => {
    const { store, siteId, post, judge, decide, see } = stage.scene();
    const posted = await post();
    await judge(posted, 'spam', { by: 'local', guid: null, sent: null });
    await decide('approve', posted.id);
    expect(await see(posted.id)).toMatchObject({ correctionTo: null, verdictBy: 'local' });
    const { days, corrections } = await store.summary({ siteId, sinceDay: '2026-01-01' });
    expect(corrections).toBe(0);
    expect(days).toContainEqual(expect.objectContaining({ name: 'overruled:ham', n: 1 }));
  });

  test('a checker that does not know ends the check, holds the comment and writes no line of history', async () => {
    const { post, judge, see, history } = stage.scene();
    const posted = await post();
    await judge(posted, 'unchecked', {
      by: 'local',
      sent: null,
      opinion: { score: 0.6, reasons: '[{"detail":"a link","weight":0.4}]' },
    });
    expect(await see(posted.id)).toMatchObject({
      status: 'pending',
      verdictBy: 'local',
      verdictOutcome: 'unchecked',
      nextAttemptAt: null,
      suspicion: 0.6,
    });
    expect(await history(posted.id)).toEqual([]);
  });

  test('a verdict that is known at once is stored with the comment, and the policy followed in the same go', async () => {
    const { store, siteId, comment, see, counts, history } = stage.scene();
    const posted = (outcome: 'ham' | 'spam' | 'unchecked') => ({
      ...comment({ check: 'none' }),
      verdict: { by: 'local' as const, outcome },
    });
    const [spam, ham, unsure] = [posted('spam'), posted('ham'), posted('unchecked')];
    expect(await store.submit(spam)).toMatchObject({ kind: 'stored', jobId: null, isPublished: false });
    expect(await store.submit(ham)).toMatchObject({ isPublished: false });
    expect(await store.submit(unsure)).toMatchObject({ isPublished: false });
    expect(await counts()).toMatchObject({ pending: 2, spam: 1, approved: 0 });
    expect(await see(spam.id)).toMatchObject({
      status: 'spam',
      verdictBy: 'local',
      verdictOutcome: 'spam',
      verdictAttempts: 1,
    });
    expect(await history(spam.id)).toMatchObject([{ action: 'verdict', actor: 'policy', from: 'pending', to: 'spam' }]);
    expect(await history(unsure.id)).toEqual([]);
    await store.changeSite({ slug: stage.scene().site.slug, policy: 'publish' });
    const published = posted('ham');
    expect(await store.submit(published)).toMatchObject({ isPublished: true });
    expect(await store.publishedComment({ siteId, id: published.id })).toMatchObject({ id: published.id });
    const { waiting, days } = await store.summary({ siteId, sinceDay: '2026-01-01' });
    expect(waiting).toBe(0);
    expect(days).toContainEqual(expect.objectContaining({ name: 'verdict:unsure', n: 1 }));
  });

  test('an edit whose verdict is known at once replaces the published words, or waits, in the same go', async () => {
    const { store, site, siteId, publish, see, clock } = stage.scene();
    const change = (id: string, body: string, outcome: 'ham' | 'spam') =>
      store.edit({
        ...{ siteId, id, body, html: `<p>${body}</p>`, now: clock.now, check: null },
        opinion: { score: 0.1, reasons: '[]' },
        verdict: { by: 'local', outcome },
      });
    await store.changeSite({ slug: site.slug, policy: 'publish' });
    const [good, bad] = [await publish(), await publish()];
    await change(good, 'still good', 'ham');
    await change(bad, 'not any more', 'spam');
    expect(await see(good)).toMatchObject({ status: 'approved', body: 'still good' });
    expect(await see(bad)).toMatchObject({ status: 'approved', proposedBody: 'not any more', verdictOutcome: 'spam' });
  });
}
