-- Times are milliseconds since 1970 (UTC), truth values 0 or 1, ids of the API UUIDv7 text, secrets AES-256-GCM blobs.

create table sites (
  id integer primary key,
  slug text not null unique,
  name text not null,
  url text not null,
  origins text not null,             -- JSON array: every origin that may post, the one of `url` included
  policy text not null check (policy in ('hold', 'first-time', 'publish')),
  email_required integer not null,
  version integer not null default 1, -- raised with every change of anything published on the site
  created_at integer not null
) strict;

create table articles (
  id integer primary key,
  site_id integer not null references sites (id),
  key text not null,
  url text not null,
  title text,
  open integer not null default 1,
  count integer not null default 0,   -- published comments that are shown
  version integer not null default 1, -- raised with every change of what is published under the article
  created_at integer not null,
  unique (site_id, key)
) strict;

-- Who is known on a site: by the keyed hash of the email, never by the email.
create table authors (
  id integer primary key,
  site_id integer not null references sites (id),
  email_hash blob not null,
  seed blob not null,                 -- random; avatars are drawn from it, so that they say nothing about the email
  approved integer not null default 0, -- published comments, for the policy `first-time`
  created_at integer not null
) strict;
create unique index authors_by_email on authors (email_hash, site_id);

create table comments (
  -- Position in time: created_at * 2048 + a slot, so that one integer orders, pages and joins the search index.
  seq integer primary key,
  id text not null unique,
  site_id integer not null references sites (id),
  article_id integer not null references articles (id),
  author_id integer references authors (id),
  parent_seq integer references comments (seq),
  thread_seq integer not null,        -- the top-level comment; its own seq for a top-level comment
  path text not null,                 -- sort key of the depth-first walk below the top-level comment; '' at the top
  depth integer not null,
  answers_made integer not null default 0, -- answers ever written in this thread, kept at its top-level comment
  status text not null check (status in ('pending', 'approved', 'spam', 'trash')),
  status_at integer not null,
  placeholder integer not null default 0, -- 1: blanked, and kept only because answers hang on it
  visible integer not null default 0, -- 1: approved, and so is every comment above it
  replies integer not null default 0, -- visible answers below it, placeholders left out
  author_name text not null,
  author_url text,
  avatar text not null,               -- seed of the drawing
  body text not null,
  html text not null,
  notify integer not null default 0,
  revision integer not null default 1, -- raised with every edit by the author
  editable_until integer not null,
  created_at integer not null,
  edited_at integer,
  decided_at integer,                 -- when a person decided on this revision
  resume text,                        -- the status that an edit took away until the new words have passed
  verdict_by text not null check (verdict_by in ('akismet', 'local', 'none')),
  verdict_outcome text not null check (verdict_outcome in ('ham', 'spam', 'discard', 'unchecked')),
  verdict_at integer,
  verdict_attempts integer not null default 0,
  verdict_error text,
  verdict_guid text,
  told text check (told in ('ham', 'spam', 'unsure')), -- what the checker takes it for: its verdict, or the last correction delivered
  correction_to text check (correction_to in ('ham', 'spam')),
  correction_state text check (correction_state in ('waiting', 'delivered', 'failed')),
  correction_at integer,
  suspicion real not null default -1, -- 0..1; -1: no opinion
  reasons text                        -- JSON array of { detail, weight }
) strict;
-- Every index ends with the row's key, here `seq`, so that each of these lists comes out in the order of time.
create index comments_threads on comments (article_id) where parent_seq is null and visible = 1;
create index comments_answers on comments (thread_seq, path) where parent_seq is not null and visible = 1;
create index comments_children on comments (parent_seq) where parent_seq is not null;
create index comments_published on comments (site_id) where visible = 1 and placeholder = 0;
create index comments_published_here on comments (article_id) where visible = 1 and placeholder = 0;
create index comments_queue on comments (site_id, status) where placeholder = 0;
create index comments_suspicious on comments (site_id, status, suspicion) where placeholder = 0;
create index comments_queue_here on comments (article_id, status) where placeholder = 0;
-- The status comes with it, so that an author's comments are told by it without looking each up.
create index comments_of_author on comments (author_id, seq, status) where author_id is not null;
create index comments_rubbish on comments (status_at) where status in ('spam', 'trash') and placeholder = 0;

