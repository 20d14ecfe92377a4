-- Works with: 0001_schema.sql
-- What all processes count together for their limits: when the last events of a key happened. A key is a keyed hash, from which no address can be read.
-- Unlogged: it is neither in the log of the server nor on its standbys, and begins anew after a crash.
create unlogged table limits (
  key bytea primary key,
  times bigint[] not null,            -- oldest first
  until bigint not null               -- when the last of them counts no longer
) with (fillfactor = 50);             -- rows change often: there is room for the next version beside them
