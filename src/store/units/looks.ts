import { isSpeltLike } from '../../domain/look-of-name.js';
import type { CommentRow } from '../rows.js';
import type { Sql } from '../sql.js';

/**
 * Of a comment `c`: the name under which somebody was first published on its site whose name has the same look; null where nobody was. A look
 * belongs to whoever came first: were it to all who have it, one look-alike that a moderator lets pass would put honest newcomers in doubt. Nobody
 * is a stranger who is proven to have been published with that look.
 */
export const NAMESAKE = `case when not exists (
    select 1 from comments m where m.proof_id = c.proof_id and m.status = 'approved' and m.author_look = c.author_look
  ) then (
    select n.author_name from comments n
    where n.site_id = c.site_id and n.author_look = c.author_look and n.status = 'approved' and n.placeholder = 0 order by n.seq limit 1
  ) end`;

/** Whether a comment's name looks like that of somebody else who is published on the site, and is spelt otherwise. */
export async function nameLikeAnothers(sql: Sql, { seq, authorName }: CommentRow): Promise<boolean> {
  const row = await sql.get<{ namesake: string | null }>(
    `select ${NAMESAKE} as namesake from comments c where c.seq = ?`,
    seq,
  );
  return row?.namesake != null && !isSpeltLike(authorName, row.namesake);
}
