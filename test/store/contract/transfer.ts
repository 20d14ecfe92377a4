import { expect, test } from '@jest/globals';
import { MAX_DEPTH } from '../../../src/domain/comment.js';
import type { Store } from '../../../src/store/store.js';
import type { SealedRow } from '../../../src/store/units/rotation.js';
import type { Imported, TransferRow } from '../../../src/store/units/transfer.js';
import type { Engine } from '../../support/store.js';
import { bytes, createScene, hash, NOON } from '../../support/store-fixtures.js';
import { onEmptyStage } from './scene.js';

/** All pages of an export. */
async function exported(store: Store, siteId: number | null = null, limit = 2): Promise<TransferRow[]> {
  const rows: TransferRow[] = [];
  for (let afterSeq = -1; ; ) {
    const page = await store.exportPage({ siteId, afterSeq, limit });
    rows.push(...page);
    const last = page.at(-1);
    if (last === undefined) return rows;
    afterSeq = last.seq;
  }
}

/** What an export's row becomes for an import into a site; emails are known by the words that stand for them here. */
function asImported({ seq: _, site: __, authorSeed, email, ...row }: TransferRow, siteId: number): Imported {
  const author = email === null ? null : Buffer.from(email).toString().replace('email of ', '');
  return { ...row, siteId, email, emailHash: author === null ? null : hash(author), seed: authorSeed ?? bytes('seed') };
}

