import { commentsOfAuthor } from '../rows.js';
import type { Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { removeComment } from './placing.js';

/** Finds of a search that are asked for at a time. */
const A_PAGE = 500;

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
      tx.tell('delete from audit where comment_id = ?', comment.id);
      await removeComment(tx, comment, 'erased', 'author');
      erased.push(comment.seq);
    }
    tx.tell(`delete from outbox where author_id = ? and kind = 'correction'`, id);
    tx.tell('delete from authors where id = ?', id);
    const note = 'everything that one person left';
    await writeAudit(tx, { comment: null, siteId, at: it.now, actor: 'operator', action: 'erase', note });
  }
  const left = await tx.get<{ n: number }>(`select count(*) as n from comments where ${tx.among('seq')}`, erased);
  return { comments: erased.length, placeholders: left?.n ?? 0 };
}

/** Comments whose words hold a phrase, for telling an operator who else quotes an address. */
export async function quoting(tx: Tx, it: { siteId: number; phrase: string }): Promise<string[]> {
  const filter = { siteIds: [it.siteId], status: null, articleId: null, authorId: null, words: `"${it.phrase}"` };
  const seqs: number[] = [];
  for (let after: number | null = null; ; ) {
    const page: number[] = await tx.search.find(filter, 'newest', after, A_PAGE);
    seqs.push(...page);
    if (page.length < A_PAGE) break;
    after = page.at(-1) as number;
  }
  const rows = await tx.all<{ id: string }>(`select id from comments where ${tx.among('seq')} order by seq desc`, seqs);
  return rows.map(({ id }) => id);
}
