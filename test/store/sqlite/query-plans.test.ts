import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { firstSeqAt } from '../../../src/domain/comment.js';
import type { Sql, SqlValue, Tx } from '../../../src/store/sql.js';
import { type Connection, openWriter, sqlOn } from '../../../src/store/sqlite/connection.js';
import { prepareFile } from '../../../src/store/sqlite/open.js';
import { searchOn } from '../../../src/store/sqlite/search.js';
import { bind, readUnits, type Store, writeUnits } from '../../../src/store/store.js';
import { temporaryFolder } from '../../support/store.js';
import { claimOf, createScene, DAY, hash, MINUTE, NOON } from '../../support/store-fixtures.js';
import { sqliteMigrations } from '../../support/store-sqlite.js';

/** Tables that grow with the comments, under every name that a query gives them. */
const GROWS =
  /^SCAN (c|p|h|o|r|w|comments|comment_secrets|outbox|requests|audit|authors|articles|a|lessons|models)\b(?! VIRTUAL)/;

/** Queries that look at all of something or sort it, and why that is right. Each is named by how it begins. */
const JUSTIFIED: Readonly<Record<string, string>> = {
  'select kind, count(*) as n, min(created_at) as oldest from outbox group by kind':
    'counts what waits, which is little unless the checker is away, and is asked once a scrape',
  'select kind, count(*) as n from outbox where site_id': 'the same for the summary of a site',
  'select id as "jobId", comment_seq as "commentSeq", author_id as "authorId", revision, direction, attempts, provisional_until as "provisionalUntil", give_up_at as "giveUpAt" from outbox where kind =':
    'looks once an hour at the corrections on their way, through an index that holds nothing else',
  'select id as key, comment_id as "commentId", fields from outbox where fields is not null':
    'reads everything that is sealed, for a new key',
  'select r.key, c.id as "commentId", r.answer from requests r': 'reads everything that is sealed, for a new key',
  'select c.seq from (select rowid as seq from comment_search':
    'sorts the 1,000 newest that match by suspicion, which no index over words can know',
  'select seq, suspicion from (select seq, suspicion from comments where article_id':
    'sorts the 1,000 newest of an article by suspicion',
  "select seq, suspicion from comments where site_id = ? and status = 'approved' and proposed_at is not null":
    'sorts the edits that wait on a site by suspicion, which are few and which an index holds alone',
  'select seq, suspicion from (select seq, suspicion from comments where author_id':
    'sorts the 1,000 newest of an author by suspicion',
  'select s.slug as site, substr(d.name, 9) as outcome, sum(d.n)':
    'adds up a few rows a day, and is asked once a scrape',
  'select term from temp.typed_words': 'sorts the words that somebody typed',
  'insert into articles':
    'is the check of references from comments, which SQLite leaves out as long as no reference is broken',
  'select t.id, t.role, t.name, s.slug as site, t.site_id as "siteId", t.created_at as "createdAt", t.revoked_at as "revokedAt" from tokens t left join sites s on s.id = t.site_id order by':
    'lists the few tokens that there are',
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let db: Connection;
const texts = new Set<string>();

/** Notes every text that is run. */
function noting(sql: Sql): Sql {
  const note =
    <Args extends unknown[], Result>(run: (text: string, ...values: Args) => Result) =>
    (text: string, ...values: Args): Result => {
      texts.add(text);
      return run(text, ...values);
    };
  return {
    get: note(sql.get as (text: string, ...values: SqlValue[]) => Promise<never>),
    all: note(sql.all as (text: string, ...values: SqlValue[]) => Promise<never>),
    tell: note(sql.tell),
    run: note(sql.run),
    among: sql.among,
    untaken: sql.untaken,
  };
}

beforeAll(async () => {
  folder = await temporaryFolder();
  const file = join(folder.path, 'afterword.db');
  prepareFile({ file, migrations: sqliteMigrations(), now: 0 });
  db = openWriter(file);
  const sql = noting(sqlOn(db));
  const tx: Tx = { ...sql, search: searchOn(sql) };
  const run = (units: object) => (name: string, input: unknown) =>
    (units as Record<string, (tx: Tx, input: unknown) => Promise<unknown>>)[name]?.(tx, input) as Promise<unknown>;
  await beBusy({ ...bind(writeUnits, run(writeUnits)), ...bind(readUnits, run(readUnits)) } as Store);
});
afterAll(async () => {
  db.close();
  await folder.remove();
});

/** Does everything that is done often, in every way that makes another query. */
async function beBusy(store: Store): Promise<void> {
  const scene = await createScene(store);
  const { siteId, site, clock, post, publish, decide, decideAll, judge, claim, edit, withdraw, queue } = scene;
  const top = await publish({ key: 'k', title: 'T', byBlog: true });
  const answer = await publish({ parent: top });
  await publish({ parent: answer });
  await decide('hold', top);
  await decide('approve', top);
  await edit(answer, 'edited');
  const taught = await post();
  const steps = hash('steps');
  await decideAll('spam', [taught.id], null, [{ id: taught.id, revision: 1, direction: 'spam', steps }]);
  await decide('hold', taught.id);
  await store.lessonsAfter({ siteId, afterId: 0, limit: 9 });
  await store.keepModel({ siteId, upTo: 1, learned: steps });
  await store.storedModel({ siteId });
  await store.judgedComments({ siteId, ids: [taught.id] });
  await store.waitingComments({ siteId, beforeSeq: Number.MAX_SAFE_INTEGER, limit: 9 });
  await store.keepOpinions({ opinions: [{ seq: taught.seq, revision: 1, score: 0.5, reasons: '[]' }] });
  await store.authorHistory({ siteId, claim: claimOf('ada') });
  const spam = await post();
  await judge(spam, 'spam');
  await decide('approve', spam.id);
  clock.now += MINUTE;
  for (const job of await claim()) {
    const failed = { jobId: job.jobId, lease: job.lease, now: clock.now, message: 'x', retryAt: clock.now };
    await (job.kind === 'check' ? store.failCheck(failed) : store.failCorrection(failed));
  }
  for (const { jobId, lease, kind } of await claim()) {
    if (kind === 'correction') await store.settleCorrection({ jobId, lease, now: clock.now });
    else await store.returnJobs({ jobs: [{ jobId, lease }], runAt: clock.now });
  }
  await judge(await post(), 'ham', { recheckAfterMs: MINUTE });
  await store.makeRetriesDue({ now: clock.now });
  clock.now += DAY;
  await store.acceptOverdueProvisional({ now: clock.now });
  await store.freeStrandedJobs({ now: clock.now, horizon: clock.now });
  await store.nextDue();
  await store.backlog();
  await store.orderMissingChecks({ now: clock.now, afterSeq: -1, limit: 9, giveUpAt: clock.now });
  for (const status of ['pending', 'all'] as const) {
    for (const order of ['oldest', 'newest', 'suspicious'] as const) {
      for (const query of [{}, { words: 'a' }, { articleKey: '/a' }, { authorOf: top }]) {
        await queue({ status, order, ...query });
      }
    }
  }
  const key = '/a';
  for (const order of ['oldest', 'newest'] as const) {
    await store.publishedPage({ siteId, key, order, limit: 50, after: null });
  }
  await store.publishedThread({ siteId, key, thread: top, limit: 50, after: null });
  await store.publishedComment({ siteId, id: top });
  await store.ownComment({ siteId, id: top });
  await store.publishedCounts({ siteId, keys: [key] });
  await store.latestPublished({ siteId, key: null, limit: 50 });
  await store.latestPublished({ siteId, key, limit: 50 });
  await store.publishedVersion({ of: 'article', id: 1 });
  await store.publishedVersion({ of: 'site', id: siteId });
  await store.moderatedComment({ siteId, id: top });
  await store.revealEmail({ siteId, id: top, actor: 'mod', now: clock.now });
  await store.changeArticle({ siteId, key, open: true, title: 'A', actor: 'mod', now: clock.now });
  await store.articleList({ siteId, words: [], limit: 50, after: null });
  await store.articleList({ siteId, words: ['a'], limit: 50, after: { active: 1, id: 1 } });
  await store.auditOfSite({ siteId, before: null, limit: 50 });
  await store.summary({ siteId, sinceDay: '2026-01-01' });
  await store.verdictCounts();
  await store.countsBySite();
  await store.siteBySlug({ slug: site.slug });
  await store.tokenByHash({ hash: hash('token') });
  await store.allTokens();
  await store.heartbeat({ now: clock.now });
  await store.recordAnswer({ key: hash('key'), answer: hash('answer') });
  await store.storedAnswer({ key: hash('key') });
  const [row] = await store.exportPage({ siteId: null, afterSeq: -1, limit: 1 });
  const { seq: _, site: __, authorSeed: ___, ...rest } = row as NonNullable<typeof row>;
  const imported = { ...rest, id: 'imported', parent: top, siteId, emailHash: hash('ada'), seed: hash('seed') };
  await store.importComments({ comments: [imported], now: NOON });
  await store.reencryptPage({ afterSeq: -1, limit: 50 });
  await store.personalRecords({ emailHash: hash('ada') });
  const { id } = await post();
  await decide('trash', id);
  await withdraw((await post({ author: 'bob' })).id);
  const late = { now: clock.now + DAY, rubbishBefore: clock.now + DAY, clientBefore: clock.now, limit: 50 };
  await store.retain({ ...late, clientBeforeSeq: firstSeqAt(clock.now) });
  await store.eraseAuthor({ emailHash: hash('ada'), now: clock.now });
}

function planOf(text: string): string[] {
  const rows = db
    .prepare(`explain query plan ${text}`)
    .all(...Array<null>((text.match(/\?/g) ?? []).length).fill(null));
  return (rows as { detail: string }[]).map(({ detail }) => detail);
}

function brief(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const isJustified = (text: string) => Object.keys(JUSTIFIED).some((beginning) => brief(text).startsWith(beginning));

describe('the units’ queries', () => {
  test('are collected by doing all that is done often', () => {
    expect(texts.size).toBeGreaterThan(80);
  });

  test('find what they look for through an index, never by looking through a table that grows', () => {
    const scans = [...texts]
      .filter((text) => !isJustified(text))
      .flatMap((text) =>
        planOf(text)
          .filter((line) => GROWS.test(line))
          .map((line) => `${line}: ${brief(text)}`),
      );
    expect(scans).toEqual([]);
  });

  test('look each value of a list up in an index of its column, and not the list in all that is there', () => {
    const lists = [...texts].flatMap((text) =>
      [...text.matchAll(/(?:(\w+)\.)?(\w+) in \(select value from json_each/g)].map(
        ([, table = '\\w+', column = '']) => {
          const lookup = new RegExp(`^SEARCH ${table} .*[( ](?:${column}|rowid)=\\?`);
          return { text, isLookedUp: planOf(text).some((line) => lookup.test(line)) };
        },
      ),
    );
    expect(lists.length).toBeGreaterThan(10);
    expect(lists.filter(({ isLookedUp }) => !isLookedUp).map(({ text }) => brief(text))).toEqual([]);
  });

  test('find the few edits that wait in the index that holds nothing else', () => {
    const ofEdits = [...texts].filter((text) => /status = 'approved' and proposed_at is not null/.test(text));
    expect(ofEdits.length).toBeGreaterThan(5);
    for (const text of ofEdits) {
      const served = planOf(text).some((line) => /comments_(?:edits|of_author)/.test(line));
      expect([brief(text), served]).toEqual([brief(text), true]);
    }
  });

  test('get their order from an index, never by sorting', () => {
    const sorted = [...texts]
      .filter((text) => !isJustified(text))
      .flatMap((text) =>
        planOf(text)
          .filter((line) => /TEMP B-TREE/.test(line))
          .map((line) => `${line}: ${brief(text)}`),
      );
    expect(sorted).toEqual([]);
  });

  test('are only excused where there is something to excuse', () => {
    const needed = [...texts]
      .filter((text) => planOf(text).some((line) => GROWS.test(line) || /TEMP B-TREE/.test(line)))
      .map(brief);
    const idle = Object.keys(JUSTIFIED).filter((beginning) => !needed.some((text) => text.startsWith(beginning)));
    expect(idle).toEqual([]);
  });
});
