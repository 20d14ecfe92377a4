import type { Tx } from './sql.js';
import { articleList } from './units/article-list.js';
import { changeArticle } from './units/articles.js';
import { auditOfSite, auditOfSites } from './units/audit.js';
import { edit, withdraw } from './units/author-changes.js';
import { acceptOverdueProvisional, failCheck, orderMissingChecks, settleCheck } from './units/checks.js';
import { failCorrection, settleCorrection } from './units/corrections.js';
import { decide, revealEmail } from './units/decide.js';
import { eraseAuthor, quoting } from './units/erasure.js';
import {
  authorHistory,
  judgedComments,
  keepModel,
  keepOpinions,
  lessonsAfter,
  storedModel,
  waitingComments,
} from './units/lessons.js';
import { backlog, countsBySite, verdictCounts } from './units/numbers.js';
import { claimJobs, freeStrandedJobs, makeRetriesDue, nextDue, returnJobs } from './units/outbox.js';
import { personalRecords } from './units/personal-records.js';
import {
  articleView,
  latestPublished,
  ownComment,
  publishedComment,
  publishedCounts,
  publishedPage,
  publishedThread,
  publishedVersion,
  publishedVersions,
} from './units/published.js';
import { moderatedComment, queuePage, queuePageOfSites } from './units/queue.js';
import { heartbeat, retain } from './units/retention.js';
import { reencryptPage, storeReencrypted } from './units/rotation.js';
import {
  addDeskCode,
  deskSession,
  endDeskSession,
  forgetDeskSessions,
  redeemDeskCode,
  startDeskSession,
} from './units/sessions.js';
import { removeCommentsOfSite, removeSite } from './units/site-removal.js';
import { summaries, summary } from './units/site-summary.js';
import { addSite, allSites, changeSite, putSite, siteBySlug } from './units/sites.js';
import { recordAnswer, storedAnswer, submit } from './units/submit.js';
import { addToken, allTokens, revokeToken, tokenByHash } from './units/tokens.js';
import { exportPage, importComments } from './units/transfer.js';

/** Units of work that change something: each is one transaction, on disk when its promise is fulfilled. */
export const writeUnits = {
  acceptOverdueProvisional,
  addDeskCode,
  addSite,
  addToken,
  changeArticle,
  changeSite,
  claimJobs,
  decide,
  edit,
  endDeskSession,
  eraseAuthor,
  failCheck,
  failCorrection,
  forgetDeskSessions,
  freeStrandedJobs,
  heartbeat,
  importComments,
  keepModel,
  keepOpinions,
  makeRetriesDue,
  orderMissingChecks,
  putSite,
  recordAnswer,
  redeemDeskCode,
  removeCommentsOfSite,
  removeSite,
  retain,
  returnJobs,
  revealEmail,
  revokeToken,
  settleCheck,
  settleCorrection,
  startDeskSession,
  storeReencrypted,
  submit,
  withdraw,
};

/** Units of work that only read: each sees one state of the database, and never waits for a write. */
export const readUnits = {
  allSites,
  allTokens,
  articleList,
  articleView,
  auditOfSite,
  auditOfSites,
  authorHistory,
  backlog,
  countsBySite,
  deskSession,
  exportPage,
  judgedComments,
  lessonsAfter,
  moderatedComment,
  latestPublished,
  nextDue,
  ownComment,
  personalRecords,
  publishedComment,
  publishedCounts,
  publishedPage,
  publishedThread,
  publishedVersion,
  publishedVersions,
  queuePage,
  queuePageOfSites,
  quoting,
  reencryptPage,
  siteBySlug,
  storedAnswer,
  storedModel,
  summaries,
  summary,
  tokenByHash,
  verdictCounts,
  waitingComments,
};

// biome-ignore lint/suspicious/noExplicitAny: the units differ in their inputs; the types below give each its own back
type Unit = (tx: Tx, input: any) => Promise<unknown>;
type Units = Readonly<Record<string, Unit>>;
/** What a unit is told: one object, or nothing. */
type Input<U> = U extends (tx: never, ...input: infer Told) => unknown ? Told : never;
type Bound<U extends Units> = {
  readonly [Name in keyof U]: (...input: Input<U[Name]>) => ReturnType<U[Name]>;
};

export type WriteName = keyof typeof writeUnits;
export type ReadName = keyof typeof readUnits;

/** How many transactions there were, and how many units of work they carried. */
export interface WriterStats {
  readonly commits: number;
  readonly units: number;
}

/** An event that is counted, by a key that says nothing about whose it is. */
interface CountedEvent {
  readonly key: Uint8Array;
  readonly now: number;
  /** So many in so many milliseconds. */
  readonly most: number;
  readonly windowMs: number;
}

/** What all processes on one database count together, for limits. */
export interface SharedCounts {
  /** Counts an event, unless there have been as many. @returns when the oldest of those happened; null when there was room */
  count(it: CountedEvent): Promise<number | null>;
  /** Takes back an event that was counted then. */
  takeBack(it: { readonly key: Uint8Array; readonly at: number }): Promise<void>;
  /** Forgets what no longer counts. */
  forget(it: { readonly now: number }): Promise<void>;
}

/** Connections to a server: those that are lent, those that are not, and units of work that wait for one. */
export interface ConnectionStats {
  readonly idle: number;
  readonly busy: number;
  readonly waiting: number;
}

/**
 * The store: every method is a whole unit of work. A write that the database cannot take (full disk, lock that is not given up) throws
 * AfterwordError `unavailable` and leaves nothing behind.
 */
export type Store = Bound<typeof writeUnits> &
  Bound<typeof readUnits> & {
    /**
     * A number that differs from the one before whenever anybody, other processes included, has committed something: as long as it stays, everything
     * that was read since it was first given is still so. Null from an engine that cannot tell without asking over a network: there, the version of
     * what was read has to be looked up (`publishedVersion`).
     */
    lastChange(): number | null;
    writerStats(): WriterStats;
    /** Null where there is no server to connect to. */
    connectionStats(): ConnectionStats | null;
    /** What time it is where the database is, in milliseconds since 1970; null where that is this machine. */
    readonly databaseTime: (() => Promise<number>) | null;
    /** Null where each process counts for itself. */
    readonly sharedCounts: SharedCounts | null;
    /**
     * Leaves nothing of what was deleted in what the engine itself keeps beside the rows, such as its log and its free room. What it cannot reach,
     * copies and backups, is for operators to know.
     * @throws AfterwordError `unavailable` while somebody still reads what has to go; asked again later, it may do it
     */
    purgeDeleted(): Promise<void>;
    /** Why the store can never write again, although nobody has closed it; not settled as long as it can. */
    readonly death: Promise<Error>;
    /** Waits for every unit that was asked for, and closes. */
    close(): Promise<void>;
  };

/** Makes a record with one method a unit. */
export function bind<U extends Units>(
  units: U,
  run: (name: keyof U & string, input: unknown) => Promise<unknown>,
): Bound<U> {
  const entries = Object.keys(units).map((name) => [name, (input?: unknown) => run(name, input)]);
  return Object.fromEntries(entries) as Bound<U>;
}
