import { type Order, STATUSES, type Status } from '../../domain/comment.js';
import type { Direction, Outcome, VerdictBy } from '../../domain/verdict.js';
import { commentById, found } from '../rows.js';
import type { SearchFilter, Sql, SuspicionKey, Tx } from '../sql.js';
import { type AuditRow, historiesOf } from './audit.js';
import { NAMESAKE } from './looks.js';
import { fitting } from './page-room.js';
import { editsThatWait, statusCounts } from './site-summary.js';

/** A comment as moderators see it, its addresses still encrypted. Times are milliseconds since 1970. */
export interface ModeratedRow {
  readonly seq: number;
  readonly id: string;
  /** The site's name in URLs. */
  readonly site: string;
  readonly article: string;
  readonly articleUrl: string;
  readonly articleTitle: string | null;
  readonly parent: string | null;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly avatar: string;
  readonly body: string;
  readonly html: string;
  /** An author's edit that waits; null where none does. */
  readonly proposedBody: string | null;
  readonly proposedHtml: string | null;
  readonly proposedAt: number | null;
  /** Counts how often the newest words were changed. */
  readonly revision: number;
  readonly status: Status;
  readonly replies: number;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly verdictBy: VerdictBy;
  readonly verdictOutcome: Outcome;
  readonly verdictAt: number | null;
  readonly verdictAttempts: number;
  readonly verdictError: string | null;
  readonly nextAttemptAt: number | null;
  readonly correctionTo: Direction | null;
  readonly correctionState: 'waiting' | 'delivered' | 'failed' | null;
  readonly correctionAt: number | null;
  readonly suspicion: number;
  readonly reasons: string | null;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
  /** 1: the email is that of an earlier author, and nothing proves that this is the same person. */
  readonly unproven: 0 | 1;
  /** As in `looks.ts`, of a comment that nobody has decided on. */
  readonly namesake: string | null;
}

/** What the comment's sender said of its article: whoever passes the comment passes that too. What the blog or a moderator has said goes before it. */
const ARTICLE_URL = 'coalesce(a.said_url, c.article_url, a.url, (select s.url from sites s where s.id = a.site_id))';
const SELECT = `select c.seq, c.id, (select s.slug from sites s where s.id = c.site_id) as site, a.key as article, ${ARTICLE_URL} as "articleUrl", coalesce(a.said_title, c.article_title, a.title) as "articleTitle", p.id as parent,
    c.author_name as "authorName", c.author_url as "authorUrl", c.avatar, c.body, c.html, c.proposed_body as "proposedBody", c.proposed_html as "proposedHtml", c.proposed_at as "proposedAt", c.revision, c.status, c.replies, c.created_at as "createdAt",
    c.edited_at as "editedAt", c.verdict_by as "verdictBy", c.verdict_outcome as "verdictOutcome", c.verdict_at as "verdictAt",
    coalesce(o.attempts, c.verdict_attempts) as "verdictAttempts", c.verdict_error as "verdictError", o.run_at as "nextAttemptAt",
    c.correction_to as "correctionTo", c.correction_state as "correctionState", c.correction_at as "correctionAt", c.suspicion, c.reasons,
    h.email, h.client, case when w.approved > 0 and f.key_hash is not null and exists (select 1 from comments k
      where k.author_id = c.author_id and k.status = 'approved' and k.proof_id < c.proof_id) then 1 else 0 end as unproven,
    case when c.status <> 'approved' and c.decided_at is null then ${NAMESAKE} end as namesake
  from comments c join articles a on a.id = c.article_id join comment_secrets h on h.comment_seq = c.seq
    left join authors w on w.id = c.author_id left join proofs f on f.id = c.proof_id
    left join comments p on p.seq = c.parent_seq left join outbox o on o.comment_seq = c.seq and o.kind = 'check'`;

/** What is shown of a comment's words, and of an edit of it that waits. */
const BYTES = `octet_length(c.body) + octet_length(c.html) + coalesce(octet_length(c.proposed_body) + octet_length(c.proposed_html), 0)`;

/** Which part of a list is asked for, and of comments of which kind. */
interface ListQuery {
  readonly status: Status | 'all';
  readonly words: string | null;
  readonly order: Order;
  readonly limit: number;
  readonly after: SuspicionKey | null;
}

export interface QueueQuery extends ListQuery {
  readonly siteId: number;
  readonly articleKey: string | null;
  /** Everything by whoever wrote this comment. */
  readonly authorOf: string | null;
}

/** Articles and authors are each a site's: a list of several sites is not narrowed to one of them. */
export interface SitesQueueQuery extends ListQuery {
  readonly siteIds: readonly number[];
}

export interface QueuePage {
  readonly comments: readonly ModeratedRow[];
  readonly next: SuspicionKey | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}

