import Database from 'better-sqlite3';
import { AfterwordError } from '../../domain/errors.js';
import { readOnlyError } from '../moving.js';
import type { Sql, SqlList, SqlValue } from '../sql.js';

export type Connection = Database.Database;

/** How long a writer waits for another process's lock before it says that the store is not available. */
export const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens a connection that writes. `synchronous=FULL`: a commit is on disk when it returns (better-sqlite3's own default for WAL is not).
 * `secure_delete`: what is deleted is overwritten, so that an erased person is in no free page. `temp_store=MEMORY`: what a savepoint keeps of
 * changed pages would otherwise be written to a temporary file.
 */
export function openWriter(file: string, busyTimeoutMs: number = BUSY_TIMEOUT_MS): Connection {
  return opened(openFile(file, { timeout: busyTimeoutMs }), [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'secure_delete = ON',
    'temp_store = MEMORY',
    'trusted_schema = OFF',
    'cache_size = -8000',
  ]);
}

/** Opens a connection that only reads; it never waits for a writer. */
export function openReader(file: string): Connection {
  return opened(openFile(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS }), [
    'temp_store = MEMORY',
    'trusted_schema = OFF',
    'cache_size = -8000',
  ]);
}

/** Opens a file as it is. @throws AfterwordError `unavailable` when what runs SQLite is not there, or was made for another Node.js */
export function openFile(file: string, options: Database.Options): Connection {
  try {
    return new Database(file, options);
  } catch (error) {
    throw cannotLoad(error) ?? error;
  }
}

/** The compiled part of better-sqlite3 is loaded with the first connection, and fits one version of Node.js, one system, one processor. */
function cannotLoad(error: unknown): AfterwordError | null {
  const { code, message } = error as NodeJS.ErrnoException;
  const isMissing = code === undefined && /bindings file/.test(message);
  if (code !== 'ERR_DLOPEN_FAILED' && !isMissing) return null;
  const built = /NODE_MODULE_VERSION/.test(message) ? 'was built for another version of Node.js' : 'does not run here';
  return new AfterwordError(
    'unavailable',
    `The compiled part of better-sqlite3 ${isMissing ? 'is missing' : built}. In Afterword's folder run \`npm ci\` with this Node.js, ${process.version}. Where Afterword was installed as a package, run \`npm rebuild better-sqlite3\`.`,
    { cause: error as Error },
  );
}

/** Sets a connection up, and does not leave it open when that fails. */
function opened(db: Connection, pragmas: readonly string[]): Connection {
  try {
    for (const pragma of pragmas) db.pragma(pragma);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
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
    get: async <Row>(text: string, ...values: Given[]) => prepared(text).get(...values.map(bound)) as Row | undefined,
    all: async <Row>(text: string, ...values: Given[]) => prepared(text).all(...values.map(bound)) as Row[],
    tell(text: string, ...values: Given[]) {
      prepared(text).run(...values.map(bound));
    },
    run: async (text: string, ...values: Given[]) => prepared(text).run(...values.map(bound)).changes,
    among: (column) => `${column} in (select value from json_each(?))`,
    untaken: '',
  };
}

type Given = SqlValue | SqlList;

/** A value as SQLite takes it, a list as the JSON that `among` reads. */
function bound(value: Given): SqlValue {
  return Array.isArray(value) ? JSON.stringify(value) : (value as SqlValue);
}

/** SQLite's codes for "not now": the disk is full or broken, or somebody else holds the lock. */
const NOT_NOW = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|PROTOCOL|READONLY|CANTOPEN|NOMEM)/;

/** The only triggers are those that refuse changes of a database that is being moved, or was. */
const HELD = 'SQLITE_CONSTRAINT_TRIGGER';

/** Turns what the database says into our own error where the caller can do something: try again later. */
export function storeError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof AfterwordError || typeof code !== 'string') return error;
  if (code === HELD) return readOnlyError((error as Error).message);
  if (!NOT_NOW.test(code)) return error;
  return new AfterwordError('unavailable', 'The comment store cannot be used right now.', {
    retryAfterSeconds: 5,
    cause: `${code}: ${(error as Error).message}`,
  });
}

/** What is asked of a store that has been closed comes too late. */
export function storeClosed(): AfterwordError {
  return new AfterwordError('unavailable', 'The comment store has been closed.');
}
