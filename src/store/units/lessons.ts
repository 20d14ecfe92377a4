import type { Status } from '../../domain/comment.js';
import { directionOfStatus } from '../../domain/decision.js';
import type { Direction } from '../../domain/verdict.js';
import type { CommentRow } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { type Claim, knownProof } from './authors.js';

/** How many of an author's other comments are looked at, the newest. */
const HISTORY_LENGTH = 50;

/** What became of an author's other comments. */
export interface AuthorHistory {
  readonly approved: number;
  readonly spam: number;
}

/** What the classifier judges a stored comment by. */
export interface JudgedRow {
  readonly seq: number;
  readonly id: string;
  readonly revision: number;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly articleKey: string;
  readonly articleTitle: string | null;
  /** The newest words: an edit that waits, where there is one. */
  readonly body: string;
  /** JSON of what was known around the comment when it was sent; null where nothing was. */
  readonly signals: string | null;
  /** Null for an author without an email. */
  readonly history: AuthorHistory | null;
}

/** What learning one comment changes, worked out for the words of this revision. */
export interface Lesson {
  readonly id: string;
  readonly revision: number;
  readonly direction: Direction;
  readonly steps: Uint8Array;
}

/** An opinion as it is stored with its comment. */
export interface StoredOpinion {
  /** The probability of spam, 0 to 1. */
  readonly score: number;
  /** JSON array of { detail, weight }. */
  readonly reasons: string;
}

/** What became of the other comments that are proven to be by the same person. */
export async function authorHistory(sql: Sql, it: { siteId: number; claim: Claim }): Promise<AuthorHistory> {
  const proof = await knownProof(sql, it.siteId, it.claim);
  if (proof === undefined) return { approved: 0, spam: 0 };
  const history = await sql.get<AuthorHistory>(
    `select count(*) filter (where status = 'approved') as approved, count(*) filter (where status = 'spam') as spam from
       (select status from comments where proof_id = ? order by seq desc limit ${HISTORY_LENGTH}) as latest`,
    proof.id,
  );
  return history as AuthorHistory;
}

/** How many of the newest other comments that are proven to be by the author of a comment `c` have a status. */
function othersThatAre(status: Status): string {
  return `(select count(*) filter (where latest.status = '${status}') from
    (select o.status from comments o where o.proof_id = c.proof_id and o.seq <> c.seq order by o.seq desc limit ${HISTORY_LENGTH}) as latest)`;
}

const JUDGED = `select c.seq, c.id, c.revision, c.author_name as "authorName", c.author_url as "authorUrl", a.key as "articleKey",
    coalesce(c.article_title, a.title) as "articleTitle", coalesce(c.proposed_body, c.body) as body, c.signals, c.site_id as "siteId", c.author_id as "authorId",
    ${othersThatAre('approved')} as approved, ${othersThatAre('spam')} as spam
  from comments c join articles a on a.id = c.article_id`;

type JudgedColumns = Omit<JudgedRow, 'history'> &
  AuthorHistory & { readonly siteId: number; readonly authorId: number | null };

function judged({ siteId: _, authorId, approved, spam, ...row }: JudgedColumns): JudgedRow {
  return { ...row, history: authorId === null ? null : { approved, spam } };
}

/** Of these comments of a site those that are there, in this order, with all that judging them takes. */
export async function judgedComments(sql: Sql, it: { siteId: number; ids: readonly string[] }): Promise<JudgedRow[]> {
  const rows = await sql.all<JudgedColumns>(`${JUDGED} where ${sql.among('c.id')} and c.placeholder = 0`, it.ids);
  // Asked for in the text, the site would seem narrower than the ids, and all its comments be looked through.
  const ofSite = rows.filter(({ siteId }) => siteId === it.siteId);
  const byId = new Map(ofSite.map((row) => [row.id, judged(row)]));
  return it.ids.flatMap((id) => byId.get(id) ?? []);
}

/** The newest waiting comments of a site, below a position. */
export async function waitingComments(
  sql: Sql,
  it: { siteId: number; beforeSeq: number; limit: number },
): Promise<JudgedRow[]> {
  const rows = await sql.all<JudgedColumns>(
    `${JUDGED} where c.site_id = ? and c.status = 'pending' and c.placeholder = 0 and c.seq < ? order by c.seq desc limit ?`,
    it.siteId,
    it.beforeSeq,
    it.limit,
  );
  return rows.map(judged);
}

