import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/open.js';
import type { Store } from '../../src/store/store.js';
import { clearSqlite, sqliteInconsistencies, sqliteMigrations } from './store-sqlite.js';

/** A store for one test, on a real database. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens what it has stored anew; `store` is then the new one. */
  reopen(): Promise<void>;
  /** Takes out everything that it holds, as if it had just been opened. */
  clear(): Promise<void>;
  /** Looks through the database itself for what contradicts itself; empty when all is well. */
  inconsistencies(): Promise<string[]>;
  /** Closes the store and removes all that it has stored. */
  close(): Promise<void>;
}

/** A database that the store runs on. */
export interface Engine {
  readonly name: string;
  /** Opens a store that holds nothing yet. */
  open(): Promise<OpenedStore>;
}

/** A folder on a real disk for one test's database; `remove` takes it away. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'afterword-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** SQLite in a folder of its own. */
export const sqlite: Engine = {
  name: 'SQLite',
  async open() {
    const folder = await temporaryFolder();
    const options = { file: join(folder.path, 'afterword.db'), migrations: sqliteMigrations(), now: 0 };
    let store = openSqliteStore(options);
    return {
      get store() {
        return store;
      },
      async reopen() {
        await store.close();
        store = openSqliteStore(options);
      },
      async clear() {
        clearSqlite(options.file);
      },
      inconsistencies: () => sqliteInconsistencies(options.file),
      async close() {
        await store.close();
        await folder.remove();
      },
    };
  },
};
