import { AfterwordError } from '../../domain/errors.js';
import type { Evidence, Opinion } from '../../domain/evidence.js';
import type { OwnPath } from '../../domain/own-path.js';
import { isSecret, newSecret, secretHash } from '../../domain/secret.js';
import type { Site } from '../../domain/site.js';
import type { CheckRequest } from '../../domain/spam-checker.js';
import type { Clock } from '../../domain/time.js';
import { rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { Claim } from '../../store/units/authors.js';
import type { NewComment } from '../../store/units/submit.js';
import type { CheckDesk } from '../judgement/check-desk.js';
import { type Classifier, storedOpinion } from '../judgement/classifier.js';
import type { KeyRing } from '../keys/key-ring.js';
import { addressKey } from './address.js';
import type { Arrival, Arrivals, Signals } from './circumstances.js';
import { type CleanComment, cleanSubmission, type Submission } from './clean-submission.js';
import { type Client, sealClient } from './client.js';
import { type PublicComment, publicComment } from './public-comment.js';

/** Who sends it: the reader, and whether the blog's own server speaks for that reader. */
export interface Sender {
  readonly client: Client;
  readonly byBlog: boolean;
  readonly idempotencyKey: string | null;
  /** What the sender's browser got with an earlier comment; null without one. */
  readonly authorKey: string | null;
  /** The blog's server says that the email is the sender's own. */
  readonly isVouchedFor: boolean;
  /** Seconds since the form was shown, by its stamp; null without a valid one. */
  readonly secondsToWrite: number | null;
}

/** What the sender of a comment is answered. */
export interface SubmitAnswer {
  readonly comment: PublicComment;
  readonly editToken: string;
  readonly editableUntil: string;
  /** Proves that a later comment with this email is by the same person: the key that was shown, else a new one; null where none is needed. */
  readonly authorKey: string | null;
}

/** What came of a submission. */
export interface SubmitResult {
  readonly answer: SubmitAnswer;
  /** The article's address as it is kept. */
  readonly articleUrl: string;
  /** The same request was sent before: nothing was stored, and this is its answer. */
  readonly isRepeat: boolean;
}

/** What taking a comment needs. */
export interface SubmitParts {
  readonly store: Pick<Store, 'authorHistory' | 'ownComment' | 'recordAnswer' | 'storedAnswer' | 'submit'>;
  readonly keys: KeyRing;
  readonly checks: CheckDesk;
  readonly classifier: Pick<Classifier, 'judge'>;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random: (bytes: number) => Uint8Array;
  /** How long the sender waits for a verdict at most. */
  readonly checkWaitMs: number;
  readonly editWindowMinutes: number;
  /** The parameters of a URL that tell one article from another. */
  readonly articleQuery: readonly string[];
  /** Where browsers find the service's own paths. */
  readonly at: OwnPath;
}

/** A comment that is about to be stored: what was sent, cleaned, and all that follows from it and the moment. */
interface Draft {
  readonly id: string;
  readonly now: number;
  readonly site: Site;
  readonly sent: Submission;
  readonly sender: Sender;
  readonly clean: CleanComment;
  readonly editableUntil: number;
  readonly claim: Claim | null;
  /** What the sender is given to prove it later. */
  readonly authorKey: string | null;
}

const DOUBLE_MS = 60_000;
/** How long an Idempotency-Key is remembered. */
export const IDEMPOTENCY_MS = 24 * 3_600_000;

export type Submit = ReturnType<typeof createSubmit>;

/**
 * Takes a comment: on disk with its check job and the memory of its request, then waits a little for the verdict. Whatever the checker does, the
 * comment is stored when this answers, and a comment taken for spam answers like one that waits.
 */
export function createSubmit(parts: SubmitParts) {
  const { store, keys, checks, classifier, arrivals, clock, at } = parts;
  /** Answers in the making, by their comments: whoever repeats a request gets the very answer that its first sender gets. */
  const underWay = new Map<string, Promise<SubmitResult>>();

  return async function submit(site: Site, sent: Submission, sender: Sender): Promise<SubmitResult> {
    const draft = draftOf(site, sent, sender);
    const result = take(draft);
    underWay.set(draft.id, result);
    try {
      return await result;
    } finally {
      underWay.delete(draft.id);
    }
  };

  function draftOf(site: Site, sent: Submission, sender: Sender): Draft {
    const id = parts.newId();
    const clean = cleanSubmission(site, sent, sender.byBlog, parts.articleQuery);
    const now = clock.now();
    return {
      ...{ id, now, site, sent, sender, clean },
      editableUntil: now + parts.editWindowMinutes * 60_000,
      ...claimOf(site, clean, sender),
    };
  }

  /** Who the sender claims to be. Whoever shows no key of ours is given a new one: a stranger, also with a known email. */
  function claimOf(site: Site, { email }: CleanComment, sender: Sender): Pick<Draft, 'claim' | 'authorKey'> {
    const shown = sender.authorKey !== null && isSecret(sender.authorKey) ? sender.authorKey : null;
    if (email === null) return { claim: null, authorKey: shown };
    const emailHash = keys.emailHash(email);
    if (sender.isVouchedFor) return { claim: { emailHash, keyHash: null }, authorKey: shown };
    const authorKey = shown ?? newSecret(parts.random);
    // With site and email in it, so that the database does not tell that one browser has used two emails.
    return { claim: { emailHash, keyHash: secretHash(`${authorKey} ${site.slug} ${email}`) }, authorKey };
  }

  async function take(draft: Draft): Promise<SubmitResult> {
    const { id, site, sender, clean } = draft;
    const articleUrl = clean.article.url;
    const waiting = pendingAnswer(draft);
    const { signals, note } = arrivals.compare(arrivalOf(site, sender, clean));
    const opinion = await classifier.judge(site.id, await evidenceOf(draft, signals));
    const verdict = checks.verdictAtOnce(opinion);
    const comment = {
      ...newComment(draft, waiting),
      signals: JSON.stringify(signals),
      opinion: storedOpinion(opinion),
      verdict,
      check: verdict === null ? checks.orderNow() : null,
    };
    const stored = await storeOrCancel(comment);
    if (stored.kind === 'replayed') {
      const answer = await firstAnswer(stored.commentId, comment.request.key, stored.answer);
      return { answer, articleUrl, isRepeat: true };
    }
    note();
    const key = comment.request.answer === null ? null : comment.request.key;
    const isDone = stored.isPublished || (await isChecked(id, stored.jobId, comment, checkRequest(draft, opinion)));
    return { answer: isDone ? await afterVerdict(site, waiting, key) : waiting, articleUrl, isRepeat: false };
  }

  /** Has a stored comment checked, and waits a little for it. @returns whether the check has ended */
  async function isChecked(
    id: string,
    jobId: number | null,
    { check }: NewComment,
    request: CheckRequest,
  ): Promise<boolean> {
    if (jobId === null || check === null) return false;
    if (check.lease === null) checks.wake();
    else checks.begin(jobId, check.lease, id, request);
    return checks.answers() && checks.settled(id, parts.checkWaitMs);
  }

  async function evidenceOf({ site, clean, claim }: Draft, signals: Signals): Promise<Evidence> {
    const history = claim === null ? null : await store.authorHistory({ siteId: site.id, claim });
    return {
      authorName: clean.name,
      authorUrl: clean.url,
      articleTitle: clean.article.title,
      articleKey: clean.article.key,
      body: clean.body,
      circumstances: { ...signals, history },
    };
  }

  async function storeOrCancel(comment: NewComment) {
    let begun = false;
    try {
      const stored = await store.submit(comment);
      begun = stored.kind === 'stored';
      return stored;
    } finally {
      if (!begun && comment.check?.lease != null) checks.cancel(comment.check.lease);
    }
  }

  function pendingAnswer({ id, now, sent, clean, editableUntil, authorKey }: Draft): SubmitAnswer {
    const row = {
      id,
      article: clean.article.key,
      parent: sent.parent ?? null,
      removed: null,
      authorName: clean.name,
      authorUrl: clean.url,
      avatar: '',
      html: clean.html,
      createdAt: now,
      editedAt: null,
      replies: 0,
    };
    return {
      comment: publicComment(row, 'pending', at),
      editToken: keys.editToken(id),
      editableUntil: rfc3339(editableUntil),
      authorKey,
    };
  }

  function newComment(
    draft: Draft,
    waiting: SubmitAnswer,
  ): Omit<NewComment, 'signals' | 'opinion' | 'check' | 'verdict'> {
    const { id, now, site, sent, sender, clean, editableUntil, claim } = draft;
    return {
      id,
      siteId: site.id,
      createdAt: now,
      article: clean.article,
      parentId: sent.parent ?? null,
      author: { name: clean.name, url: clean.url, claim },
      seed: parts.random(16),
      body: clean.body,
      html: clean.html,
      notify: sent.notify ?? false,
      editableUntil,
      email: clean.email === null ? null : keys.seal(clean.email, id, 'email'),
      client: sealClient(keys, sender.client, id, clean.trap),
      request: requestMemory(draft, waiting),
    };
  }

  function requestMemory({ id, now, site, sent, sender, clean }: Draft, waiting: SubmitAnswer): NewComment['request'] {
    if (sender.idempotencyKey === null) {
      // Of one sender: what somebody else sends with this email must not be told that it is known.
      const from = `${addressKey(sender.client.ip)} ${sender.authorKey ?? ''}`;
      const author = clean.email ?? clean.name;
      const key = keys.requestHash('double', site.slug, clean.article.key, sent.parent ?? '', author, from, clean.body);
      return { key, fingerprint: key, answer: null, expiresAt: now + DOUBLE_MS };
    }
    return {
      // A blog's server may number its requests: nobody else gets its answers, or learns what it sent, by guessing the number.
      key: keys.requestHash(sender.byBlog ? 'blog-key' : 'key', site.slug, sender.idempotencyKey),
      fingerprint: keys.requestHash('body', JSON.stringify(sent)),
      answer: keys.seal(JSON.stringify(waiting), id, 'answer'),
      expiresAt: now + IDEMPOTENCY_MS,
    };
  }

  /** What the first sender of a repeated request was answered, or is about to be. */
  async function firstAnswer(commentId: string, key: Uint8Array, stored: Uint8Array): Promise<SubmitAnswer> {
    const first = underWay.get(commentId);
    if (first !== undefined) return (await first).answer;
    const answer = (await store.storedAnswer({ key })) ?? stored;
    return JSON.parse(keys.open(answer, commentId, 'answer')) as SubmitAnswer;
  }

  /** The answer once the check has ended. The comment is on disk: that it cannot be read now is no reason to answer with an error. */
  async function afterVerdict(site: Site, waiting: SubmitAnswer, key: Uint8Array | null): Promise<SubmitAnswer> {
    const { id } = waiting.comment;
    try {
      const row = await store.ownComment({ siteId: site.id, id });
      if (row === undefined || row.status !== 'approved') return waiting;
      const answer = { ...waiting, comment: publicComment(row, 'approved', at) };
      if (key !== null) await store.recordAnswer({ key, answer: keys.seal(JSON.stringify(answer), id, 'answer') });
      return answer;
    } catch (error) {
      if (error instanceof AfterwordError && error.code === 'unavailable') return waiting;
      throw error;
    }
  }
}

function arrivalOf(site: Site, { client, secondsToWrite }: Sender, { body, url, trap }: CleanComment): Arrival {
  const ownHosts = site.origins.map((origin) => new URL(origin).hostname);
  return { body, authorUrl: url, ip: client.ip, trapped: trap !== '', secondsToWrite, ownHosts };
}

function checkRequest({ now, site, sent, sender, clean }: Draft, opinion: Opinion): CheckRequest {
  return {
    siteUrl: site.url,
    ...sender.client,
    permalink: clean.article.url,
    type: sent.parent == null ? 'comment' : 'reply',
    authorName: clean.name,
    authorEmail: clean.email ?? '',
    authorUrl: clean.url ?? '',
    content: clean.body,
    createdAt: now,
    parent: sent.parent ?? null,
    trap: clean.trap,
    recheckReason: null,
    opinion,
  };
}
