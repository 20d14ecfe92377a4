import { type Order, STATUSES, type Status } from '../../domain/comment.js';
import type { Direction, Outcome, VerdictBy } from '../../domain/verdict.js';
import { commentById, found } from '../rows.js';
import type { SearchFilter, Sql, SuspicionKey, Tx } from '../sql.js';
import { type AuditRow, historiesOf } from './audit.js';
import { NAMESAKE } from './looks.js';
import { fitting } from './page-room.js';

/** A comment as moderators see it, its addresses still encrypted. Times are milliseconds since 1970. */
export interface ModeratedRow {
  readonly seq: number;
  readonly id: string;
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
const SELECT = `select c.seq, c.id, a.key as article, ${ARTICLE_URL} as "articleUrl", coalesce(a.said_title, c.article_title, a.title) as "articleTitle", p.id as parent,
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

export interface QueueQuery {
  readonly siteId: number;
  readonly status: Status | 'all';
  readonly words: string | null;
  readonly articleKey: string | null;
  /** Everything by whoever wrote this comment. */
  readonly authorOf: string | null;
  readonly order: Order;
  readonly limit: number;
  readonly after: SuspicionKey | null;
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
  if (filter === null) return namelessPage(tx, it);
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
  return { siteId: it.siteId, status: it.status === 'all' ? null : it.status, articleId, authorId, words: it.words };
}

/** Lists by status that an index keeps in the order of time. */
const KEPT_LISTS = { site: 'site_id = ?', article: 'article_id = ?', author: 'author_id = ?' };

interface KeptList {
  readonly of: keyof typeof KEPT_LISTS;
  readonly id: number;
}

/** The list that a filter asks for; null for one that only a search finds. */
function keptList({ siteId, articleId, authorId, words }: SearchFilter): KeptList | null {
  if (words !== null || (articleId !== null && authorId !== null)) return null;
  if (articleId !== null) return { of: 'article', id: articleId };
  return authorId === null ? { of: 'site', id: siteId } : { of: 'author', id: authorId };
}

async function listSeqs(tx: Tx, filter: SearchFilter, it: QueueQuery): Promise<number[]> {
  const list = keptList(filter);
  if (list !== null) return keptSeqs(tx, list, filter.status, it);
  if (it.order === 'suspicious') return tx.search.findSuspicious(filter, it.after, it.limit + 1);
  return tx.search.find(filter, it.order, it.after?.seq ?? null, it.limit + 1);
}

/** Edits of published comments wait among what is pending. */
const EDITS = 'edits';
type Stretch = Status | typeof EDITS;

function stretchesOf(status: Status | null): readonly Stretch[] {
  if (status === null) return STATUSES;
  return status === 'pending' ? ['pending', EDITS] : [status];
}

/** What is blank has lost its author and its edit: to ask for that again would hide from SQLite which index serves. */
function isIn(stretch: Stretch, of: KeptList['of']): string {
  if (stretch === EDITS) return `${KEPT_LISTS[of]} and status = 'approved' and proposed_at is not null`;
  return `${KEPT_LISTS[of]} and status = '${stretch}'${of === 'author' ? '' : ' and placeholder = 0'}`;
}

/** Every stretch of a list has its own index, or its own part of one; a list of several is put together from their beginnings. */
async function keptSeqs(sql: Sql, list: KeptList, status: Status | null, it: QueueQuery): Promise<number[]> {
  const beginningOf = it.order === 'suspicious' ? bySuspicion : byTime;
  const rows = (await Promise.all(stretchesOf(status).map((one) => beginningOf(sql, list, one, it)))).flat();
  const newestFirst = (a: SuspicionKey, b: SuspicionKey) => b.seq - a.seq;
  if (it.order === 'suspicious') rows.sort((a, b) => b.suspicion - a.suspicion || newestFirst(a, b));
  else rows.sort(it.order === 'newest' ? newestFirst : (a, b) => newestFirst(b, a));
  return rows.slice(0, it.limit + 1).map(({ seq }) => seq);
}

function byTime(sql: Sql, { of, id }: KeptList, stretch: Stretch, it: QueueQuery): Promise<SuspicionKey[]> {
  const oldest = it.order === 'oldest';
  return sql.all<SuspicionKey>(
    `select seq, 0 as suspicion from comments where ${isIn(stretch, of)} and seq ${oldest ? '>' : '<'} ?
     order by seq ${oldest ? 'asc' : 'desc'} limit ?`,
    id,
    it.after?.seq ?? (oldest ? -1 : Number.MAX_SAFE_INTEGER),
    it.limit + 1,
  );
}

/** Of a whole site an index keeps this order; of an article or an author the newest are put into it. */
function bySuspicion(sql: Sql, { of, id }: KeptList, stretch: Stretch, it: QueueQuery): Promise<SuspicionKey[]> {
  const list = `comments where ${isIn(stretch, of)}`;
  const newest = `(select seq, suspicion from ${list} order by seq desc limit ${MOST_BY_SUSPICION}) as newest where true`;
  return sql.all<SuspicionKey>(
    `select seq, suspicion from ${of === 'site' ? list : newest} and (suspicion, seq) < (?, ?)
     order by suspicion desc, seq desc limit ?`,
    id,
    it.after?.suspicion ?? 2,
    it.after?.seq ?? 0,
    it.limit + 1,
  );
}

async function countAll(tx: Tx, filter: SearchFilter): Promise<{ total: number; totalIsCapped: boolean }> {
  const list = keptList(filter);
  if (list?.of === 'site') {
    const counts = await statusCounts(tx, filter.siteId);
    const edits = filter.status === 'pending' ? await editsThatWait(tx, filter.siteId) : 0;
    const total =
      (filter.status === null ? STATUSES.reduce((sum, one) => sum + counts[one], 0) : counts[filter.status]) + edits;
    return { total, totalIsCapped: false };
  }
  const { n, isBounded } =
    list === null
      ? await tx.search.count(filter, COUNT_CAP + 1)
      : { n: await countKept(tx, list, filter.status), isBounded: false };
  return { total: Math.min(n, COUNT_CAP), totalIsCapped: isBounded || n > COUNT_CAP };
}

async function countKept(sql: Sql, { of, id }: KeptList, status: Status | null): Promise<number> {
  let n = 0;
  for (const stretch of stretchesOf(status)) {
    const row = await sql.get<{ n: number }>(
      `select count(*) as n from (select 1 from comments where ${isIn(stretch, of)} limit ?) as counted`,
      id,
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

type StatusCounts = Readonly<Record<Status, number>>;

async function statusCounts(sql: Sql, siteId: number): Promise<StatusCounts> {
  const counts = { pending: 0, approved: 0, spam: 0, trash: 0 };
  const rows = await sql.all<{ status: Status; n: number }>(
    'select status, n from status_counts where site_id = ?',
    siteId,
  );
  for (const row of rows) counts[row.status] = row.n;
  return counts;
}

/** How many edits of published comments wait on a site. */
async function editsThatWait(sql: Sql, siteId: number): Promise<number> {
  const row = await sql.get<{ n: number }>(`select count(*) as n from comments where ${isIn(EDITS, 'site')}`, siteId);
  return row?.n ?? 0;
}

export interface SiteSummary {
  /** Edits of published comments are counted as pending too. */
  readonly counts: StatusCounts;
  readonly oldestPendingAt: number | null;
  /** Comments that wait for a verdict, and corrections not yet delivered. */
  readonly waiting: number;
  readonly corrections: number;
  /** Events a day, `name` being `verdict:ham`, `decision:approve`, `overruled:spam`, … */
  readonly days: readonly { readonly day: string; readonly name: string; readonly n: number }[];
}

export async function summary(sql: Sql, it: { siteId: number; sinceDay: string }): Promise<SiteSummary> {
  const oldest = await sql.get<{ at: number }>(
    `select created_at as at from comments where site_id = ? and status = 'pending' and placeholder = 0 order by seq limit 1`,
    it.siteId,
  );
  const edit = await sql.get<{ at: number | null }>(
    `select min(proposed_at) as at from comments where ${isIn(EDITS, 'site')}`,
    it.siteId,
  );
  const waitsSince = [oldest?.at, edit?.at].filter((at) => at != null);
  const counts = await statusCounts(sql, it.siteId);
  const jobs = await sql.all<{ kind: string; n: number }>(
    'select kind, count(*) as n from outbox where site_id = ? group by kind',
    it.siteId,
  );
  const days = await sql.all<{ day: string; name: string; n: number }>(
    'select day, name, n from daily where site_id = ? and day >= ? order by day, name',
    it.siteId,
    it.sinceDay,
  );
  const of = (kind: string) => jobs.find((row) => row.kind === kind)?.n ?? 0;
  return {
    counts: { ...counts, pending: counts.pending + (await editsThatWait(sql, it.siteId)) },
    oldestPendingAt: waitsSince.length === 0 ? null : Math.min(...waitsSince),
    waiting: of('check'),
    corrections: of('correction'),
    days,
  };
}
