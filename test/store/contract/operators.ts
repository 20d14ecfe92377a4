import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { addSite, createScene, DAY, hash, NOON } from '../../support/store-fixtures.js';
import { onEmptyStage, refused } from './scene.js';

export function operatorsContract(engine: Engine): void {
  const stage = onEmptyStage(engine);
  const addToken = (it: { id: string; site?: string | null; role?: 'blog' | 'moderator' | 'admin' }) =>
    stage.scene().store.addToken({
      id: it.id,
      hash: hash(it.id),
      role: it.role ?? 'moderator',
      name: `name of ${it.id}`,
      site: it.site ?? null,
      now: NOON,
    });

  test('keeps sites by their slug, once', async () => {
    const { store, site } = stage.scene();
    const other = await addSite(store, {
      slug: 'other',
      origins: ['https://a.example', 'https://b.example'],
      emailRequired: false,
    });
    expect(await store.siteBySlug({ slug: 'other' })).toEqual(other);
    expect(other).toMatchObject({
      slug: 'other',
      origins: ['https://a.example', 'https://b.example'],
      emailRequired: false,
    });
    expect(await store.siteBySlug({ slug: 'nothing' })).toBeUndefined();
    expect(await store.allSites()).toEqual([site, other]);
    await refused(addSite(store, { slug: 'other' }), 'conflict', /other/);
  });

  test('changes what is said of a site and leaves the rest; readers’ pages are made anew', async () => {
    const { store, site, siteId } = stage.scene();
    const before = await store.publishedVersion({ of: 'site', id: siteId });
    expect(await store.changeSite({ slug: site.slug, name: 'Renamed' })).toEqual({ ...site, name: 'Renamed' });
    expect(await store.publishedVersion({ of: 'site', id: siteId })).toBeGreaterThan(before);
    await refused(store.changeSite({ slug: 'nothing', name: 'x' }), 'not-found', /nothing/);
  });

  test('makes the default site what the settings say, and touches nothing when it is so already', async () => {
    const { store } = stage.scene();
    const settings = {
      slug: 'default',
      name: 'N',
      url: 'https://n.example/',
      origins: ['https://n.example'],
      policy: 'hold' as const,
      emailRequired: true,
    };
    const made = await store.putSite({ ...settings, now: NOON });
    const version = await store.publishedVersion({ of: 'site', id: made.id });
    expect(await store.putSite({ ...settings, now: NOON })).toEqual(made);
    expect(await store.publishedVersion({ of: 'site', id: made.id })).toBe(version);
    expect(await store.putSite({ ...settings, policy: 'publish', now: NOON })).toEqual({ ...made, policy: 'publish' });
  });

  test('finds a token by its hash until it is revoked', async () => {
    const { store, site, siteId } = stage.scene();
    const token = await addToken({ id: 'one', site: site.slug, role: 'blog' });
    expect(token).toEqual({
      id: 'one',
      role: 'blog',
      name: 'name of one',
      site: site.slug,
      siteId,
      createdAt: NOON,
      revokedAt: null,
    });
    expect(await addToken({ id: 'two' })).toMatchObject({ site: null, siteId: null });
    expect(await store.tokenByHash({ hash: hash('one') })).toEqual(token);
    expect(await store.tokenByHash({ hash: hash('three') })).toBeUndefined();
    expect(await store.revokeToken({ id: 'one', now: NOON + 5 })).toEqual({ ...token, revokedAt: NOON + 5 });
    expect(await store.revokeToken({ id: 'one', now: NOON + 9 })).toMatchObject({ revokedAt: NOON + 5 });
    expect(await store.tokenByHash({ hash: hash('one') })).toBeUndefined();
    expect((await store.allTokens()).map(({ id }) => id)).toEqual(['one', 'two']);
    await refused(store.revokeToken({ id: 'three', now: NOON }), 'not-found', /three/);
    await refused(addToken({ id: 'three', site: 'nothing' }), 'not-found', /nothing/);
  });

  test('tells what was done on a site, the newest first, and nothing of another site', async () => {
    const { store, siteId, post, publish, decide, edit, withdraw, clock } = stage.scene();
    const elsewhere = await createScene(store, { slug: 'other' });
    await elsewhere.publish();
    const { id } = await post();
    await decide('spam', id);
    await decide('approve', id);
    await edit(id, 'edited');
    await store.revealEmail({ siteId, id, actor: 'admin', now: clock.now });
    await store.changeArticle({ siteId, key: '/a', open: false, actor: 'mod', now: clock.now });
    await store.changeArticle({ siteId, key: '/a', open: false, actor: 'mod', now: clock.now });
    await withdraw(id);
    const audit = await store.auditOfSite({ siteId, before: null, limit: 100 });
    expect(audit.map(({ actor, action, from, to }) => [actor, action, from, to])).toEqual([
      ['author', 'withdraw', 'approved', 'deleted'],
      ['mod', 'close-article', null, null],
      ['admin', 'reveal-email', null, null],
      ['author', 'edit', 'approved', 'approved'],
      ['mod', 'approve', 'spam', 'approved'],
      ['mod', 'spam', 'pending', 'spam'],
    ]);
    expect(audit[1]).toMatchObject({ comment: null, note: '/a', at: clock.now });
    expect(await publish({ article: '/b' })).toEqual(expect.any(String));
  });

  test('lets an article be closed that nobody has commented on', async () => {
    const { store, siteId } = stage.scene();
    await store.changeArticle({ siteId, key: '/never', open: false, actor: 'mod', now: NOON });
    const { article } = await store.articleView({ siteId, key: '/never' });
    expect(article).toMatchObject({ saidOpen: false, url: null, title: null, count: 0 });
  });

  test('sums up a site: how many of each status, since when the oldest waits, what happened on which day', async () => {
    const { store, siteId, post, judge, decide, clock } = stage.scene();
    const first = await post();
    await judge(first, 'ham');
    clock.now += DAY;
    const second = await post();
    await judge(second, 'spam');
    await decide('approve', second.id);
    const third = await post();
    const summary = await store.summary({ siteId, sinceDay: '2026-01-01' });
    expect(summary).toEqual({
      counts: { pending: 2, approved: 1, spam: 0, trash: 0 },
      oldestPendingAt: NOON,
      waiting: 1,
      corrections: 1,
      days: [
        { day: '2026-01-05', name: 'verdict:ham', n: 1 },
        { day: '2026-01-06', name: 'decision:approve', n: 1 },
        { day: '2026-01-06', name: 'overruled:ham', n: 1 },
        { day: '2026-01-06', name: 'verdict:spam', n: 1 },
      ],
    });
    expect((await store.summary({ siteId, sinceDay: '2026-01-06' })).days).toHaveLength(3);
    await decide('trash', first.id);
    await decide('trash', third.id);
    expect((await store.summary({ siteId, sinceDay: '2026-01-01' })).oldestPendingAt).toBeNull();
  });

  test('counts comments and verdicts of all sites for the metrics', async () => {
    const { store, site, post, judge } = stage.scene();
    const elsewhere = await createScene(store, { slug: 'other' });
    await judge(await post(), 'ham');
    await judge(await post(), 'ham');
    await elsewhere.judge(await elsewhere.post(), 'spam');
    const counts = await store.countsBySite();
    expect(counts.filter(({ n }) => n > 0)).toEqual(
      expect.arrayContaining([
        { site: site.slug, status: 'pending', n: 2 },
        { site: 'other', status: 'spam', n: 1 },
      ]),
    );
    const own = new Set([site.slug, 'other']);
    const verdicts = (await store.verdictCounts()).filter((row) => own.has(row.site));
    expect(verdicts).toHaveLength(2);
    expect(verdicts).toEqual(
      expect.arrayContaining([
        { site: site.slug, outcome: 'ham', n: 2 },
        { site: 'other', outcome: 'spam', n: 1 },
      ]),
    );
  });

  test('takes a write to show that it can, again and again', async () => {
    const { store } = stage.scene();
    await store.heartbeat({ now: NOON });
    await store.heartbeat({ now: NOON + 1 });
  });

  test('tells of every commit by another number, which stays while nothing is committed; or it never tells', async () => {
    const { store, post } = stage.scene();
    const before = store.lastChange();
    await store.allSites();
    expect(store.lastChange()).toBe(before);
    await post();
    const after = store.lastChange();
    expect(before === null ? after === null : after !== before).toBe(true);
  });
}
