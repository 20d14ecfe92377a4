-- An author's edit of published words waits beside them until it has passed; null where none waits. What is said by the columns of
-- verdict, correction and suspicion is said of the newest words: those that wait, where there are some.
alter table comments add column proposed_body text;
alter table comments add column proposed_html text;
alter table comments add column proposed_at integer;
create index comments_edits on comments (site_id) where proposed_at is not null and status = 'approved';
create index comments_edits_here on comments (article_id) where proposed_at is not null and status = 'approved';
-- Edits took published words away until now: what waits so is passed by a person, or by the policy like any other.
alter table comments drop column resume;

-- A comment that is no longer published leaves an empty place while published answers hang below it. From now on
--   status = 'approved' and placeholder = 0   is published, whatever became of what it answers;
--   replies                                   counts the published answers below a comment, published or not;
--   visible                                   is 1 for what readers see: the published ones, and empty places above published ones.

-- Who took away what is blank: its author, or a moderator.
alter table comments add column removed_by text check (removed_by in ('author', 'moderator'));
-- Moderators delete from spam and trash only; authors withdrew and people were erased from wherever their comments were.
update comments set removed_by = case when status in ('spam', 'trash') then 'moderator' else 'author' end where placeholder = 1;

-- The lists of moderators have the same order for the same comments.
drop index comments_published;
drop index comments_published_here;

-- Answers that were hidden with what they answer are published again. Only their threads have wrong numbers.
create temporary table wrong_threads as
  select distinct thread_seq from comments where status = 'approved' and placeholder = 0 and visible = 0;
create temporary table right_replies as
  with recursive above (seq, parent_seq) as (
    select seq, parent_seq from comments
      where thread_seq in (select thread_seq from wrong_threads) and status = 'approved' and placeholder = 0
    union all
    select c.seq, c.parent_seq from above join comments c on c.seq = above.parent_seq
  )
  select parent_seq as seq, count(*) as n from above where parent_seq is not null group by parent_seq;
create unique index temp.right_replies_by_seq on right_replies (seq);
update comments set replies = coalesce((select n from right_replies r where r.seq = comments.seq), 0)
  where thread_seq in (select thread_seq from wrong_threads);
update comments set visible = 1 where visible = 0 and ((status = 'approved' and placeholder = 0) or replies > 0);
update comments set visible = 0 where visible = 1 and replies = 0 and (status <> 'approved' or placeholder = 1);
update articles set version = version + 1,
  count = (select count(*) from comments c where c.article_id = articles.id and c.status = 'approved' and c.placeholder = 0);
update sites set version = version + 1;
drop table right_replies;
drop table wrong_threads;
