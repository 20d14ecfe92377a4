-- What was published last, in the order in which it was: for feeds.
create index comments_latest on comments (site_id, status_at) where status = 'approved' and placeholder = 0;
create index comments_latest_here on comments (article_id, status_at) where status = 'approved' and placeholder = 0;
