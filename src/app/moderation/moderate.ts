import type { Correction, Reason, Status, Verdict } from '../../domain/comment.js';
import type { Decision } from '../../domain/decision.js';
import { maskEmail } from '../../domain/email.js';
import { AfterwordError } from '../../domain/errors.js';
import { NOTE_MAX } from '../../domain/limits.js';
import { isSpeltLike } from '../../domain/look-of-name.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import type { SpamChecker } from '../../domain/spam-checker.js';
import { cleanLine } from '../../domain/text.js';
import type { Clock } from '../../domain/time.js';
import { rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { AuditRow } from '../../store/units/audit.js';
import type { DecisionResult } from '../../store/units/decide.js';
import type { ModeratedRow, QueuePage, QueueQuery, SitesQueueQuery } from '../../store/units/queue.js';
import { type Client, openClient, openEmail } from '../comments/client.js';
import { avatarPath } from '../comments/public-comment.js';
import { CORRECTION_DELAY_MS, GIVE_UP_MS } from '../judgement/check.js';
import type { Classifier } from '../judgement/classifier.js';
import { type KeyRing, readable } from '../keys/key-ring.js';
import { firstDay, summaryOf, togetherOf } from './summary.js';

/** Times of T as RFC 3339 text. */
type Written<T, Times extends keyof T> = Omit<T, Times> & {
  readonly [K in Times]: T[K] extends number ? string : string | null;
};

/** A comment as moderators see it: the email only masked. */
export interface ModeratedComment {
  readonly id: string;
  /** The site's name in URLs: decisions on the comment go there. */
  readonly site: string;
  readonly article: string;
  readonly articleUrl: string;
  readonly articleTitle: string | null;
  readonly parent: string | null;
  readonly author: {
    readonly name: string;
    readonly email: string | null;
    readonly url: string | null;
    readonly avatar: string;
    readonly verified: boolean;
    readonly unproven: boolean;
    readonly looksLike: string | null;
  };
  readonly body: string;
  readonly html: string;
  /** An author's edit that waits beside the words that have passed. */
  readonly proposed: { readonly body: string; readonly html: string; readonly at: string } | null;
  /** Which words these are: it changes with each edit, also with one that waits. */
  readonly revision: number;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly status: ModeratedRow['status'];
  readonly replies: number;
  /** Null once it has been blanked. */
  readonly client: Client | null;
  readonly verdict: Written<Verdict, 'checkedAt' | 'nextAttemptAt'>;
  readonly suspicion: { readonly score: number; readonly reasons: readonly Reason[] } | null;
  readonly correction: Written<Correction, 'at'> | null;
}

/** One line of a comment's history, or of the audit. */
export type AuditEntryView = Omit<AuditRow, 'id' | 'at'> & { readonly at: string };

export function auditEntry({ id: _, at, ...rest }: AuditRow): AuditEntryView {
  return { at: rfc3339(at), ...rest };
}

/** @param rows one more than `limit` where there are more */
function auditPage(rows: readonly AuditRow[], limit: number) {
  const entries = rows.slice(0, limit);
  const next = rows.length > limit ? (entries.at(-1)?.id ?? null) : null;
  return { entries: entries.map(auditEntry), next };
}

function time(milliseconds: number | null): string | null {
  return milliseconds === null ? null : rfc3339(milliseconds);
}

/** The classifier's opinion as it is stored with a comment; null where there is none. */
export function suspicionOf(row: Pick<ModeratedRow, 'suspicion' | 'reasons'>): ModeratedComment['suspicion'] {
  const { suspicion: score, reasons } = row;
  return score < 0 ? null : { score, reasons: JSON.parse(reasons ?? '[]') as Reason[] };
}

/** Opens what a moderator may see of a row. What cannot be read is left out: moderation goes on without it. */
function moderatedComment(row: ModeratedRow, { keys, at }: Pick<ModerationParts, 'keys' | 'at'>): ModeratedComment {
  const email = readable(() => openEmail(keys, row.email, row.id));
  return {
    id: row.id,
    site: row.site,
    article: row.article,
    articleUrl: row.articleUrl,
    articleTitle: row.articleTitle,
    parent: row.parent,
    author: {
      name: row.authorName,
      email: email === null ? null : maskEmail(email),
      url: row.authorUrl,
      avatar: avatarPath(row.avatar, at),
      verified: false,
      unproven: row.unproven === 1,
      looksLike: row.namesake === null || isSpeltLike(row.authorName, row.namesake) ? null : row.namesake,
    },
    body: row.body,
    html: row.html,
    proposed:
      row.proposedBody === null || row.proposedHtml === null || row.proposedAt === null
        ? null
        : { body: row.proposedBody, html: row.proposedHtml, at: rfc3339(row.proposedAt) },
    revision: row.revision,
    createdAt: rfc3339(row.createdAt),
    editedAt: time(row.editedAt),
    status: row.status,
    replies: row.replies,
    client: readable(() => openClient(keys, row.client, row.id)),
    verdict: {
      by: row.verdictBy,
      outcome: row.verdictOutcome,
      checkedAt: time(row.verdictAt),
      attempts: row.verdictAttempts,
      nextAttemptAt: time(row.nextAttemptAt),
      lastError: row.verdictError,
    },
    suspicion: suspicionOf(row),
    correction:
      row.correctionTo === null
        ? null
        : {
            to: row.correctionTo,
            state: row.correctionState as Correction['state'],
            at: rfc3339(row.correctionAt ?? 0),
          },
  };
}

export interface ModerationParts {
  readonly store: Pick<
    Store,
    | 'auditOfSite'
    | 'auditOfSites'
    | 'decide'
    | 'moderatedComment'
    | 'queuePage'
    | 'queuePageOfSites'
    | 'revealEmail'
    | 'summaries'
    | 'summary'
  >;
  /** Where browsers find the service's own paths. */
  readonly at: OwnPath;
  readonly keys: KeyRing;
  readonly classifier: Classifier;
  readonly checker: SpamChecker;
  readonly clock: Clock;
  /** Told of a site on which decisions were taken, from which the classifier may have learned. */
  readonly onLearned: (siteId: number) => void;
}

export type Moderation = ReturnType<typeof createModeration>;

/** What moderators do. `actor` is the name of the token that they use. */
export function createModeration({ store, keys, classifier, checker, clock, at, onLearned }: ModerationParts) {
  const seen = (page: QueuePage) => ({
    ...page,
    comments: page.comments.map((row) => moderatedComment(row, { keys, at })),
  });

  return {
    queue: async (query: QueueQuery) => seen(await store.queuePage(query)),

    queueOfSites: async (query: SitesQueueQuery) => seen(await store.queuePageOfSites(query)),

    async one(site: Site, id: string) {
      const { comment, history } = await store.moderatedComment({ siteId: site.id, id });
      return { ...moderatedComment(comment, { keys, at }), history: history.map(auditEntry) };
    },

    async decide(
      site: Site,
      order: {
        decision: Decision;
        ids: readonly string[];
        /** Decide only where the comment still has this status. */
        ifStatus: Status | null;
        /** Decide only where these are still the words, by comment. */
        ifRevision: Readonly<Record<string, number>> | null;
        note: string | null;
        actor: string;
      },
    ): Promise<DecisionResult[]> {
      const teaches = order.decision === 'approve' ? 'ham' : order.decision === 'spam' ? 'spam' : null;
      const lessons = teaches === null ? [] : await classifier.lessons(site.id, order.ids, teaches);
      const now = clock.now();
      const results = await store.decide({
        siteId: site.id,
        decision: order.decision,
        ids: order.ids,
        ifStatus: order.ifStatus,
        ifRevision: order.ifRevision,
        note: order.note === null ? null : cleanLine(order.note, NOTE_MAX),
        actor: order.actor,
        now,
        correctionAt: now + CORRECTION_DELAY_MS,
        correctionGiveUpAt: now + GIVE_UP_MS,
        lessons,
      });
      classifier.expectNews(site.id);
      onLearned(site.id);
      return results;
    },

    /** The one place that shows an email; each look is written to the comment's history before it is answered. */
    async revealEmail(site: Site, id: string, actor: string): Promise<string> {
      const blob = await store.revealEmail({ siteId: site.id, id, actor, now: clock.now() });
      const email = openEmail(keys, blob, id);
      if (email === null) throw new AfterwordError('not-found', 'No email is kept of this comment.');
      return email;
    },

    /** What a moderator sees at a glance. */
    async summary(site: Site) {
      const now = clock.now();
      const stored = await store.summary({ siteId: site.id, sinceDay: firstDay(now) });
      return summaryOf(stored, checker, await classifier.learned(site.id), now);
    },

    async summaryOfSites(siteIds: readonly number[]) {
      const now = clock.now();
      const stored = await store.summaries({ siteIds, sinceDay: firstDay(now) });
      const learned = await Promise.all(siteIds.map((id) => classifier.learned(id)));
      const all = (of: 'ham' | 'spam') => learned.reduce((total, one) => total + one[of], 0);
      return summaryOf(togetherOf(stored), checker, { ham: all('ham'), spam: all('spam') }, now);
    },

    /**
     * A page of the audit, newest first.
     * @param before where it begins, as `next` of the page before said; null for the first
     */
    async audit(site: Site, before: number | null, limit: number) {
      return auditPage(await store.auditOfSite({ siteId: site.id, before, limit }), limit);
    },

    async auditOfSites(siteIds: readonly number[], before: number | null, limit: number) {
      return auditPage(await store.auditOfSites({ siteIds, before, limit }), limit);
    },

    /** How many comments are published on an article, and whether none is on any other. */
    async publishedOn(site: Site, articleKey: string): Promise<{ comments: number; isOnlyArticle: boolean }> {
      const all = { siteId: site.id, status: 'approved', words: null, authorOf: null, order: 'newest' } as const;
      const one = { ...all, limit: 1, after: null };
      const [here, everywhere] = await Promise.all([
        store.queuePage({ ...one, articleKey }),
        store.queuePage({ ...one, articleKey: null }),
      ]);
      return { comments: here.total, isOnlyArticle: here.total === everywhere.total };
    },
  };
}
