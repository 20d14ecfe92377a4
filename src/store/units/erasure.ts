import { type CommentRow, commentsOfAuthor } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { type AuditRow, historyOf, writeAudit } from './audit.js';
import { removeComment } from './placing.js';

export interface Erased {
  readonly comments: number;
  /** Of these, how many left a placeholder because answers hang on them. */
  readonly placeholders: number;
}

/**
 * Removes everything that the person with this email left on every site: comments, their history, outbox, search entries and request answers.
 * Other people's words that quote the address are not touched.
 */
export async function eraseAuthor(tx: Tx, it: { emailHash: Uint8Array; now: number }): Promise<Erased> {
  const authors = await tx.all<{ id: number; siteId: number }>(
    'select id, site_id as "siteId" from authors where email_hash = ?',
    it.emailHash,
  );
  const erased: number[] = [];
  for (const { id, siteId } of authors) {
    for (const comment of await commentsOfAuthor(tx, id)) {
      await tx.run('delete from audit where comment_id = ?', comment.id);
      await removeComment(tx, comment, 'erased');
      erased.push(comment.seq);
    }
    await tx.run(`delete from outbox where author_id = ? and kind = 'correction'`, id);
    await tx.run('delete from authors where id = ?', id);
    const note = 'everything that one person left';
    await writeAudit(tx, { comment: null, siteId, at: it.now, actor: 'operator', action: 'erase', note });
  }
  let placeholders = 0;
  for (const seq of erased) if (await isThere(tx, seq)) placeholders += 1;
  return { comments: erased.length, placeholders };
}

async function isThere(sql: Sql, seq: number): Promise<boolean> {
  return (await sql.get('select 1 as yes from comments where seq = ?', seq)) !== undefined;
}

/** All that is kept of one of a person's comments, addresses still encrypted. */
export interface PersonalRecord {
  readonly site: string;
  readonly article: string;
  readonly articleUrl: string;
  readonly comment: CommentRow;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
  readonly sent: Uint8Array | null;
  readonly corrections: readonly { readonly direction: string; readonly fields: Uint8Array | null }[];
  readonly history: readonly AuditRow[];
  /** JSON of what was known around the comment, and what the classifier thinks of it; -1: nothing. */
  readonly signals: string | null;
  readonly suspicion: number;
  readonly reasons: string | null;
}

type PersonalFacts =
  | 'site'
  | 'article'
  | 'articleUrl'
  | 'email'
  | 'client'
  | 'sent'
  | 'signals'
  | 'suspicion'
  | 'reasons';

/** Everything that the person with this email left, on every site. */
export async function personalRecords(sql: Sql, it: { emailHash: Uint8Array }): Promise<PersonalRecord[]> {
  const records: PersonalRecord[] = [];
  for (const { id } of await sql.all<{ id: number }>('select id from authors where email_hash = ?', it.emailHash)) {
    for (const comment of await commentsOfAuthor(sql, id)) records.push(await personalRecord(sql, comment));
  }
  return records;
}

async function personalRecord(sql: Sql, comment: CommentRow): Promise<PersonalRecord> {
  const facts = await sql.get<Pick<PersonalRecord, PersonalFacts>>(
    `select s.slug as site, a.key as article, a.url as "articleUrl", h.email, h.client, h.sent, c.signals, c.suspicion, c.reasons
     from comments c join sites s on s.id = c.site_id join articles a on a.id = c.article_id
       join comment_secrets h on h.comment_seq = c.seq where c.seq = ?`,
    comment.seq,
  );
  const corrections = await sql.all<{ direction: string; fields: Uint8Array | null }>(
    `select direction, fields from outbox where comment_seq = ? and kind = 'correction'`,
    comment.seq,
  );
  const history = await historyOf(sql, comment.id);
  return { ...(facts as NonNullable<typeof facts>), comment, corrections, history };
}

/** Comments whose words hold a phrase, for telling an operator who else quotes an address. */
export async function quoting(tx: Tx, it: { siteId: number; phrase: string }): Promise<string[]> {
  const filter = { siteId: it.siteId, status: null, articleId: null, authorId: null, words: `"${it.phrase}"` };
  const ids: string[] = [];
  for (const seq of await tx.search.find(filter, 'newest', null, 100)) {
    const row = await tx.get<{ id: string }>('select id from comments where seq = ?', seq);
    if (row !== undefined) ids.push(row.id);
  }
  return ids;
}
