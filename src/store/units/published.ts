import type { KeptArticle } from '../../domain/article.js';
import { groupedBy } from '../rows.js';
import type { Sql } from '../sql.js';
import { articleVersions, keptArticles } from './articles.js';
import { howManyFit, type Size } from './page-room.js';
import type { RemovedBy } from './placing.js';

/** A comment as everybody may see it: there is no column in it that came from an address. */
export interface PublishedRow {
  readonly seq: number;
  readonly path: string;
  readonly id: string;
  readonly article: string;
  readonly articleUrl: string;
  readonly articleTitle: string | null;
  readonly parent: string | null;
  /** Who took it away, of an empty place above published answers; nothing else is known of it. Null for a comment that can be read. */
  readonly removed: RemovedBy | null;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly avatar: string;
  readonly html: string;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly replies: number;
}

/** Where a comment's article is, for links: the site's front page where nobody has said it. */
const ARTICLE_URL = 'coalesce(a.url, (select s.url from sites s where s.id = a.site_id))';
const PUBLISHED = `c.status = 'approved' and c.placeholder = 0`;
const PLACE = `c.seq, c.path, c.id, a.key as article, ${ARTICLE_URL} as "articleUrl", a.title as "articleTitle", p.id as parent, c.created_at as "createdAt", c.replies`;
/** Of an empty place nothing is read that its author or somebody else once wrote. */
const ifPublished = (column: string, otherwise: string) =>
  `case when ${PUBLISHED} then ${column} else ${otherwise} end`;
const COLUMNS = `${PLACE}, case when c.placeholder = 1 then c.removed_by when c.status <> 'approved' then 'moderator' end as removed,
  ${ifPublished('c.author_name', "''")} as "authorName", ${ifPublished('c.author_url', 'null')} as "authorUrl",
  ${ifPublished('c.avatar', "''")} as avatar, ${ifPublished('c.html', "''")} as html, ${ifPublished('c.edited_at', 'null')} as "editedAt"`;
const OWN_COLUMNS = `${PLACE}, null as removed, c.author_name as "authorName", c.author_url as "authorUrl", c.avatar,
  coalesce(c.proposed_html, c.html) as html, coalesce(c.proposed_at, c.edited_at) as "editedAt"`;
const FROM = 'from comments c join articles a on a.id = c.article_id left join comments p on p.seq = c.parent_seq';
/** Published, or an empty place above what is. */
const SHOWN = 'c.visible = 1';

/** An article, its version, and the version of its site, which stands for articles that are not known yet. */
export interface ArticleView {
  readonly article: KeptArticle | null;
  readonly siteVersion: number;
}

export async function articleView(sql: Sql, { siteId, key }: { siteId: number; key: string }): Promise<ArticleView> {
  const site = await sql.get<{ version: number }>('select version from sites where id = ?', siteId);
  const [article = null] = await keptArticles(sql, '', 'where a.site_id = ? and a.key = ?', siteId, key);
  return { article, siteVersion: site?.version ?? 0 };
}

/** A page of an article's threads. */
export interface PublishedPage extends ArticleView {
  readonly threads: readonly PublishedRow[];
  /** By thread, in the order of `threads`: its first answers in the order of a depth-first walk. */
  readonly answers: readonly (readonly PublishedRow[])[];
  /** Position behind which the next page begins; null at the end. */
  readonly next: number | null;
}

export interface PageQuery {
  readonly siteId: number;
  readonly key: string;
  readonly order: 'oldest' | 'newest';
  /** Threads a page. */
  readonly limit: number;
  readonly after: number | null;
}

/** Answers that come with their thread; the rest is paged. */
const ANSWERS_WITH_THREAD = 100;

/** What tells whether a comment has room on a page. The length of a text is known without reading it. */
interface Outline {
  readonly seq: number;
  readonly path: string;
  readonly replies: number;
  readonly bytes: number;
  readonly threadSeq: number;
}

const OUTLINES = `select c.seq, c.path, c.replies, ${ifPublished('octet_length(c.html)', '0')} as bytes, c.thread_seq as "threadSeq" from comments c`;

const sizeOf = ({ bytes }: Outline): Size => ({ comments: 1, bytes });

/** Comments in the order of their outlines. */
async function rowsOf<Row extends PublishedRow = PublishedRow>(
  sql: Sql,
  outlines: readonly Outline[],
  columns = COLUMNS,
): Promise<Row[]> {
  const seqs = outlines.map(({ seq }) => seq);
  const rows = await sql.all<Row>(`select ${columns} ${FROM} where ${sql.among('c.seq')}`, seqs);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []);
}

