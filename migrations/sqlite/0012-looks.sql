-- What an author's name looks like (`lookOf` of `domain/look-of-name.ts`, here as `look_of`): a name that passes for that of somebody published
-- is found by it. Empty where the author is gone.
alter table comments add column author_look text not null default '';
update comments set author_look = look_of(author_name) where placeholder = 0;
create index comments_by_look on comments (site_id, author_look) where status = 'approved' and placeholder = 0;
