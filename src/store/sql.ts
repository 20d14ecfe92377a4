import type { Status } from '../domain/comment.js';

export type SqlValue = string | number | null | Uint8Array;
/** Many values that stand for one `?`, where `among` is told of them. */
export type SqlList = readonly string[] | readonly number[];

/**
 * How a unit of work talks to its database. Asynchronous, so that a unit reads the same for an engine that answers at once and for one across
 * a network; inside a unit nothing else is awaited. Text uses `?` for values. The texts of units are the same for every engine, which
 * `test/store/portable-sql.test.ts` holds; where engines have to be asked differently, there is a member for it.
 */
export interface Sql {
  get<Row>(text: string, ...values: (SqlValue | SqlList)[]): Promise<Row | undefined>;
  all<Row>(text: string, ...values: (SqlValue | SqlList)[]): Promise<Row[]>;
  /**
   * Runs a statement whose outcome the unit does not need. Over a network it travels with the next one that is waited for, or with the commit; where it
   * fails, the unit fails.
   */
  tell(text: string, ...values: (SqlValue | SqlList)[]): void;
  /** Runs a statement and gives the number of rows that it changed. */
  run(text: string, ...values: (SqlValue | SqlList)[]): Promise<number>;
  /**
   * A condition for a text: the column holds one of a list's values, the list being a single value of the statement. However long the list is, it is
   * the same text, and each value is looked up in an index of the column, one that comes twice once. Nothing is in an empty list. The rows come in no
   * order but that which the text asks for.
   */
  among(column: string): string;
  /**
   * Ends the text of a select whose rows are changed next: rows that another transaction has just taken are left out, so that no two take the same.
   * Empty where there is one transaction at a time.
   */
  readonly untaken: string;
}

/** What a row of the search index stands for: where it is found, and by which words. */
export interface SearchEntry {
  readonly seq: number;
  readonly siteId: number;
  readonly articleId: number;
  readonly authorId: number | null;
  readonly status: Status;
  /** An author's edit of it waits, so that it is found among what is pending too. */
  readonly hasEdit: boolean;
  readonly body: string;
  readonly name: string;
  readonly url: string | null;
}

/** Which comments a moderator looks for; every part that is null does not narrow. */
export interface SearchFilter {
  /** Any of these sites. */
  readonly siteIds: readonly number[];
  readonly status: Status | null;
  readonly articleId: number | null;
  readonly authorId: number | null;
  /** Words as a moderator types them. */
  readonly words: string | null;
}

/**
 * The full-text and filter index over comments, whose form differs from engine to engine. What a transaction has put or removed is found
 * once it is committed.
 */
export interface SearchIndex {
  put(entry: SearchEntry): Promise<void>;
  /** Takes out an entry, named exactly as it was put. */
  remove(entry: SearchEntry): Promise<void>;
  /** Positions in ascending or descending order, beyond `after` (exclusive; null from the start). */
  find(filter: SearchFilter, order: 'oldest' | 'newest', after: number | null, limit: number): Promise<number[]>;
  /** Positions by falling suspicion, beyond `after` (exclusive); where very many match, of the newest of them. */
  findSuspicious(filter: SearchFilter, after: SuspicionKey | null, limit: number): Promise<number[]>;
  /** How many are found, counted up to `cap`. `isBounded`: not all that the words may mean was searched for, so that there may be more. */
  count(filter: SearchFilter, cap: number): Promise<{ readonly n: number; readonly isBounded: boolean }>;
}

/** Where a list by suspicion stands. */
export interface SuspicionKey {
  readonly suspicion: number;
  readonly seq: number;
}

/** A transaction as a unit of work sees it. */
export interface Tx extends Sql {
  readonly search: SearchIndex;
}