export function transferContract(engine: Engine): void {
  const stage = onEmptyStage(engine);

  /** A site with a bit of everything. */
  async function lively() {
    const { publish, post, judge, decide, withdraw, clock, edit } = stage.scene();
    const top = await publish({ body: 'top', title: 'A', authorUrl: 'https://ada.example/' });
    clock.now += 1;
    const middle = await publish({ body: 'middle', author: 'bob', parent: top });
    clock.now += 1;
    await publish({ body: 'below', author: null, name: 'Nobody', parent: middle });
    await withdraw(middle);
    clock.now += 1;
    await post({ body: 'waits', author: 'carol', article: '/b' });
    const spam = await post({ body: 'spam', author: 'dave', article: '/b' });
    await judge(spam, 'spam');
    await decide('trash', (await post({ body: 'trash', author: 'erin' })).id);
    await edit(top, 'top edited');
    await decide('approve', top);
    await edit(top, 'top proposed');
  }

  test('an export read into another store gives the same comments, seen the same, found the same', async () => {
    await lively();
    const { store, siteId, clock } = stage.scene();
    const rows = await exported(store);
    expect(rows).toHaveLength(6);
    const target = await engine.open();
    try {
      const there = await createScene(target.store);
      const comments = rows.map((row) => asImported(row, there.siteId));
      const read = () => target.store.importComments({ comments, now: clock.now });
      expect(await read()).toEqual(rows.map(() => 'imported'));
      expect(await read()).toEqual(rows.map(() => 'known'));
      const without = ({ seq: _, ...row }: TransferRow) => row;
      expect((await exported(target.store)).map(without)).toEqual(rows.map(without));
      expect(await there.read()).toEqual(await stage.scene().read());
      expect(await there.counts()).toEqual(await stage.scene().counts());
      expect(await there.articleCount()).toBe(2);
      const bodies = async (words: string, status: 'all' | 'approved') =>
        (await there.queue({ words, status })).comments.map(({ body }) => body);
      expect(await bodies('top', 'approved')).toEqual(['top edited']);
      expect(await bodies('spam', 'approved')).toEqual([]);
      expect(await bodies('spam', 'all')).toEqual(['spam']);
      expect(await target.store.exportPage({ siteId: there.siteId, afterSeq: -1, limit: 1 })).toHaveLength(1);
      expect(await target.store.exportPage({ siteId: siteId + 99, afterSeq: -1, limit: 1 })).toEqual([]);
    } finally {
      await target.close();
    }
  });

  test('an imported author is known from then on, and imported corrections are nobody’s business', async () => {
    await lively();
    const { store, clock } = stage.scene();
    const rows = await exported(store);
    const target = await engine.open();
    try {
      const there = await createScene(target.store, { policy: 'first-time' });
      await target.store.importComments({ comments: rows.map((row) => asImported(row, there.siteId)), now: clock.now });
      const posted = await there.post({ author: 'ada', vouched: true });
      await there.judge(posted, 'ham');
      expect(await there.see(posted.id)).toMatchObject({ status: 'approved' });
      const [spam] = (await there.queue({ words: 'spam' })).comments;
      await there.decide('approve', spam?.id as string);
      expect(await there.see(spam?.id as string)).toMatchObject({ status: 'approved', correctionTo: null });
    } finally {
      await target.close();
    }
  });

  test('an answer whose parent is not there is left out, and makes no article known', async () => {
    const { store, siteId, publish } = stage.scene();
    await publish();
    const [row] = await exported(store);
    const orphan = {
      ...asImported(row as TransferRow, siteId),
      id: 'another',
      parent: 'nobody',
      articleKey: '/orphan',
    };
    expect(await store.importComments({ comments: [orphan], now: NOON })).toEqual(['parent-missing']);
    expect((await store.articleView({ siteId, key: '/orphan' })).article).toBeNull();
    const elsewhere = { ...orphan, parent: (row as TransferRow).id };
    expect(await store.importComments({ comments: [elsewhere], now: NOON })).toEqual(['parent-missing']);
  });

  test('an answer below the deepest place is put beside what it answers', async () => {
    const { store, siteId, plant } = stage.scene();
    const chain = Array.from({ length: MAX_DEPTH + 3 }, (_, depth) => `at depth ${depth}`);
    const ids = await plant(chain, (before) => before.at(-1) ?? null);
    const parents = await Promise.all(
      ids.slice(-3).map(async (id) => (await store.publishedComment({ siteId, id }))?.parent),
    );
    const deepest = ids[MAX_DEPTH - 1];
    expect(parents).toEqual([deepest, deepest, deepest]);
  });

  test('an article keeps whether it is open', async () => {
    const { store, siteId, post, clock } = stage.scene();
    await post();
    await store.changeArticle({ siteId, key: '/a', open: false, actor: 'mod', now: clock.now });
    const [row] = await exported(store);
    const there = await createScene(store, { slug: 'other' });
    const comment = { ...asImported(row as TransferRow, there.siteId), id: 'another' };
    await store.importComments({ comments: [comment], now: NOON });
    const imported = async (key: string) => (await store.articleView({ siteId: there.siteId, key })).article;
    expect(await imported('/a')).toMatchObject({ saidOpen: false });
    for (const articleOpen of [null, 1]) {
      const articleKey = `/${articleOpen}`;
      await store.importComments({ comments: [{ ...comment, id: articleKey, articleKey, articleOpen }], now: NOON });
      expect(await imported(articleKey)).toMatchObject({ saidOpen: articleOpen === null ? null : true });
    }
  });

  test('everything encrypted is found for a new key, and stored anew where nothing has changed meanwhile', async () => {
    const { store, siteId, post, judge, decide, see, comment } = stage.scene();
    const plain = await post({ author: 'ada', key: 'k' });
    const corrected = await post({ author: 'bob' });
    await judge(corrected, 'spam');
    await decide('approve', corrected.id);
    const rows: SealedRow[] = [];
    for (let afterSeq: number | null = -1; afterSeq !== null; ) {
      const page: { rows: SealedRow[]; lastSeq: number | null } = await store.reencryptPage({ afterSeq, limit: 1 });
      rows.push(...page.rows);
      afterSeq = page.lastSeq;
    }
    const { key } = comment({ author: 'ada', key: 'k' }).request;
    expect(rows.map(({ table, commentId }) => `${table} ${commentId}`).sort()).toEqual(
      [
        `comment_secrets ${plain.id}`,
        `comment_secrets ${corrected.id}`,
        `outbox ${corrected.id}`,
        `requests ${plain.id}`,
      ].sort(),
    );
    const anew = (blob: Uint8Array | null) => blob && bytes(`anew ${Buffer.from(blob)}`);
    const changes = rows.map((before) => ({ before, blobs: before.blobs.map(anew) }));
    await store.recordAnswer({ key, answer: bytes('recorded meanwhile') });
    expect(await store.storeReencrypted({ rows: changes })).toBe(3);
    expect(await see(plain.id)).toMatchObject({
      email: bytes('anew email of ada'),
      client: bytes('anew client of ada'),
    });
    expect(await store.storedAnswer({ key })).toEqual(bytes('recorded meanwhile'));
    const { comments } = await store.personalRecords({ emailHash: hash('bob') });
    const sent = bytes(`anew sent about ${corrected.jobId}`);
    expect(comments).toMatchObject([{ sent, corrections: [{ fields: sent }] }]);
    expect(await store.storeReencrypted({ rows: changes })).toBe(0);
    expect((await store.moderatedComment({ siteId, id: plain.id })).comment.body).toEqual(expect.any(String));
  });
}
