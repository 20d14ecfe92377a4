import { createHash } from 'node:crypto';
import type { Decision } from '../../src/domain/decision.js';
import type { Site } from '../../src/domain/site.js';
import { createIdMaker } from '../../src/domain/uuid.js';
import type { Outcome } from '../../src/domain/verdict.js';
import type { Store } from '../../src/store/store.js';
import type { Claim } from '../../src/store/units/authors.js';
import type { CheckVerdict } from '../../src/store/units/checks.js';
import type { DecisionResult } from '../../src/store/units/decide.js';
import type { Lesson } from '../../src/store/units/lessons.js';
import type { Job } from '../../src/store/units/outbox.js';
import type { PublishedRow } from '../../src/store/units/published.js';
import type { ModeratedRow, QueueQuery } from '../../src/store/units/queue.js';
import type { SiteSettings } from '../../src/store/units/sites.js';
import type { NewComment } from '../../src/store/units/submit.js';
import type { Imported } from '../../src/store/units/transfer.js';

/** Noon of a day on which nothing special happens. */
export const NOON = Date.UTC(2026, 0, 5, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** How long an author may change a comment in these tests. */
export const EDIT_WINDOW = 15 * MINUTE;

/** Text as bytes, for everything that is encrypted or hashed elsewhere. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}

export function hash(text: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(text).digest());
}

/** How an author of these tests is known: by one email, and by the key that one browser keeps. */
export function claimOf(author: string, browser = `browser of ${author}`): Claim {
  return { emailHash: hash(author), keyHash: hash(browser) };
}

/** What a test may want of a comment; anything that it does not name does not matter to it. */
export interface Wish {
  readonly article?: string;
  readonly title?: string | null;
  readonly url?: string;
  readonly byBlog?: boolean;
  readonly parent?: string | null;
  /** Who writes: one name is one email; null has none. */
  readonly author?: string | null;
  readonly name?: string;
  /** Whose key the comment is sent with: one author has one browser, unless a test names another. */
  readonly browser?: string;
  /** The blog vouches for the author. */
  readonly vouched?: boolean;
  readonly authorUrl?: string | null;
  readonly body?: string;
  /** The Idempotency-Key; without one the guard against doubles is at work. */
  readonly key?: string;
  /** `leased`: this process asks at once. `waiting`: whoever claims it. `none`: there is no checker. */
  readonly check?: 'leased' | 'waiting' | 'none';
}

/** A comment that was stored. */
export interface Posted {
  readonly id: string;
  readonly seq: number;
  readonly jobId: number;
  readonly lease: string;
}

const SITE: SiteSettings = {
  slug: 'blog',
  name: 'A blog',
  url: 'https://blog.example/',
  origins: ['https://blog.example'],
  policy: 'hold',
  emailRequired: true,
};

/** Adds a site that is like any other but for what is said. */
export function addSite(store: Store, settings: Partial<SiteSettings> = {}): Promise<Site> {
  return store.addSite({ ...SITE, ...settings, now: NOON });
}

/** Words of a test's own, different at each call. */
let made = 0;
function something(what: string): string {
  made += 1;
  return `${what}${made}`;
}

function idMaker(clock: { now: number }): () => string {
  const random = (size: number) =>
    Uint8Array.from(createHash('sha512').update(something('random')).digest()).subarray(0, size);
  return createIdMaker({ now: () => clock.now, random });
}

/** A site on a store, its clock, and what people do on it. */
export type Scene = Awaited<ReturnType<typeof createScene>>;

export async function createScene(store: Store, settings: Partial<SiteSettings> = {}) {
  const site = await addSite(store, settings);
  const siteId = site.id;
  const clock = { now: NOON };
  const newId = idMaker(clock);

  /** A comment as it is put before the store. */
  function comment(wish: Wish = {}): NewComment {
    const id = newId();
    const key = wish.article ?? '/a';
    const author = wish.author === undefined ? 'ada' : wish.author;
    const body = wish.body ?? something('word');
    const lease = wish.check === 'waiting' ? null : `lease of ${id}`;
    const request = `${siteId} ${wish.key ?? `${author} ${key} ${wish.parent ?? ''} ${body}`}`;
    return {
      id,
      siteId,
      createdAt: clock.now,
      article: {
        key,
        url: wish.url ?? `https://blog.example${key}`,
        title: wish.title ?? null,
        byBlog: wish.byBlog ?? false,
      },
      parentId: wish.parent ?? null,
      author: {
        name: wish.name ?? author ?? 'Nobody',
        url: wish.authorUrl ?? null,
        claim: author === null ? null : { ...claimOf(author, wish.browser), ...(wish.vouched && { keyHash: null }) },
      },
      seed: hash(something('seed')).subarray(0, 16),
      body,
      html: `<p>${body}</p>`,
      notify: false,
      editableUntil: clock.now + EDIT_WINDOW,
      email: author === null ? null : bytes(`email of ${author}`),
      client: bytes(`client of ${author}`),
      check:
        wish.check === 'none'
          ? null
          : { lease, runAt: clock.now + (lease === null ? 0 : MINUTE), giveUpAt: clock.now + 15 * DAY, reason: null },
      signals: '{}',
      opinion: { score: 0.5, reasons: '[]' },
      verdict: null,
      request: {
        key: hash(`${wish.key === undefined ? 'double' : 'key'} ${request}`),
        fingerprint: hash(body),
        answer: wish.key === undefined ? null : bytes(`answer about ${id}`),
        expiresAt: clock.now + (wish.key === undefined ? MINUTE : DAY),
      },
    };
  }

  /** Stores a comment that must be new. */
  async function post(wish: Wish = {}): Promise<Posted> {
    const it = comment(wish);
    const stored = await store.submit(it);
    if (stored.kind !== 'stored') throw new Error('was sent before');
    return { id: it.id, seq: stored.seq, jobId: stored.jobId ?? -1, lease: it.check?.lease ?? '' };
  }

  /** Puts published comments under an article in one go, as an import does; each answers what `parentOf` finds among those before it. */
  async function plant(
    bodies: readonly string[],
    parentOf: (before: readonly string[]) => string | null,
  ): Promise<string[]> {
    const ids: string[] = [];
    const comments = bodies.map((body) => {
      const { author, article, ...rest } = comment({ body });
      const parent = parentOf(ids);
      ids.push(rest.id);
      return imported({ ...rest, parent, authorName: author.name, articleKey: article.key, articleUrl: article.url });
    });
    await store.importComments({ comments, now: clock.now });
    return ids;
  }

  async function decideAll(
    decision: Decision,
    ids: readonly string[],
    note: string | null = null,
    lessons: readonly Lesson[] = [],
  ) {
    const times = { now: clock.now, correctionAt: clock.now + 2000, correctionGiveUpAt: clock.now + 15 * DAY };
    return store.decide({ siteId, decision, ids, note, actor: 'mod', lessons, ...times });
  }

  async function decide(decision: Decision, id: string): Promise<DecisionResult> {
    const [result] = await decideAll(decision, [id]);
    return result as DecisionResult;
  }

  /** Stores a comment that a moderator publishes at once. */
  async function publish(wish: Wish = {}): Promise<string> {
    const { id } = await post({ check: 'none', ...wish });
    await decide('approve', id);
    return id;
  }

  /** The checker answers about a comment. */
  function judge(
    job: { jobId: number; lease: string },
    outcome: Outcome,
    more: Partial<CheckVerdict> = {},
  ): Promise<boolean> {
    return store.settleCheck({
      jobId: job.jobId,
      lease: job.lease,
      now: clock.now,
      by: 'akismet',
      outcome,
      recheckAfterMs: null,
      guid: 'guid',
      sent: bytes(`sent about ${job.jobId}`),
      opinion: null,
      dropDiscarded: false,
      correctionAt: clock.now + 2000,
      correctionGiveUpAt: clock.now + 15 * DAY,
      ...more,
    });
  }

  /** Takes all jobs that are due, and gives those of this site. */
  async function claim(limit = 100): Promise<Job[]> {
    const order = { now: clock.now, lease: something('lease'), leaseUntil: clock.now + MINUTE, limit };
    return (await store.claimJobs(order)).filter((job) => job.siteId === siteId);
  }

  async function edit(id: string, body: string): Promise<Posted | null> {
    const lease = something('lease');
    const check = { lease, runAt: clock.now + MINUTE, giveUpAt: clock.now + 15 * DAY, reason: 'edit' as const };
    const { jobId } = await store.edit({
      siteId,
      id,
      body,
      html: `<p>${body}</p>`,
      now: clock.now,
      check,
      verdict: null,
      opinion: { score: 0.5, reasons: '[]' },
    });
    return jobId === null ? null : { id, seq: -1, jobId, lease };
  }

  function queue(query: Partial<QueueQuery> = {}) {
    return store.queuePage({
      siteId,
      status: 'all',
      words: null,
      articleKey: null,
      authorOf: null,
      order: 'oldest',
      limit: 200,
      after: null,
      ...query,
    });
  }

  return {
    store,
    site,
    siteId,
    clock,
    comment,
    post,
    publish,
    plant,
    decide,
    decideAll,
    judge,
    claim,
    edit,
    queue,
    withdraw: (id: string) => store.withdraw({ siteId, id, now: clock.now }),
    /** A comment as moderators see it. */
    see: async (id: string): Promise<ModeratedRow> => (await store.moderatedComment({ siteId, id })).comment,
    history: async (id: string) => (await store.moderatedComment({ siteId, id })).history,
    /** What readers see under an article: one line a comment, indented by its depth, in the order of the page. */
    async read(key = '/a', order: 'oldest' | 'newest' = 'oldest'): Promise<string[]> {
      const page = await store.publishedPage({ siteId, key, order, limit: 100, after: null });
      return page.threads.flatMap((thread, index) => lines([thread, ...(page.answers[index] ?? [])]));
    },
    articleCount: async (key = '/a') => (await store.articleView({ siteId, key })).article?.count,
    counts: async () => (await store.summary({ siteId, sinceDay: '2026-01-01' })).counts,
  };
}

/** A published comment of an export that tells no more than it must. */
function imported(
  it: Pick<
    Imported,
    'id' | 'siteId' | 'parent' | 'authorName' | 'articleKey' | 'articleUrl' | 'body' | 'html' | 'createdAt' | 'seed'
  >,
): Imported {
  const { createdAt } = it;
  return {
    ...it,
    articleTitle: null,
    articleOpen: 1,
    status: 'approved',
    statusAt: createdAt,
    placeholder: 0,
    removedBy: null,
    proposedBody: null,
    proposedHtml: null,
    proposedAt: null,
    authorUrl: null,
    avatar: '',
    editedAt: null,
    decidedAt: createdAt,
    verdictBy: 'none',
    verdictOutcome: 'unchecked',
    verdictAt: null,
    email: null,
    client: null,
    emailHash: null,
  };
}

/** A thread's comments, each by its words (`…` for a placeholder) behind as many dots as it is deep, and its number of replies. */
function lines(rows: readonly PublishedRow[]): string[] {
  const depths = new Map<string, number>();
  return rows.map((row) => {
    const depth = row.parent === null ? 0 : (depths.get(row.parent) ?? Number.NaN) + 1;
    depths.set(row.id, depth);
    const words = row.removed !== null ? '…' : row.html.replace(/<\/?p>/g, '');
    return `${'.'.repeat(depth)}${words}${row.replies > 0 ? ` (${row.replies})` : ''}`;
  });
}
