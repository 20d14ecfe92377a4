import { expect, test } from '@jest/globals';
import { firstSeqAt } from '../../../src/domain/comment.js';
import type { Engine } from '../../support/store.js';
import { bytes, createScene, DAY, HOUR, hash, MINUTE } from '../../support/store-fixtures.js';
import { onEmptyStage, refused } from './scene.js';

const SPAM_DAYS = 15;
const CLIENT_DAYS = 30;

export function erasureContract(engine: Engine): void {
  const stage = onEmptyStage(engine);

  /** Forgets what has been kept for its time, as the service does every hour. */
  async function retain(limit = 200) {
    const { store, clock } = stage.scene();
    const clientBefore = clock.now - CLIENT_DAYS * DAY;
    return store.retain({
      now: clock.now,
      rubbishBefore: clock.now - SPAM_DAYS * DAY,
      clientBeforeSeq: firstSeqAt(clientBefore),
      clientBefore,
      limit,
    });
  }
  const erase = (author: string) =>
    stage.scene().store.eraseAuthor({ emailHash: hash(author), now: stage.scene().clock.now });

  test.each(['spam', 'trash'] as const)(
    'purges what has been in %s for its days, and nothing sooner',
    async (status) => {
      const { post, decide, clock, counts, queue } = stage.scene();
      const { id } = await post({ body: 'rubbish' });
      await post({ body: 'wanted' });
      clock.now += 10 * DAY;
      await decide(status, id);
      clock.now += SPAM_DAYS * DAY;
      expect(await retain()).toMatchObject({ purged: 0 });
      clock.now += 1;
      expect(await retain()).toMatchObject({ purged: 1, more: false });
      expect(await counts()).toEqual({ pending: 1, approved: 0, spam: 0, trash: 0 });
      expect((await queue({ words: 'rubbish' })).comments).toEqual([]);
    },
  );

  test('blanks the reader’s address and what the checker was sent after their days, and keeps the email', async () => {
    const { store, siteId, post, judge, see, clock } = stage.scene();
    const posted = await post();
    await judge(posted, 'ham');
    clock.now += CLIENT_DAYS * DAY;
    expect(await retain()).toMatchObject({ blanked: 0 });
    clock.now += 1;
    expect(await retain()).toMatchObject({ blanked: 1 });
    expect(await see(posted.id)).toMatchObject({ client: null, email: bytes('email of ada') });
    const { comments } = await store.personalRecords({ emailHash: hash('ada') });
    expect(comments).toMatchObject([{ client: null, sent: null }]);
    expect(await retain()).toMatchObject({ blanked: 0 });
    expect((await store.moderatedComment({ siteId, id: posted.id })).comment.id).toBe(posted.id);
  });

  test('ends a correction when what it repeats has been kept for its days, also of a deleted comment', async () => {
    const { store, post, judge, decide, see, claim, clock } = stage.scene();
    const kept = await post();
    const deleted = await post({ author: 'bob' });
    await judge(kept, 'spam');
    await judge(deleted, 'ham');
    clock.now += CLIENT_DAYS * DAY - HOUR;
    await decide('approve', kept.id);
    await decide('spam', deleted.id);
    await decide('delete', deleted.id);
    clock.now += HOUR + 1;
    await retain();
    expect(await see(kept.id)).toMatchObject({ correctionTo: 'ham', correctionState: 'failed' });
    expect(await claim()).toEqual([]);
    expect(await store.backlog()).toMatchObject({ corrections: 0 });
  });

  test('forgets requests whose time is over, and does a limited amount a run', async () => {
    const { post, clock } = stage.scene();
    for (let n = 0; n < 5; n++) await post();
    await post({ key: 'k' });
    clock.now += MINUTE;
    const runs = [await retain(2), await retain(2), await retain(2)];
    expect(runs.map(({ forgotten }) => forgotten)).toEqual([2, 2, 1]);
    expect(runs.map(({ more }) => more)).toEqual([true, true, false]);
    await refused(post({ key: 'k', body: 'another' }), 'invalid');
  });

  test('erases everything that a person left, on every site, and nothing of anybody else', async () => {
    const { store, siteId, post, publish, decide, counts, queue, claim, clock, judge } = stage.scene();
    const elsewhere = await createScene(store, { slug: 'other' });
    const mine = await post({ author: 'ada', body: 'mine waits', key: 'k' });
    const published = await publish({ author: 'ada', body: 'mine shown' });
    await elsewhere.publish({ author: 'ada', body: 'mine there' });
    const corrected = await post({ author: 'ada', body: 'mine corrected' });
    await judge(corrected, 'ham');
    await decide('spam', corrected.id);
    await decide('delete', corrected.id);
    await publish({ author: 'bob', body: 'yours shown' });
    const kept = await store.personalRecords({ emailHash: hash('ada') });
    expect(kept.comments).toHaveLength(3);
    expect(kept.authors.map((author) => author.site)).toEqual([stage.scene().site.slug, 'other']);
    expect(kept.orphans).toEqual([
      expect.objectContaining({ commentId: corrected.id, fields: bytes(`sent about ${corrected.jobId}`) }),
    ]);

    expect(await erase('ada')).toEqual({ comments: 3, placeholders: 0 });
    expect(await store.personalRecords({ emailHash: hash('ada') })).toEqual({ authors: [], comments: [], orphans: [] });
    expect(await counts()).toEqual({ pending: 0, approved: 1, spam: 0, trash: 0 });
    expect((await queue({ words: 'mine' })).comments).toEqual([]);
    expect(await elsewhere.read()).toEqual([]);
    expect(await stage.scene().read()).toEqual(['yours shown']);
    const audit = await store.auditOfSite({ siteId, before: null, limit: 100 });
    expect(audit.filter(({ comment }) => comment === mine.id || comment === published)).toEqual([]);
    expect(audit[0]).toMatchObject({ actor: 'operator', action: 'erase', comment: null });
    clock.now += DAY;
    expect(await claim()).toEqual([]);
    expect(await store.storedAnswer({ key: stage.scene().comment({ key: 'k' }).request.key })).toBeNull();
    expect(await erase('ada')).toEqual({ comments: 0, placeholders: 0 });
  });

  test('leaves placeholders only where other people’s answers hang on them, and says how many', async () => {
    const { publish, read } = stage.scene();
    const top = await publish({ author: 'ada', body: 'mine' });
    const own = await publish({ author: 'ada', body: 'mine too', parent: top });
    await publish({ author: 'ada', body: 'mine as well', parent: own });
    const answered = await publish({ author: 'ada', body: 'mine, answered' });
    await publish({ author: 'bob', body: 'yours', parent: answered });
    expect(await erase('ada')).toEqual({ comments: 4, placeholders: 1 });
    expect(await read()).toEqual(['… (1)', '.yours']);
  });

  test('knows an erased person no longer: neither by the avatar nor as published before', async () => {
    const { store, site, comment, publish, post, judge, see } = stage.scene();
    await store.changeSite({ slug: site.slug, policy: 'first-time' });
    const avatar = async () => {
      const stored = await store.submit(comment({ author: 'ada', check: 'none' }));
      return stored.kind === 'stored' ? stored.avatar : null;
    };
    await publish({ author: 'ada' });
    const before = await avatar();
    await erase('ada');
    expect(await avatar()).not.toBe(before);
    const again = await post({ author: 'ada' });
    await judge(again, 'ham');
    expect(await see(again.id)).toMatchObject({ status: 'pending' });
  });

  test('forgets a person of whom nothing is left: after the last comment went, the next avatar is another', async () => {
    const { store, comment, withdraw } = stage.scene();
    const first = comment({ author: 'ada' });
    const stored = await store.submit(first);
    await withdraw(first.id);
    const again = await store.submit(comment({ author: 'ada' }));
    expect(again).not.toMatchObject({ avatar: stored.kind === 'stored' ? stored.avatar : null });
  });

  test('a correction that waits for a deleted comment is found by an erasure, and by a person who asks what is kept', async () => {
    const { post, judge, decide, claim, clock } = stage.scene();
    const posted = await post({ author: 'ada' });
    await judge(posted, 'ham');
    await decide('spam', posted.id);
    await decide('delete', posted.id);
    const { comments, orphans } = await stage.scene().store.personalRecords({ emailHash: hash('ada') });
    expect(comments).toEqual([]);
    expect(orphans).toMatchObject([{ commentId: posted.id, direction: 'spam' }]);
    expect(await erase('ada')).toEqual({ comments: 0, placeholders: 0 });
    clock.now += DAY;
    expect(await claim()).toEqual([]);
  });

  test('gives everything that is kept of a person', async () => {
    const { store, site, post, judge, decide, publish } = stage.scene();
    const posted = await post({ author: 'ada', body: 'mine', article: '/b' });
    await judge(posted, 'spam');
    await decide('approve', posted.id);
    await publish({ author: 'bob' });
    const { authors, comments } = await store.personalRecords({ emailHash: hash('ada') });
    expect(authors).toEqual([expect.objectContaining({ site: site.slug, approved: 1 })]);
    expect(comments).toEqual([
      expect.objectContaining({
        notify: 0,
        lesson: null,
        requestUntil: expect.any(Number),
        site: site.slug,
        article: '/b',
        articleUrl: 'https://blog.example/b',
        comment: expect.objectContaining({ id: posted.id, body: 'mine', status: 'approved' }),
        email: bytes('email of ada'),
        client: bytes('client of ada'),
        sent: bytes(`sent about ${posted.jobId}`),
        corrections: [{ direction: 'ham', fields: bytes(`sent about ${posted.jobId}`) }],
        history: [expect.objectContaining({ action: 'verdict' }), expect.objectContaining({ action: 'approve' })],
      }),
    ]);
  });

  test('finds who else quotes a phrase', async () => {
    const { store, siteId, post } = stage.scene();
    const { id } = await post({ body: 'write to ada@example.org please' });
    await post({ body: 'example ada org' });
    expect(await store.quoting({ siteId, phrase: 'ada@example.org' })).toEqual([id]);
  });

  test('finds everybody who quotes a phrase, however many they are', async () => {
    const { store, siteId, comment } = stage.scene();
    const comments = Array.from({ length: 501 }, (_, n) => comment({ body: `${n}: ada@example.org`, check: 'none' }));
    await Promise.all(comments.map((one) => store.submit(one)));
    const ids = comments.map(({ id }) => id).reverse();
    expect(await store.quoting({ siteId, phrase: 'ada@example.org' })).toEqual(ids);
  });
}