export async function publishedPage(sql: Sql, it: PageQuery): Promise<PublishedPage> {
  const view = await articleView(sql, it);
  if (view.article === null) return { ...view, threads: [], answers: [], next: null };
  const [beyond, direction] = it.order === 'oldest' ? ['>', 'asc'] : ['<', 'desc'];
  const tops = await sql.all<Outline>(
    `${OUTLINES} where c.article_id = ? and c.parent_seq is null and ${SHOWN} and c.seq ${beyond} ?
     order by c.seq ${direction} limit ?`,
    view.article.id,
    it.after ?? (it.order === 'oldest' ? -1 : Number.MAX_SAFE_INTEGER),
    it.limit + 1,
  );
  const found = await fittingThreads(sql, tops.slice(0, it.limit));
  const shown = found.flatMap(({ top, answers }) => [top, ...answers]);
  const threadOf = new Map(shown.map(({ seq, threadSeq }) => [seq, threadSeq]));
  const rows = await rowsOf(sql, shown);
  const threads = rows.filter(({ parent }) => parent === null);
  const answers = rows.filter(({ parent }) => parent !== null);
  const bySeq = groupedBy(answers, ({ seq }) => threadOf.get(seq));
  return {
    ...view,
    threads,
    answers: threads.map(({ seq }) => bySeq.get(seq) ?? []),
    next: tops.length > threads.length ? (threads.at(-1)?.seq ?? null) : null,
  };
}

interface Thread {
  readonly top: Outline;
  readonly answers: readonly Outline[];
}

/** Threads with their first answers, as many as have room on a page. Of the first one so many answers as have it. */
async function fittingThreads(sql: Sql, tops: readonly Outline[]): Promise<Thread[]> {
  // Placeholders are no replies: how many answers there are to show is only known once they are looked up.
  const likely = tops.slice(
    0,
    howManyFit(tops.map(({ replies, bytes }) => ({ comments: 1 + Math.min(replies, ANSWERS_WITH_THREAD), bytes }))),
  );
  const answers = await firstAnswers(sql, likely);
  const threads = likely.map((top, index) => ({ top, answers: answers[index] ?? [] }));
  return threads.slice(0, howManyFit(threads.map(sizeOfThread))).map(withRoomFor);
}

function sizeOfThread({ top, answers }: Thread): Size {
  return { comments: 1 + answers.length, bytes: answers.reduce((sum, { bytes }) => sum + bytes, top.bytes) };
}

function withRoomFor({ top, answers }: Thread): Thread {
  return { top, answers: answers.slice(0, howManyFit([top, ...answers].map(sizeOf)) - 1) };
}

/**
 * The first answers of each thread. Threads of which all is shown are read together. A longer one is read by itself, so that no more of it is read
 * than is shown: numbering the answers of each thread in one statement reads all of them, which for some thousands costs five times as much.
 */
async function firstAnswers(sql: Sql, threads: readonly Outline[]): Promise<Outline[][]> {
  const isLong = ({ replies }: Outline) => replies > ANSWERS_WITH_THREAD;
  const short = threads.filter((thread) => thread.replies > 0 && !isLong(thread)).map(({ seq }) => seq);
  const rows = short.length === 0 ? [] : await allAnswersOf(sql, short);
  const bySeq = groupedBy(rows, ({ threadSeq }) => threadSeq);
  return Promise.all(
    threads.map((thread) =>
      isLong(thread)
        ? answersOf(sql, thread.seq, '', ANSWERS_WITH_THREAD)
        : // Empty places are no replies, so that there may be more rows than replies.
          (bySeq.get(thread.seq) ?? []).slice(0, ANSWERS_WITH_THREAD),
    ),
  );
}

function allAnswersOf(sql: Sql, threadSeqs: readonly number[]): Promise<Outline[]> {
  return sql.all(
    `${OUTLINES} where ${sql.among('c.thread_seq')} and c.parent_seq is not null and ${SHOWN} order by c.thread_seq, c.path`,
    threadSeqs,
  );
}

function answersOf(sql: Sql, threadSeq: number, afterPath: string, limit: number): Promise<Outline[]> {
  return sql.all<Outline>(
    `${OUTLINES} where c.thread_seq = ? and c.parent_seq is not null and ${SHOWN} and c.path > ? order by c.path limit ?`,
    threadSeq,
    afterPath,
    limit,
  );
}

/** A page of one thread's answers. */
export interface ThreadPage extends ArticleView {
  readonly answers: readonly PublishedRow[];
  readonly next: string | null;
}

