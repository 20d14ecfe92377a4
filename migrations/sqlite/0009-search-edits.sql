-- A comment is found by the words of an edit that waits too, and then also among what is pending. `index_text` is as in 0004.
insert into comment_search (comment_search, rowid, scope, body, name, url)
select 'delete', seq,
  char(57345) || 's' || site_id || ' ' || char(57345) || 's' || site_id || status || ' ' || char(57345) || 'a' || article_id
    || coalesce(' ' || char(57345) || 'u' || author_id, ''),
  index_text(body), index_text(author_name), index_text(coalesce(author_url, ''))
from comments where placeholder = 0 and proposed_at is not null order by seq;
insert into comment_search (rowid, scope, body, name, url)
select seq,
  char(57345) || 's' || site_id || ' ' || char(57345) || 's' || site_id || status
    || case status when 'approved' then ' ' || char(57345) || 's' || site_id || 'pending' else '' end
    || ' ' || char(57345) || 'a' || article_id || coalesce(' ' || char(57345) || 'u' || author_id, ''),
  index_text(body || char(10) || proposed_body), index_text(author_name), index_text(coalesce(author_url, ''))
from comments where placeholder = 0 and proposed_at is not null order by seq;
