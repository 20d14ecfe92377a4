-- A site may close its articles by their age: so many days after they became known.
alter table sites add column close_after_days integer check (close_after_days between 1 and 3650);
-- Raised when that changes: it is part of every article's version, so that none of them has to be written.
alter table sites add column closing_version integer not null default 0;

-- What the blog or a moderator has said of whether an article takes comments, 0 or 1. Null: its age decides.
alter table articles add column said_open integer check (said_open in (0, 1));
update articles set said_open = 0 where open = 0;
alter table articles drop column open;

-- Position in time of the newest comment that came, or of when the article became known: moderators list articles by it.
alter table articles add column active integer not null default 0;
update articles set active = coalesce(
  (select max(c.seq) from comments c where c.article_id = articles.id and c.placeholder = 0), created_at * 2048);
create index articles_active on articles (site_id, active, id);
