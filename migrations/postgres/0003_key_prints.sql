-- Works with: 0001_schema.sql
-- By what the keys of this database are known: keyed hashes of a constant, from which no key can be read. A process with other keys does not start.
create table key_prints (
  number integer primary key,         -- 0: the key of the keyed hashes; else the number of one that encrypts
  print bytea not null
);
