import type { Tx } from '../sql.js';
import { type ReadName, readUnits } from '../store.js';
import { openReader, sqlOn, storeClosed, storeError } from './connection.js';
import { searchOn } from './search.js';

/** The main thread's read-only connections. */
export interface Readers {
  run(name: ReadName, input: unknown): Promise<unknown>;
  /** SQLite's own number for it, which costs no more than a look at shared memory. */
  lastChange(): number;
  /** Waits for every unit that was asked for, and closes. */
  close(): Promise<void>;
}

/**
 * One connection serves all reading units, one after the other: SQLite answers at once and on this thread, so that a second one would make
 * nothing faster. Another only looks whether anything has been committed.
 */
export function openReaders(file: string): Readers {
  const db = openReader(file);
  const sql = sqlOn(db);
  const tx: Tx = { ...sql, search: searchOn(sql) };
  const begin = db.prepare('begin');
  const commit = db.prepare('commit');
  const watcher = openReader(file);
  const dataVersion = watcher.prepare<[], number>('pragma data_version').pluck();
  let last: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | null = null;

  /** One transaction: every statement of a unit sees the same state. */
  async function inTransaction(name: ReadName, input: unknown): Promise<unknown> {
    try {
      begin.run();
      const unit = readUnits[name] as (tx: Tx, input: unknown) => Promise<unknown>;
      return await unit(tx, input);
    } catch (error) {
      throw storeError(error);
    } finally {
      if (db.inTransaction) commit.run();
    }
  }

  return {
    run(name, input) {
      if (closed !== null) return Promise.reject(storeClosed());
      const result = last.then(() => inTransaction(name, input));
      last = result.catch(() => undefined);
      return result;
    },
    lastChange: () => dataVersion.get() as number,
    close() {
      closed ??= last.then(() => {
        db.close();
        watcher.close();
      });
      return closed;
    },
  };
}