-- What is hidden from everybody, apart from the rest so that no public query can touch it.
create table comment_secrets (
  comment_seq integer primary key references comments (seq) on delete cascade,
  email blob,
  client blob,                        -- JSON { ip, userAgent, referrer }; blanked after RETENTION_CLIENT_DAYS
  sent blob                           -- JSON of the fields that the checker was sent; blanked likewise
) strict;
create index comment_secrets_to_blank on comment_secrets (comment_seq) where client is not null or sent is not null;

-- Work that must be done once the comment is on disk. A claimed row is not due until its lease ends: run_at is then that end.
-- A correction carries all that it needs, so that it reaches the checker also when the comment has been deleted meanwhile.
create table outbox (
  id integer primary key,
  kind text not null check (kind in ('check', 'correction')),
  site_id integer not null references sites (id),
  comment_seq integer references comments (seq), -- null once the comment is gone: only its correction outlives it
  comment_id text not null,
  author_id integer,
  revision integer not null,
  direction text not null,            -- 'ham' or 'spam' of a correction, '' of a check
  said text,                          -- what the check had said, for a correction
  reason text,                        -- recheck_reason of the next check
  fields blob,                        -- what a correction repeats, encrypted
  fields_at integer,                  -- when the comment was written that they tell of
  run_at integer not null,
  lease text,
  attempts integer not null default 0,
  last_error text,
  give_up_at integer not null,
  provisional_until integer,          -- a check after a provisional ham: without an answer by then it counts as ham
  created_at integer not null,
  unique (comment_seq, kind, direction, revision)
) strict;
create index outbox_due on outbox (run_at);
create index outbox_provisional on outbox (provisional_until) where provisional_until is not null;
create index outbox_corrections on outbox (author_id) where kind = 'correction';

-- What a repeated request is recognised by: its Idempotency-Key for 24 hours, or author, article and words for a minute.
create table requests (
  comment_seq integer primary key,    -- the comment that the first one stored
  key blob not null unique,
  fingerprint blob not null,
  answer blob,                        -- the first answer, encrypted; null without an Idempotency-Key, or once the comment is gone
  expires_at integer not null
) strict;
create index requests_expired on requests (expires_at);

create table audit (
  id integer primary key,
  site_id integer,
  comment_id text,
  at integer not null,
  actor text not null,                -- a token's name, 'author', 'policy', 'operator'
  action text not null,
  from_status text,
  to_status text,
  note text
) strict;
create index audit_of_site on audit (site_id);
create index audit_of_comment on audit (comment_id) where comment_id is not null;

create table tokens (
  id text primary key,
  hash blob not null unique,          -- SHA-256 of the token
  role text not null check (role in ('blog', 'moderator', 'admin')),
  name text not null,
  site_id integer references sites (id), -- null: every site
  created_at integer not null,
  revoked_at integer
) strict;

-- Counters, kept in the transaction that changes what they count.
create table status_counts (
  site_id integer not null,
  status text not null,
  n integer not null,
  primary key (site_id, status)
) strict, without rowid;

-- Written to find out whether the store takes a write.
create table heartbeat (
  id integer primary key check (id = 1),
  at integer not null,
  room blob                           -- as large as a comment may be while it is written, null afterwards
) strict;

create table daily (
  site_id integer not null,
  day text not null,                  -- 2026-11-24, UTC
  name text not null,                 -- verdict:ham, decision:approve, overruled:spam, …
  n integer not null,
  primary key (site_id, day, name)
) strict, without rowid;

-- Contentless, without sizes: what is searched is not stored a second time. Rows are removed by naming what they held, and at once
-- (secure-delete), so that erased words are in no page of the file. `scope` holds the row's site, its status there, article and author.
create virtual table comment_search using fts5 (
  scope, body, name, url, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
insert into comment_search (comment_search, rank) values ('secure-delete', 1);
