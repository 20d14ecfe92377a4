import type { Tx } from '../sql.js';
import type { ReadName } from '../store.js';
import { readUnits } from '../store.js';
import { type Connection, openReader, sqlOn, storeError } from './connection.js';
import { searchOn } from './search.js';

/** Reading units under way at once at most; a unit rarely spans more than a few microtasks. */
const MOST_READERS = 4;

interface Reader {
  readonly db: Connection;
  readonly tx: Tx;
}

/** A few read-only connections of the main thread. */
export interface Readers {
  run(name: ReadName, input: unknown): Promise<unknown>;
  changeStamp(): number;
  /** Copies the database into another file, page by page, while others read and write. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

export function openReaders(file: string): Readers {
  const free: Reader[] = [];
  const queue: ((reader: Reader) => void)[] = [];
  let opened = 0;
  const watcher = openReader(file);
  const stamp = watcher.prepare<[], number>('pragma data_version').pluck();

  function open(): Reader {
    opened += 1;
    const db = openReader(file);
    const sql = sqlOn(db);
    return { db, tx: { ...sql, search: searchOn(sql) } };
  }

  function take(): Reader | Promise<Reader> {
    const reader = free.pop();
    if (reader !== undefined) return reader;
    if (opened < MOST_READERS) return open();
    return new Promise((resolve) => queue.push(resolve));
  }

  function giveBack(reader: Reader): void {
    const next = queue.shift();
    if (next === undefined) free.push(reader);
    else next(reader);
  }

  /** One transaction: every statement of a unit sees the same state. */
  async function run(name: ReadName, input: unknown): Promise<unknown> {
    const reader = await take();
    try {
      reader.db.exec('begin');
      const unit = readUnits[name] as (tx: Tx, input: unknown) => Promise<unknown>;
      return await unit(reader.tx, input);
    } catch (error) {
      throw storeError(error);
    } finally {
      if (reader.db.inTransaction) reader.db.exec('commit');
      giveBack(reader);
    }
  }

  return {
    run,
    changeStamp: () => stamp.get() as number,
    backup: async (to) => {
      await watcher.backup(to);
    },
    close: async () => {
      while (free.length < opened) giveBack(await take());
      for (const { db } of free) db.close();
      watcher.close();
    },
  };
}
