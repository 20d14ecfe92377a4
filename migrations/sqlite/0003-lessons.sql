-- What was known around a comment when it was sent and its words cannot show, as JSON: for judging it again.
alter table comments add column signals text;

-- What the local classifier has learned from people's decisions, written in the transaction of the decision. Append only; a
-- site's model is the sum of all its lessons. `steps` are changes of hashed weights, from which no words can be read.
create table lessons (
  id integer primary key autoincrement, -- never used again, so that whoever has added up to one knows what is new
  site_id integer not null references sites (id),
  comment_seq integer,                -- null once the comment is gone
  direction text not null check (direction in ('ham', 'spam')),
  takes_back integer not null default 0, -- 1: the steps are subtracted, as the decision stands no longer
  stands integer not null,            -- 1: what a person says of this comment now
  steps blob not null
) strict;
create index lessons_of_site on lessons (site_id);
create index lessons_of_comment on lessons (comment_seq) where comment_seq is not null;

-- A site's lessons up to one of them, added up.
create table models (
  site_id integer primary key references sites (id),
  up_to integer not null,
  learned blob not null
) strict;