/** Keeps what the classifier thinks of comments, where their words are still those that it has seen. */
export async function keepOpinions(
  tx: Tx,
  it: { opinions: readonly (StoredOpinion & { readonly seq: number; readonly revision: number })[] },
): Promise<void> {
  for (const { seq, revision, score, reasons } of it.opinions) {
    tx.tell(
      'update comments set suspicion = ?, reasons = ? where seq = ? and revision = ?',
      score,
      reasons,
      seq,
      revision,
    );
  }
}

/** The standing lesson of a comment: what a person has last said of its words. */
function standingLesson(sql: Sql, seq: number): Promise<{ id: number; direction: Direction } | undefined> {
  return sql.get('select id, direction from lessons where comment_seq = ? and stands = 1', seq);
}

/**
 * Brings what the classifier has learned of a comment in line with what a person has decided: an earlier lesson that stands no longer is taken back,
 * and the new one added. Where it was worked out for other words than the comment has now, nothing is learned.
 */
export async function alignLesson(tx: Tx, comment: CommentRow, lesson: Lesson | undefined): Promise<void> {
  const wanted = directionOfStatus(comment.status);
  const standing = await standingLesson(tx, comment.seq);
  if (standing?.direction === wanted) return;
  if (standing !== undefined) await takeBack(tx, standing.id);
  if (wanted === null || lesson?.direction !== wanted || lesson.revision !== comment.revision) return;
  tx.tell(
    'insert into lessons (site_id, comment_seq, direction, stands, steps) values (?, ?, ?, 1, ?)',
    comment.siteId,
    comment.seq,
    wanted,
    lesson.steps,
  );
}

async function takeBack(sql: Sql, lessonId: number): Promise<void> {
  sql.tell('update lessons set stands = 0 where id = ?', lessonId);
  sql.tell(
    `insert into lessons (site_id, comment_seq, direction, takes_back, stands, steps)
     select site_id, comment_seq, direction, 1, 0, steps from lessons where id = ?`,
    lessonId,
  );
}

/** Unlearns a comment, because its words are no longer those that a person decided on, or a person's traces are erased. */
export async function forgetLesson(tx: Tx, seq: number): Promise<void> {
  const standing = await standingLesson(tx, seq);
  if (standing !== undefined) await takeBack(tx, standing.id);
}

/** Leaves what was learned of a comment that goes, and cuts it off from the comment. */
export async function detachLessons(sql: Sql, seq: number): Promise<void> {
  sql.tell('update lessons set comment_seq = null, stands = 0 where comment_seq = ?', seq);
}

/** One line of what a model is the sum of. */
export interface LessonRow {
  readonly id: number;
  readonly direction: Direction;
  /** 1: the steps are subtracted. */
  readonly takesBack: 0 | 1;
  readonly steps: Uint8Array;
}

/**
 * A site's lessons behind one, in the order in which they were learned; null when others have added up beyond it, and may have removed some of them:
 * then the stored model is the place to start from.
 */
export async function lessonsAfter(
  sql: Sql,
  it: { siteId: number; afterId: number; limit: number },
): Promise<LessonRow[] | null> {
  const stored = await sql.get<{ upTo: number }>('select up_to as "upTo" from models where site_id = ?', it.siteId);
  if ((stored?.upTo ?? 0) > it.afterId) return null;
  return sql.all<LessonRow>(
    'select id, direction, takes_back as "takesBack", steps from lessons where site_id = ? and id > ? order by id limit ?',
    it.siteId,
    it.afterId,
    it.limit,
  );
}

/** What a site's lessons up to `upTo` add up to; undefined as long as nothing has been added up. */
export function storedModel(
  sql: Sql,
  it: { siteId: number },
): Promise<{ upTo: number; learned: Uint8Array } | undefined> {
  return sql.get('select up_to as "upTo", learned from models where site_id = ?', it.siteId);
}

/**
 * Keeps what a site's lessons add up to, so that a start need not read them all, and removes those that no change of mind can ask for any more. Does
 * nothing where another process has come further.
 */
export async function keepModel(tx: Tx, it: { siteId: number; upTo: number; learned: Uint8Array }): Promise<void> {
  const changed = await tx.run(
    `insert into models (site_id, up_to, learned) values (?, ?, ?)
     on conflict (site_id) do update set up_to = excluded.up_to, learned = excluded.learned where models.up_to < excluded.up_to`,
    it.siteId,
    it.upTo,
    it.learned,
  );
  if (changed > 0) tx.tell('delete from lessons where site_id = ? and id <= ? and stands = 0', it.siteId, it.upTo);
}