/** Up to here a filtered list is counted. */
const COUNT_CAP = 1000;
/** So many of an article's or an author's newest are put in the order of suspicion. */
const MOST_BY_SUSPICION = 1000;
const NOTHING: QueuePage = { comments: [], next: null, total: 0, totalIsCapped: false };

/** A page of the moderation queue, or of what a moderator looks for. */
export async function queuePage(tx: Tx, it: QueueQuery): Promise<QueuePage> {
  const filter = await filterOf(tx, it);
  return filter === null ? namelessPage(tx, it) : pageOf(tx, filter, it);
}

/** The same of several sites at once. Positions are the whole service's, so that one of them says for every site where the next page begins. */
export async function queuePageOfSites(tx: Tx, it: SitesQueueQuery): Promise<QueuePage> {
  if (it.siteIds.length === 0) return NOTHING;
  return pageOf(tx, { ...ofAll(it), siteIds: it.siteIds, articleId: null, authorId: null }, it);
}

function ofAll({ status, words }: ListQuery): Pick<SearchFilter, 'status' | 'words'> {
  return { status: status === 'all' ? null : status, words };
}

async function pageOf(tx: Tx, filter: SearchFilter, it: ListQuery): Promise<QueuePage> {
  const seqs = await listSeqs(tx, filter, it);
  const comments = await moderatedRows(tx, await fitting(tx, seqs.slice(0, it.limit), BYTES));
  const last = comments.at(-1);
  const next =
    seqs.length > comments.length && last !== undefined ? { suspicion: last.suspicion, seq: last.seq } : null;
  return { comments, next, ...(await countAll(tx, filter)) };
}

/** Comments by their positions, in this order. */
async function moderatedRows(sql: Sql, seqs: readonly number[]): Promise<ModeratedRow[]> {
  const rows = await sql.all<ModeratedRow>(`${SELECT} where ${sql.among('c.seq')}`, seqs);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []);
}

/** An author without an email is known by nothing: of what else they wrote there is only the comment that was named. */
async function namelessPage(tx: Tx, it: QueueQuery): Promise<QueuePage> {
  const { status, words, articleKey, authorOf, after } = it;
  if (authorOf === null || words !== null || articleKey !== null || after !== null) return NOTHING;
  const row = await tx.get<ModeratedRow>(`${SELECT} where c.id = ?`, authorOf);
  if (row === undefined || (status !== 'all' && row.status !== status)) return NOTHING;
  return { comments: [row], next: null, total: 1, totalIsCapped: false };
}

/** The filter that a query means; null when it can match nothing, or names an author who is not known. */
async function filterOf(tx: Tx, it: QueueQuery): Promise<SearchFilter | null> {
  let articleId: number | null = null;
  let authorId: number | null = null;
  if (it.articleKey !== null) {
    const row = await tx.get<{ id: number }>(
      'select id from articles where site_id = ? and key = ?',
      it.siteId,
      it.articleKey,
    );
    if (row === undefined) return null;
    articleId = row.id;
  }
  if (it.authorOf !== null) {
    authorId = found(await commentById(tx, it.siteId, it.authorOf)).authorId;
    if (authorId === null) return null;
  }
  return { ...ofAll(it), siteIds: [it.siteId], articleId, authorId };
}

/** Lists by status that an index keeps in the order of time. */
const KEPT_LISTS = { site: 'site_id = ?', article: 'article_id = ?', author: 'author_id = ?' };

interface KeptList {
  readonly of: keyof typeof KEPT_LISTS;
  readonly ids: readonly number[];
}

/** The list that a filter asks for; null for one that only a search finds. */
function keptList({ siteIds, articleId, authorId, words }: SearchFilter): KeptList | null {
  if (words !== null || (articleId !== null && authorId !== null)) return null;
  if (articleId !== null) return { of: 'article', ids: [articleId] };
  return authorId === null ? { of: 'site', ids: siteIds } : { of: 'author', ids: [authorId] };
}

async function listSeqs(tx: Tx, filter: SearchFilter, it: ListQuery): Promise<number[]> {
  const list = keptList(filter);
  if (list !== null) return keptSeqs(tx, list, filter.status, it);
  if (it.order === 'suspicious') return tx.search.findSuspicious(filter, it.after, it.limit + 1);
  return tx.search.find(filter, it.order, it.after?.seq ?? null, it.limit + 1);
}

/** Edits of published comments wait among what is pending. */
const EDITS = 'edits';
type Part = Status | typeof EDITS;

/** What one index keeps in the order of time, and its own part of another in that of suspicion. */
interface Stretch {
  readonly of: KeptList['of'];
  readonly id: number;
  readonly part: Part;
}

