-- Keys of articles are stored in one spelling now (`normaliseArticleKey` of `domain/text.ts`, here as `article_key`): what was stored under another
-- one would not be found any more. Where two spellings are one key, the article that was known first takes the comments of the others.
create temporary table spelled as select id, site_id, coalesce(article_key(key), key) as key from articles;
create temporary table keepers as select site_id, key, min(id) as id from spelled group by site_id, key;
create temporary table moved as
  select s.id, k.id as keeper from spelled s join keepers k on k.site_id = s.site_id and k.key = s.key where s.id <> k.id;
create unique index temp.moved_by_id on moved (id);

-- The search index knows by which article a comment is found.
create temporary table refiled as
  select c.seq, m.keeper, c.article_id as article,
    char(57345) || 's' || c.site_id || ' ' || char(57345) || 's' || c.site_id || c.status
      || case when c.status = 'approved' and c.proposed_at is not null then ' ' || char(57345) || 's' || c.site_id || 'pending' else '' end
      || coalesce(' ' || char(57345) || 'u' || c.author_id, '') as scope,
    index_text(coalesce(c.body || char(10) || c.proposed_body, c.body)) as body, index_text(c.author_name) as name,
    index_text(coalesce(c.author_url, '')) as url
  from moved m join comments c on c.article_id = m.id where c.placeholder = 0;
insert into comment_search (comment_search, rowid, scope, body, name, url)
  select 'delete', seq, scope || ' ' || char(57345) || 'a' || article, body, name, url from refiled order by seq;
insert into comment_search (rowid, scope, body, name, url)
  select seq, scope || ' ' || char(57345) || 'a' || keeper, body, name, url from refiled order by seq;

update comments set article_id = (select keeper from moved m where m.id = comments.article_id)
  where article_id in (select id from moved);
update articles set
  said_url = coalesce(said_url, (select a.said_url from moved m join articles a on a.id = m.id
    where m.keeper = articles.id and a.said_url is not null order by a.id limit 1)),
  said_title = coalesce(said_title, (select a.said_title from moved m join articles a on a.id = m.id
    where m.keeper = articles.id and a.said_title is not null order by a.id limit 1)),
  open = min(open, (select min(a.open) from moved m join articles a on a.id = m.id where m.keeper = articles.id))
where id in (select keeper from moved);
delete from articles where id in (select id from moved);

create temporary table changed as select id from keepers k where id in (select keeper from moved)
  or key <> (select a.key from articles a where a.id = k.id);
update articles set
  key = (select k.key from keepers k where k.id = articles.id),
  version = version + 1,
  count = (select count(*) from comments c where c.article_id = articles.id and c.status = 'approved' and c.placeholder = 0),
  url = coalesce(said_url, (select c.article_url from comments c where c.article_id = articles.id and c.visible = 1 and c.placeholder = 0
    and c.status = 'approved' and c.article_url is not null order by c.seq desc limit 1)),
  title = coalesce(said_title, (select c.article_title from comments c where c.article_id = articles.id and c.visible = 1
    and c.placeholder = 0 and c.status = 'approved' and c.article_title is not null order by c.seq desc limit 1))
where id in (select id from changed);
update sites set version = version + 1;
drop table changed;
drop table refiled;
drop table moved;
drop table keepers;
drop table spelled;
