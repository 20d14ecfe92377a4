import { join } from 'node:path';
import { createCommitter } from '../../src/store/sqlite/commit.js';
import { type Connection, openWriter, sqlOn } from '../../src/store/sqlite/connection.js';
import { receiveError } from '../../src/store/sqlite/messages.js';
import { searchOn } from '../../src/store/sqlite/search.js';
import { bind, readUnits, type Store, type WriteName, writeUnits } from '../../src/store/store.js';

/** A store whose work is counted: each statement that it runs, in the order in which it runs them. */
export interface CountingStore {
  /** Puts the counting in front of a store, for `wrapStore`. */
  readonly wrap: (store: Store) => Store;
  /** The statements that were run since this was asked last. */
  taken(): string[];
}

/** @param folder where the database of the store that is wrapped is */
export function countingStore(folder: string): CountingStore {
  let statements: string[] = [];

  /** The same connection, which notes what is run on it. */
  function noting(db: Connection): Connection {
    const prepare = (text: string) => {
      const statement = db.prepare(text);
      const noted = (run: 'all' | 'get' | 'run') => ({
        [run](...values: unknown[]) {
          statements.push(text);
          return statement[run](...values);
        },
      });
      return { ...noted('all'), ...noted('get'), ...noted('run') };
    };
    return new Proxy(db, {
      get(target, name) {
        if (name === 'prepare') return prepare;
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  function wrap(store: Store): Store {
    const db = openWriter(join(folder, 'afterword.db'));
    const noted = noting(db);
    const sql = sqlOn(noted);
    const tx = { ...sql, search: searchOn(sql) };
    const commit = createCommitter(noted);
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    };
    return {
      ...store,
      ...bind(readUnits, (name, input) =>
        inTurn(() =>
          (readUnits[name as keyof typeof readUnits] as (tx: unknown, input: unknown) => Promise<unknown>)(tx, input),
        ),
      ),
      ...bind(writeUnits, (name, input) =>
        inTurn(async () => {
          const [outcome] = await commit([{ name: name as WriteName, input }]);
          if (outcome?.ok !== true) throw receiveError(outcome?.error as never);
          return outcome.value;
        }),
      ),
      async close() {
        await last;
        db.close();
        await store.close();
      },
    };
  }

  return {
    wrap,
    taken() {
      const taken = statements;
      statements = [];
      return taken;
    },
  };
}
