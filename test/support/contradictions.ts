import { lookOf } from '../../src/domain/look-of-name.js';

/** What must not be in a database, whatever runs it; each query gives the ids of it. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  'a placeholder that nothing hangs on':
    'select id from comments c where placeholder = 1 and not exists (select 1 from comments a where a.parent_seq = c.seq)',
  'a comment without its secrets, or a placeholder with some':
    'select id from comments c where placeholder = (select count(*) from comment_secrets where comment_seq = c.seq)',
  'an author who is said to have another number of published comments': `select id from authors w where approved <> (select count(*) from comments where author_id = w.id and status = 'approved')`,
  'an author of whom nothing is left': `select id from authors w where not exists (select 1 from comments where author_id = w.id)
       and not exists (select 1 from outbox where author_id = w.id and kind = 'correction')`,
  'a proof that no comment has':
    'select id from proofs f where not exists (select 1 from comments where proof_id = f.id)',
  'a counter of a status that is wrong': `select site_id || ' ' || status as id from status_counts n
     where n <> (select count(*) from comments c where c.site_id = n.site_id and c.status = n.status and placeholder = 0)`,
  'an article with a wrong number of comments': `select id from articles a where count <> (select count(*) from comments where article_id = a.id and status = 'approved' and placeholder = 0)`,
  'a check of something that is gone': `select id from outbox where kind = 'check' and comment_seq is null`,
  'a comment with a wrong number of published answers below it': `with recursive above (seq, parent_seq) as (
       select seq, parent_seq from comments where status = 'approved' and placeholder = 0
       union all select c.seq, c.parent_seq from above join comments c on c.seq = above.parent_seq)
     select id from comments c where replies <> (select count(*) from above where parent_seq = c.seq)`,
  'a comment that readers see and should not, or the other way round': `select id from comments
     where visible <> case when (status = 'approved' and placeholder = 0) or replies > 0 then 1 else 0 end`,
  'a placeholder that does not say who took it away, or a comment that does':
    'select id from comments where placeholder <> case when removed_by is not null then 1 else 0 end',
};

type Ask = (query: string) => Promise<readonly Record<string, unknown>[]>;

/** What a database says that contradicts itself. @param ask runs a query */
export async function contradictions(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  for (const [what, query] of Object.entries(CONTRADICTIONS)) {
    for (const { id } of await ask(query)) found.push(`${what}: ${id}`);
  }
  const looks = await ask('select id, author_name as name, author_look as look from comments');
  const wrong = looks.filter(({ name, look }) => lookOf(String(name)) !== look);
  return [...found, ...wrong.map(({ id }) => `a name that is said to look otherwise than it does: ${id}`)];
}
