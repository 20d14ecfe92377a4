-- What the sender of a comment said of its article. It is public only while the comment is published.
alter table comments add column article_url text;
alter table comments add column article_title text;
create index comments_titled on comments (article_id)
  where visible = 1 and placeholder = 0 and article_title is not null;

-- What the blog itself or a moderator said of an article. It goes before what comments say.
alter table articles add column said_url text;
alter table articles add column said_title text;

-- Until now the first comment said what an article is called and where it is. A URL that fits the key, any comment says.
update comments set
  article_url = (select substr(a.url, 1, instr(a.url || '?', '?') - 1) from articles a where a.id = comments.article_id),
  article_title = (select a.title from articles a where a.id = comments.article_id)
where seq in (select min(seq) from comments where placeholder = 0 group by article_id);
update comments set
  article_url = (select substr(a.url, 1, instr(a.url || '?', '?') - 1) from articles a where a.id = comments.article_id)
where article_url is null and placeholder = 0 and exists (
  select 1 from articles a where a.id = comments.article_id and a.key like '/%'
    and substr(substr(a.url, 1, instr(a.url || '?', '?') - 1), -length(a.key)) = a.key);

-- Null where nobody whose word counts has said it.
alter table articles drop column url;
alter table articles add column url text;
update articles set
  url = (select c.article_url from comments c where c.article_id = articles.id and c.visible = 1 and c.placeholder = 0
    and c.article_url is not null order by c.seq desc limit 1),
  title = (select c.article_title from comments c where c.article_id = articles.id and c.visible = 1 and c.placeholder = 0
    and c.article_title is not null order by c.seq desc limit 1);
