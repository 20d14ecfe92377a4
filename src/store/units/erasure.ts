import { type CommentRow, commentsOfAuthor, groupedBy } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { type AuditRow, historiesOf, writeAudit } from './audit.js';
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
  const left = await tx.get<{ n: number }>(`select count(*) as n from comments where ${tx.among('seq')}`, erased);
  return { comments: erased.length, placeholders: left?.n ?? 0 };
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

type PersonalFacts = Omit<PersonalRecord, 'comment' | 'corrections' | 'history'> & { readonly seq: number };

/** Everything that the person with this email left, on every site. */
export async function personalRecords(sql: Sql, it: { emailHash: Uint8Array }): Promise<PersonalRecord[]> {
  const authors = await sql.all<{ id: number }>(
    'select id from authors where email_hash = ? order by site_id',
    it.emailHash,
  );
  const comments = (await Promise.all(authors.map(({ id }) => commentsOfAuthor(sql, id)))).flat();
  const seqs = comments.map(({ seq }) => seq);
  const facts = new Map((await factsAbout(sql, seqs)).map(({ seq, ...rest }) => [seq, rest]));
  const corrections = groupedBy(await correctionsOf(sql, seqs), ({ seq }) => seq);
  const history = groupedBy(
    await historiesOf(
      sql,
      comments.map(({ id }) => id),
    ),
    ({ comment }) => comment,
  );
  return comments.map((comment) => ({
    ...(facts.get(comment.seq) as Omit<PersonalFacts, 'seq'>),
    comment,
    corrections: (corrections.get(comment.seq) ?? []).map(({ direction, fields }) => ({ direction, fields })),
    history: history.get(comment.id) ?? [],
  }));
}

function factsAbout(sql: Sql, seqs: readonly number[]): Promise<PersonalFacts[]> {
  return sql.all<PersonalFacts>(
    `select c.seq, s.slug as site, a.key as article, a.url as "articleUrl", h.email, h.client, h.sent, c.signals, c.suspicion, c.reasons
     from comments c join sites s on s.id = c.site_id join articles a on a.id = c.article_id
       join comment_secrets h on h.comment_seq = c.seq where ${sql.among('c.seq')}`,
    seqs,
  );
}

function correctionsOf(
  sql: Sql,
  seqs: readonly number[],
): Promise<{ seq: number; direction: string; fields: Uint8Array | null }[]> {
  return sql.all(
    `select comment_seq as seq, direction, fields from outbox where ${sql.among('comment_seq')} and kind = 'correction'
     order by comment_seq, direction, revision`,
    seqs,
  );
}

/** Comments whose words hold a phrase, for telling an operator who else quotes an address. */
export async function quoting(tx: Tx, it: { siteId: number; phrase: string }): Promise<string[]> {
  const filter = { siteId: it.siteId, status: null, articleId: null, authorId: null, words: `"${it.phrase}"` };
  const seqs = await tx.search.find(filter, 'newest', null, 100);
  const rows = await tx.all<{ id: string }>(`select id from comments where ${tx.among('seq')} order by seq desc`, seqs);
  return rows.map(({ id }) => id);
}