function partsOf(status: Status | null): readonly Part[] {
  if (status === null) return STATUSES;
  return status === 'pending' ? ['pending', EDITS] : [status];
}

function stretchesOf({ of, ids }: KeptList, status: Status | null): Stretch[] {
  return ids.flatMap((id) => partsOf(status).map((part) => ({ of, id, part })));
}

/** What is blank has lost its author and its edit: to ask for that again would hide from SQLite which index serves. */
function isIn({ of, part }: Pick<Stretch, 'of' | 'part'>): string {
  if (part === EDITS) return `${KEPT_LISTS[of]} and status = 'approved' and proposed_at is not null`;
  return `${KEPT_LISTS[of]} and status = '${part}'${of === 'author' ? '' : ' and placeholder = 0'}`;
}

/** A list of several stretches is put together from their beginnings. */
async function keptSeqs(sql: Sql, list: KeptList, status: Status | null, it: ListQuery): Promise<number[]> {
  const beginningOf = it.order === 'suspicious' ? bySuspicion : byTime;
  const rows = (await Promise.all(stretchesOf(list, status).map((one) => beginningOf(sql, one, it)))).flat();
  const newestFirst = (a: SuspicionKey, b: SuspicionKey) => b.seq - a.seq;
  if (it.order === 'suspicious') rows.sort((a, b) => b.suspicion - a.suspicion || newestFirst(a, b));
  else rows.sort(it.order === 'newest' ? newestFirst : (a, b) => newestFirst(b, a));
  return rows.slice(0, it.limit + 1).map(({ seq }) => seq);
}

function byTime(sql: Sql, stretch: Stretch, it: ListQuery): Promise<SuspicionKey[]> {
  const oldest = it.order === 'oldest';
  return sql.all<SuspicionKey>(
    `select seq, 0 as suspicion from comments where ${isIn(stretch)} and seq ${oldest ? '>' : '<'} ?
     order by seq ${oldest ? 'asc' : 'desc'} limit ?`,
    stretch.id,
    it.after?.seq ?? (oldest ? -1 : Number.MAX_SAFE_INTEGER),
    it.limit + 1,
  );
}

/** Of a whole site an index keeps this order; of an article or an author the newest are put into it. */
function bySuspicion(sql: Sql, stretch: Stretch, it: ListQuery): Promise<SuspicionKey[]> {
  const list = `comments where ${isIn(stretch)}`;
  const newest = `(select seq, suspicion from ${list} order by seq desc limit ${MOST_BY_SUSPICION}) as newest where true`;
  return sql.all<SuspicionKey>(
    `select seq, suspicion from ${stretch.of === 'site' ? list : newest} and (suspicion, seq) < (?, ?)
     order by suspicion desc, seq desc limit ?`,
    stretch.id,
    it.after?.suspicion ?? 2,
    it.after?.seq ?? 0,
    it.limit + 1,
  );
}

async function countAll(tx: Tx, filter: SearchFilter): Promise<{ total: number; totalIsCapped: boolean }> {
  const list = keptList(filter);
  if (list?.of === 'site') {
    const totals = await Promise.all(filter.siteIds.map((id) => countSite(tx, id, filter.status)));
    return { total: totals.reduce((sum, n) => sum + n, 0), totalIsCapped: false };
  }
  const { n, isBounded } =
    list === null
      ? await tx.search.count(filter, COUNT_CAP + 1)
      : { n: await countKept(tx, list, filter.status), isBounded: false };
  return { total: Math.min(n, COUNT_CAP), totalIsCapped: isBounded || n > COUNT_CAP };
}

async function countSite(tx: Tx, id: number, status: Status | null): Promise<number> {
  const counts = await statusCounts(tx, id);
  if (status === null) return STATUSES.reduce((sum, one) => sum + counts[one], 0);
  return counts[status] + (status === 'pending' ? await editsThatWait(tx, id) : 0);
}

async function countKept(sql: Sql, list: KeptList, status: Status | null): Promise<number> {
  let n = 0;
  for (const stretch of stretchesOf(list, status)) {
    const row = await sql.get<{ n: number }>(
      `select count(*) as n from (select 1 from comments where ${isIn(stretch)} limit ?) as counted`,
      stretch.id,
      COUNT_CAP + 1,
    );
    n += row?.n ?? 0;
  }
  return n;
}

/** One comment with its history, oldest first. */
export async function moderatedComment(
  tx: Tx,
  it: { siteId: number; id: string },
): Promise<{ comment: ModeratedRow; history: AuditRow[] }> {
  const { seq } = found(await commentById(tx, it.siteId, it.id));
  const comment = found(await tx.get<ModeratedRow>(`${SELECT} where c.seq = ?`, seq));
  return { comment, history: await historiesOf(tx, [it.id]) };
}
