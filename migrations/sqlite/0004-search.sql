-- The index is built anew: its texts are folded differently now (`store/search-text.ts`, here as `index_text`), and the words of `scope`
-- begin with U+E001, which no text holds there.
drop table comment_search;
create virtual table comment_search using fts5 (
  scope, body, name, url, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
insert into comment_search (comment_search, rank) values ('secure-delete', 1);
insert into comment_search (rowid, scope, body, name, url)
select seq,
  char(57345) || 's' || site_id || ' ' || char(57345) || 's' || site_id || status || ' ' || char(57345) || 'a' || article_id
    || coalesce(' ' || char(57345) || 'u' || author_id, ''),
  index_text(body), index_text(author_name), index_text(coalesce(author_url, ''))
from comments where placeholder = 0 order by seq;
