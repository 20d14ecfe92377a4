import Database from 'better-sqlite3';
import { answerParent } from '../child-process.js';

/** A row to insert again and again; `seq` and `id` are made anew for each. */
export interface InsertLoop {
  readonly file: string;
  readonly row: Readonly<Record<string, string | number | null>>;
  readonly seconds: number;
}

/**
 * The baseline for writing: one INSERT of one row a commit, as fast as the disk takes it. The table has a comment's columns, its primary key
 * and its unique id, and none of the other indexes, tables and checks that the service keeps.
 * @returns rows a second
 */
answerParent<InsertLoop, number>(async ({ file, row, seconds }) => {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  const columns = Object.keys(row);
  const types = columns.map((name) =>
    name === 'seq' ? 'seq integer primary key' : name === 'id' ? 'id text not null unique' : name,
  );
  db.exec(`create table if not exists comments (${types.join(', ')})`);
  const insert = db.prepare(
    `insert into comments (${columns.join(', ')}) values (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  let seq = (db.prepare('select max(seq) from comments').pluck().get() as number | null) ?? 0;
  const first = seq;
  const start = performance.now();
  const end = start + seconds * 1000;
  while (performance.now() < end) {
    seq += 1;
    insert.run({ ...row, seq, id: `${row.id}-${seq}` });
  }
  const elapsed = (performance.now() - start) / 1000;
  db.close();
  return (seq - first) / elapsed;
});
