import type { MovableRows, MoveNote } from './moving.js';
import type { Store } from './store.js';

/** What a look through a whole database finds. */
export interface Inspection {
  /** What the engine says is damaged, the search index included; empty when all is well. */
  readonly damages: readonly string[];
  /** Tables with rows that point nowhere. */
  readonly brokenReferences: readonly string[];
  /** Migrations that this version has and the database has not. */
  readonly missing: readonly string[];
  /** Migrations that the database has and this version does not know: a newer one wrote it. */
  readonly unknown: readonly string[];
  readonly counts: Counts;
  /** Some encrypted emails, for trying the keys on. */
  readonly sealed: readonly SealedEmail[];
}

/** An encrypted email, the comment that it belongs to, and the keyed hash of the same email. */
export interface SealedEmail {
  readonly commentId: string;
  readonly email: Uint8Array;
  readonly emailHash: Uint8Array;
}

export interface Counts {
  readonly sites: number;
  readonly articles: number;
  readonly comments: number;
  readonly tokens: number;
}

/** One thing about a server, and what to do where it is not well. */
export interface ServerNote {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'problem';
  readonly detail: string;
}

/** How much room a database takes, in bytes. */
export interface DatabaseSize {
  readonly data: number;
  /** What waits in the engine's log to be put where it belongs. */
  readonly log: number;
}

/** A database as a whole, whatever runs it: what operators ask of it, and how the service comes to its store. */
export interface Engine {
  /** Where the database is, for people; no password is in it. */
  readonly place: string;
  /** The folder of this machine that it lies in; null for one on a server. */
  readonly folder: string | null;
  /** Whether there is one already. */
  exists(): Promise<boolean>;
  /**
   * Opens the store, and brings it to the newest schema.
   * @throws AfterwordError `conflict` for a database of a newer version, `unavailable` for one that is damaged, cannot be opened, or has not been
   *   moved to as a whole
   */
  open(now: number): Promise<Store>;
  /** Brings the database to the newest schema, and makes one where there is none. @returns the migrations that were run */
  migrate(now: number): Promise<readonly string[]>;
  /** Looks through the database without changing it; takes time in proportion to its size. */
  inspect(): Promise<Inspection>;
  size(): Promise<DatabaseSize>;
  /** What an operator should know of the server that runs it. @param now the time of this machine; empty where there is none */
  serverNotes(now: () => number): Promise<readonly ServerNote[]>;
  /** Marks the database as served by this process until it ends. @returns false when another process serves it already */
  claimServing(): Promise<boolean>;
  /** Null where the keys lie beside the database, and no other machine can have others. */
  readonly keyPrints: KeptPrints | null;
  /**
   * Copies the database as it is at this moment, while others read and write, and looks through the copy. Null where that is left to the engine's
   * own tools.
   * @param to a file that does not exist yet, or an empty one
   * @param onProgress told how many of all parts are copied
   */
  readonly backup: ((to: string, onProgress: (done: number, total: number) => void) => Promise<Inspection>) | null;
  /** What is noted of a move from or to this database, which must exist. */
  moveNote(): Promise<MoveNote | null>;
  /**
   * Lends the database as rows, to move it. Its schema stays as it is.
   * @throws AfterwordError `conflict` while another process moves it
   */
  lend<Result>(work: (rows: MovableRows) => Promise<Result>): Promise<Result>;
}

/** What a database keeps of its keys: a print of each by its number, from which no key can be read. */
interface KeptPrints {
  read(): Promise<ReadonlyMap<number, Uint8Array>>;
  /** Keeps those of numbers that have none yet. @returns what is kept then */
  keep(prints: ReadonlyMap<number, Uint8Array>): Promise<ReadonlyMap<number, Uint8Array>>;
}

export interface EngineOptions {
  /** `postgres://…`, or `file:PATH`; undefined for the embedded database in the folder. */
  readonly url: string | undefined;
  /** The folder of the service's data. */
  readonly folder: string;
  /** The folder with a folder of migrations for each engine. */
  readonly migrationsFolder: string;
}
