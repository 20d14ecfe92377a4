import Database from 'better-sqlite3';
import { AfterwordError } from '../../domain/errors.js';
import type { Sql, SqlValue } from '../sql.js';

export type Connection = Database.Database;

/** How long a writer waits for another process's lock before it says that the store is not available. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens a connection that writes. `synchronous=FULL`: a commit is on disk when it returns (better-sqlite3's own default for WAL is not).
 * `secure_delete`: what is deleted is overwritten, so that an erased person is in no free page.
 */
export function openWriter(file: string): Connection {
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('secure_delete = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('cache_size = -16000');
  return db;
}

/** Opens a connection that only reads; it never waits for a writer. */
export function openReader(file: string): Connection {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma('trusted_schema = OFF');
  db.pragma('cache_size = -8000');
  return db;
}

/** Statements prepared once a connection, by their text. */
export function sqlOn(db: Connection): Sql {
  const statements = new Map<string, Database.Statement<SqlValue[]>>();
  const prepared = (text: string) => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = db.prepare<SqlValue[]>(text);
      statements.set(text, statement);
    }
    return statement;
  };
  return {
    get: async <Row>(text: string, ...values: SqlValue[]) => prepared(text).get(...values) as Row | undefined,
    all: async <Row>(text: string, ...values: SqlValue[]) => prepared(text).all(...values) as Row[],
    run: async (text: string, ...values: SqlValue[]) => prepared(text).run(...values).changes,
  };
}

/** SQLite's codes for "not now": the disk is full or broken, or somebody else holds the lock. */
const NOT_NOW = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM)/;

/** Turns what the database says into our own error where the caller can do something: try again later. */
export function storeError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof AfterwordError || typeof code !== 'string' || !NOT_NOW.test(code)) return error;
  return new AfterwordError('unavailable', 'The comment store cannot take a write right now.', {
    retryAfterSeconds: 5,
    cause: `${code}: ${(error as Error).message}`,
  });
}