/** One thread's answers in the order of a depth-first walk; an unknown thread, or one that nobody sees, has none. */
export async function publishedThread(
  sql: Sql,
  it: { siteId: number; key: string; thread: string; limit: number; after: string | null },
): Promise<ThreadPage> {
  const view = await articleView(sql, it);
  const top = await sql.get<{ seq: number }>(
    'select seq from comments where id = ? and article_id = ? and parent_seq is null and visible = 1',
    it.thread,
    view.article?.id ?? -1,
  );
  if (top === undefined) return { ...view, answers: [], next: null };
  const found = await answersOf(sql, top.seq, it.after ?? '', it.limit + 1);
  const asked = found.slice(0, it.limit);
  const answers = await rowsOf(sql, asked.slice(0, howManyFit(asked.map(sizeOf))));
  return { ...view, answers, next: found.length > answers.length ? (answers.at(-1)?.path ?? null) : null };
}

/** One published comment, or the empty place of one. */
export function publishedComment(sql: Sql, it: { siteId: number; id: string }): Promise<PublishedRow | undefined> {
  return sql.get<PublishedRow>(
    `select ${COLUMNS} ${FROM} where c.id = ? and c.site_id = ? and ${SHOWN}`,
    it.id,
    it.siteId,
  );
}

/** A comment for its own author, published or not, with the newest words; an edit that waits makes it pending. */
export function ownComment(
  sql: Sql,
  it: { siteId: number; id: string },
): Promise<(PublishedRow & { status: string; editableUntil: number }) | undefined> {
  return sql.get(
    `select ${OWN_COLUMNS}, case when c.proposed_at is null then c.status else 'pending' end as status, c.editable_until as "editableUntil" ${FROM} where c.id = ? and c.site_id = ? and c.placeholder = 0`,
    it.id,
    it.siteId,
  );
}

/** Published comments of each article, in the order of the keys; 0 for unknown ones. */
export async function publishedCounts(
  sql: Sql,
  it: { siteId: number; keys: readonly string[] },
): Promise<{ counts: number[]; siteVersion: number }> {
  const rows = await sql.all<{ key: string; count: number }>(
    `select key, count from articles where site_id = ? and ${sql.among('key')}`,
    it.siteId,
    it.keys,
  );
  const byKey = new Map(rows.map(({ key, count }) => [key, count]));
  const counts = it.keys.map((key) => byKey.get(key) ?? 0);
  const site = await sql.get<{ version: number }>('select version from sites where id = ?', it.siteId);
  return { counts, siteVersion: site?.version ?? 0 };
}

/** A published comment with when it became so, for the last time. */
export interface LatestRow extends PublishedRow {
  readonly publishedAt: number;
}

/**
 * The comments of a site, or of one of its articles, that were published last, as many as have room on a page. A comment that a moderator passes late comes before newer ones that
 * were passed earlier: whoever reads what is new would miss it otherwise.
 */
export async function latestPublished(
  sql: Sql,
  it: { siteId: number; key: string | null; limit: number },
): Promise<ArticleView & { comments: LatestRow[] }> {
  const view = await articleView(sql, { siteId: it.siteId, key: it.key ?? '' });
  if (it.key !== null && view.article === null) return { ...view, comments: [] };
  const where = it.key === null ? 'c.site_id = ?' : 'c.article_id = ?';
  const latest = await sql.all<Outline>(
    `${OUTLINES} where ${where} and ${PUBLISHED} order by c.status_at desc, c.seq desc limit ?`,
    it.key === null ? it.siteId : (view.article as KeptArticle).id,
    it.limit,
  );
  const fitting = latest.slice(0, howManyFit(latest.map(sizeOf)));
  return { ...view, comments: await rowsOf<LatestRow>(sql, fitting, `${COLUMNS}, c.status_at as "publishedAt"`) };
}

/** What an answer was made from: an article, or its site. */
export interface PublishedOf {
  readonly of: 'site' | 'article';
  readonly id: number;
}

/** The versions of what answers were made from, in this order; 0 for what is not there. */
export async function publishedVersions(sql: Sql, { asked }: { asked: readonly PublishedOf[] }): Promise<number[]> {
  const idsOf = (of: PublishedOf['of']) => asked.filter((one) => one.of === of).map(({ id }) => id);
  const sites = await siteVersions(sql, idsOf('site'));
  const articles = await articleVersions(sql, idsOf('article'));
  return asked.map(({ of, id }) => (of === 'site' ? sites : articles).get(id) ?? 0);
}

/** The version of one of them. */
export async function publishedVersion(sql: Sql, it: PublishedOf): Promise<number> {
  const [version] = await publishedVersions(sql, { asked: [it] });
  return version as number;
}

async function siteVersions(sql: Sql, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.all<{ id: number; version: number }>(
    `select id, version from sites where ${sql.among('id')}`,
    ids,
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}
