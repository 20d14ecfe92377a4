-- Who is signed in at the moderator's desk. A session stands for a token, and ends with it. Of cookies and of the codes in
-- links only SHA-256 hashes are stored.
create table desk_sessions (
  hash blob primary key,
  token_id text not null references tokens (id),
  -- 1: the token was made for this session alone, by a link, and is revoked when the session ends
  owns_token integer not null,
  expires_at integer not null
) strict, without rowid;
create index desk_sessions_expired on desk_sessions (expires_at);

-- Links that have been printed and not yet used.
create table desk_codes (
  hash blob primary key,
  name text not null,                -- under which the moderator's decisions are written down
  site_id integer references sites (id), -- null: every site
  expires_at integer not null
) strict, without rowid;
create index desk_codes_expired on desk_codes (expires_at);
