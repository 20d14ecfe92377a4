import { AfterwordError } from '../domain/errors.js';
import { type CommentRow, searchEntry } from './rows.js';
import type { SearchEntry, Sql, SqlValue } from './sql.js';
import { TABLES, type Table } from './tables.js';

/*
 * A database as rows, so that it can be copied to another engine. While it is copied, and afterwards, the database itself refuses every change of
 * what was copied, by triggers: so it holds for each process that uses it, on any machine, and nothing has to be asked before a write.
 */

/** A row's values, in the order of the table's columns. */
export type Row = readonly SqlValue[];

/** `moving` and `moved` are said of what is copied, `arriving` of a copy that is not whole yet. */
export type MoveState = 'moving' | 'moved' | 'arriving';

/** What a database notes of a move. */
export interface MoveNote {
  /** The same on both sides; a move that is taken back and made again has another one. */
  readonly id: string;
  readonly state: MoveState;
  /** The database on the other side, without user and password. */
  readonly other: string;
  readonly at: number;
}

/** The highest number that each numbered table has ever given, so that none is given twice. */
type Numbers = Readonly<Record<string, number>>;

/** What is read of a database to move it. */
export interface ReadableRows {
  note(): Promise<MoveNote | null>;
  /** The names of our tables that hold anything. */
  filled(): Promise<readonly string[]>;
  count(table: Table): Promise<number>;
  /** Rows in the order of the key, behind a key. */
  page(table: Table, after: Row | null, limit: number): Promise<Row[]>;
  /** The last key in this order. */
  lastKey(table: Table): Promise<Row | null>;
}

/** A database as rows, for whoever moves it. */
export interface MovableRows extends ReadableRows {
  numbers(): Promise<Numbers>;
  /** Refuses every change from now on, and notes why. What was under way is committed, or refused. */
  hold(note: MoveNote): Promise<void>;
  /** Writes another note of the same move. */
  renote(note: MoveNote): Promise<void>;
  /** Takes changes again, and forgets the note. */
  release(): Promise<void>;
  /** Gets ready to be written to, which makes it useless to everybody else until it is completed, and notes it. */
  receive(note: MoveNote): Promise<void>;
  /** Adds rows in one transaction, with their part of the search index. */
  put(table: Table, rows: readonly Row[]): Promise<void>;
  /** Makes what was left out to write faster; asked twice, it does no harm. */
  complete(numbers: Numbers): Promise<void>;
}

const MOVING_WORDS = 'This service is being moved and is read-only until that is done.';
const MOVED_WORDS = 'This service has been moved to another database, and is read-only here.';
/** After so many seconds another try makes sense; nobody knows how long a move takes. */
const MOVING_RETRY_S = 60;

/** What a refused change is told, by the state of the move. */
export function wordsFor(state: MoveState): string {
  return state === 'moving' ? MOVING_WORDS : MOVED_WORDS;
}

/** A change that the database has refused, in the words that it was told. */
export function readOnlyError(words: string): AfterwordError {
  return new AfterwordError(
    'unavailable',
    words,
    words === MOVING_WORDS ? { retryAfterSeconds: MOVING_RETRY_S } : undefined,
  );
}

/** @throws AfterwordError `unavailable` for a copy that is not whole yet */
export function refuseArriving(note: MoveNote | null): void {
  if (note?.state !== 'arriving') return;
  throw new AfterwordError(
    'unavailable',
    `This database is the target of a move that is not finished. Run \`afterword move\` on ${note.other} again.`,
  );
}

/** The table of the note. The migrations do not know it: it is there only where something is or was moved. */
export const NOTE_TABLE = 'moves';

/** What reads the same on every engine. @param tables the names of the tables that there are */
export function readableRows(sql: Sql, tables: () => Promise<ReadonlySet<string>>): ReadableRows {
  return {
    async note() {
      if (!(await tables()).has(NOTE_TABLE)) return null;
      return (await sql.get<MoveNote>(`select id, state, other, at from ${NOTE_TABLE}`)) ?? null;
    },
    async filled() {
      const names: string[] = [];
      const present = await tables();
      for (const { name } of TABLES) {
        if (present.has(name) && (await sql.get(`select 1 as yes from ${name} limit 1`)) !== undefined)
          names.push(name);
      }
      return names;
    },
    count: async ({ name }) => (await sql.get<{ n: number }>(`select count(*) as n from ${name}`))?.n ?? 0,
    async page({ name, key, columns }, after, limit) {
      const beyond = after === null ? '' : `where (${key}) > (${key.map(() => '?')})`;
      const rows = await sql.all<Record<string, SqlValue>>(
        `select ${columns} from ${name} ${beyond} order by ${key} limit ?`,
        ...(after ?? []),
        limit,
      );
      return rows.map((row) => columns.map((column) => row[column] as SqlValue));
    },
    async lastKey({ name, key }) {
      const order = key.map((column) => `${column} desc`);
      const row = await sql.get<Record<string, SqlValue>>(`select ${key} from ${name} order by ${order} limit 1`);
      return row === undefined ? null : key.map((column) => row[column] as SqlValue);
    },
  };
}

/** What the search index holds of a row of `comments`; null for an empty place. */
export function entryOf({ columns }: Table, row: Row): SearchEntry | null {
  const cells = Object.fromEntries(columns.map((column, index) => [column, row[index]]));
  if (cells.placeholder !== 0) return null;
  return searchEntry({
    seq: cells.seq,
    siteId: cells.site_id,
    articleId: cells.article_id,
    authorId: cells.author_id,
    status: cells.status,
    body: cells.body,
    proposedBody: cells.proposed_body,
    proposedAt: cells.proposed_at,
    authorName: cells.author_name,
    authorUrl: cells.author_url,
  } as unknown as CommentRow);
}
