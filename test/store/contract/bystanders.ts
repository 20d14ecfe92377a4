import type { Site } from '../../../src/domain/site.js';
import type { Store } from '../../../src/store/store.js';
import type { OpenedStore } from '../../support/store.js';
import { bytes, claimOf, createScene, DAY, hash } from '../../support/store-fixtures.js';

const AUTHORS = ['ada', 'bob', 'zoe'];
/** So far ahead that nothing of theirs is due, over or old while a test is on. */
const AHEAD = 1000 * DAY;

/**
 * Puts comments of every kind on a site that no test is about, some by people who write elsewhere too. A statement that reaches further than it
 * should finds them, and they tell.
 * @returns looks at all that is known of them, which nothing that is done on other sites may change
 */
export async function createBystanders(opened: OpenedStore): Promise<() => Promise<unknown>> {
  const scene = await createScene(opened.store, { slug: 'bystanders' });
  const { store, siteId, site, clock, comment, post, publish, decide, decideAll, judge, edit, withdraw } = scene;
  clock.now += AHEAD;
  const top = await publish({ title: 'A title', key: 'theirs' });
  const answer = await publish({ author: 'bob', parent: top });
  await publish({ author: 'zoe', parent: answer });
  await post({ author: 'zoe', parent: top, check: 'leased' });
  const withdrawn = await publish();
  await publish({ author: 'bob', parent: withdrawn });
  await withdraw(withdrawn);
  await edit(await publish({ article: '/b' }), 'edited');
  const corrected = await post({ article: '/b', author: 'bob' });
  await judge(corrected, 'spam');
  await decide('approve', corrected.id);
  const provisional = await post({ article: '/b' });
  await judge(provisional, 'ham', { recheckAfterMs: DAY });
  const taught = await post({ article: '/b', author: 'zoe' });
  const lesson = { id: taught.id, revision: 1, direction: 'spam', steps: bytes('steps') } as const;
  await decideAll('spam', [taught.id], 'a note', [lesson]);
  await decide('trash', (await post({ article: '/b' })).id);
  await store.keepModel({ siteId, upTo: 0, learned: bytes('learned') });
  await store.changeArticle({ siteId, key: '/b', open: false, actor: 'mod', now: clock.now });

  const { request } = comment({ title: 'A title', key: 'theirs' });
  return () => lookAt(opened.store, site, request.key);
}

async function lookAt(store: Store, { id: siteId, slug }: Site, key: Uint8Array) {
  const page = { order: 'oldest', limit: 100, after: null } as const;
  const filter = { status: 'all', words: null, articleKey: null, authorOf: null } as const;
  const records = await Promise.all(AUTHORS.map((author) => store.personalRecords({ emailHash: hash(author) })));
  return {
    pages: await Promise.all(['/a', '/b'].map((article) => store.publishedPage({ siteId, key: article, ...page }))),
    queue: await store.queuePage({ siteId, ...filter, ...page }),
    summary: await store.summary({ siteId, sinceDay: '2026-01-01' }),
    audit: await store.auditOfSite({ siteId, before: null, limit: 100 }),
    lessons: await store.lessonsAfter({ siteId, afterId: 0, limit: 100 }),
    model: await store.storedModel({ siteId }),
    answer: await store.storedAnswer({ key }),
    settings: await store.siteBySlug({ slug }),
    records: records
      .flatMap(({ authors, comments, orphans }) => [...authors, ...comments, ...orphans])
      .filter(({ site }) => site === slug),
    histories: await Promise.all(AUTHORS.map((author) => store.authorHistory({ siteId, claim: claimOf(author) }))),
  };
}
