-- Why a comment is known to be by the same person as an earlier one of that email: the browser showed the key that it got with the
-- earlier one, or the blog's own server vouches. Avatar, history and the policy `first-time` go by this and not by the email.
create table proofs (
  id integer primary key,
  author_id integer not null references authors (id) on delete cascade,
  key_hash blob,                      -- SHA-256 of key, site and email; null: the blog vouches
  seed blob not null                  -- random; avatars are drawn from it, so that they say nothing about the email
) strict;
create index proofs_of_author on proofs (author_id);
create unique index proofs_by_key on proofs (author_id, key_hash) where key_hash is not null;
create unique index proofs_vouched on proofs (author_id) where key_hash is null;

-- No browser has a key of an author of before: only a blog that vouches stands for them.
insert into proofs (author_id, seed) select id, seed from authors;
alter table authors drop column seed;

alter table comments add column proof_id integer references proofs (id);
update comments set proof_id = (select id from proofs where author_id = comments.author_id) where author_id is not null;
create index comments_of_proof on comments (proof_id, seq, status) where proof_id is not null;
