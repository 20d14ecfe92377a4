import { AfterwordError } from '../../domain/errors.js';
import type { Evidence, Opinion } from '../../domain/evidence.js';
import { renderMarkdown } from '../../domain/render-markdown.js';
import type { Site } from '../../domain/site.js';
import type { CheckRequest } from '../../domain/spam-checker.js';
import type { Clock } from '../../domain/time.js';
import { rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { NewComment } from '../../store/units/submit.js';
import type { CheckDesk } from '../judgement/check-desk.js';
import { type Classifier, storedOpinion } from '../judgement/classifier.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Arrival, Arrivals, Signals } from './circumstances.js';
import { type CleanComment, cleanSubmission, type Submission } from './clean-submission.js';
import { type Client, sealClient } from './client.js';
import { type PublicComment, publicComment } from './public-comment.js';

/** Who sends it: the reader, and whether the blog's own server speaks for that reader. */
export interface Sender {
  readonly client: Client;
  readonly byBlog: boolean;
  readonly idempotencyKey: string | null;
  /** Seconds since the form was shown, by its stamp; null without a valid one. */
  readonly secondsToWrite: number | null;
}

/** What the sender of a comment is answered. */
export interface SubmitAnswer {
  readonly comment: PublicComment;
  readonly editToken: string;
  readonly editableUntil: string;
}

/** What came of a submission. */
export interface SubmitResult {
  readonly answer: SubmitAnswer;
  /** The article's address as it is kept. */
  readonly articleUrl: string;
  /** The same request was sent before: nothing was stored, and this is its answer. */
  readonly isRepeat: boolean;
}

export interface SubmitSettings {
  readonly checkWaitMs: number;
  readonly editWindowMinutes: number;
}

const DOUBLE_MS = 60_000;
/** How long an Idempotency-Key is remembered. */
export const IDEMPOTENCY_MS = 24 * 3_600_000;

/**
 * Takes a comment: on disk with its check job and the memory of its request, then waits a little for the verdict. Whatever the checker does, the
 * comment is stored when this answers, and a comment taken for spam answers like one that waits.
 */
export function createSubmit(
  store: Store,
  keys: KeyRing,
  checks: CheckDesk,
  classifier: Classifier,
  arrivals: Arrivals,
  clock: Clock,
  newId: () => string,
  random: (bytes: number) => Uint8Array,
  settings: SubmitSettings,
) {
  /** Answers in the making, by their comments: whoever repeats a request gets the very answer that its first sender gets. */
  const underWay = new Map<string, Promise<SubmitResult>>();

  return async function submit(site: Site, sent: Submission, sender: Sender): Promise<SubmitResult> {
    const id = newId();
    const result = take(id, site, sent, sender);
    underWay.set(id, result);
    try {
      return await result;
    } finally {
      underWay.delete(id);
    }
  };

  async function take(id: string, site: Site, sent: Submission, sender: Sender): Promise<SubmitResult> {
    const clean = cleanSubmission(site, sent, sender.byBlog);
    const articleUrl = clean.article.url;
    const now = clock.now();
    const waiting = pendingAnswer(id, sent, clean, now);
    const { signals, note } = arrivals.compare(arrivalOf(site, sender, clean));
    const emailHash = clean.email === null ? null : keys.emailHash(clean.email);
    const opinion = await classifier.judge(site.id, await evidenceOf(site, clean, signals, emailHash));
    const verdict = checks.verdictAtOnce(opinion);
    const comment = {
      ...newComment(site, sent, sender, clean, waiting, emailHash),
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
    const request = checkRequest(site, sent, sender.client, clean, now, opinion);
    const key = comment.request.answer === null ? null : comment.request.key;
    const answer =
      stored.isPublished || (await isChecked(id, stored.jobId, comment, request))
        ? await afterVerdict(site, waiting, key)
        : waiting;
    return { answer, articleUrl, isRepeat: false };
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
    return checks.answers() && checks.settled(id, settings.checkWaitMs);
  }

  async function evidenceOf(
    site: Site,
    clean: CleanComment,
    signals: Signals,
    emailHash: Uint8Array | null,
  ): Promise<Evidence> {
    const history = emailHash === null ? null : await store.authorHistory({ siteId: site.id, emailHash });
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

  function pendingAnswer(id: string, sent: Submission, clean: CleanComment, now: number): SubmitAnswer {
    const row = {
      id,
      article: clean.article.key,
      parent: sent.parent ?? null,
      placeholder: 0 as const,
      authorName: clean.name,
      authorUrl: clean.url,
      avatar: '',
      html: renderMarkdown(clean.body),
      createdAt: now,
      editedAt: null,
      replies: 0,
    };
    return {
      comment: publicComment(row, 'pending'),
      editToken: keys.editToken(id),
      editableUntil: rfc3339(now + settings.editWindowMinutes * 60_000),
    };
  }

  function newComment(
    site: Site,
    sent: Submission,
    sender: Sender,
    clean: CleanComment,
    waiting: SubmitAnswer,
    emailHash: Buffer | null,
  ): Omit<NewComment, 'signals' | 'opinion' | 'check' | 'verdict'> {
    const { id } = waiting.comment;
    const now = Date.parse(waiting.comment.createdAt);
    return {
      id,
      siteId: site.id,
      createdAt: now,
      article: clean.article,
      parentId: sent.parent ?? null,
      author: {
        name: clean.name,
        url: clean.url,
        emailHash,
      },
      seed: random(16),
      body: clean.body,
      html: waiting.comment.html,
      notify: sent.notify ?? false,
      editableUntil: Date.parse(waiting.editableUntil),
      email: clean.email === null ? null : keys.seal(clean.email, id, 'email'),
      client: sealClient(keys, sender.client, id, clean.trap),
      request: requestMemory(site, sent, sender, clean, waiting),
    };
  }

  function requestMemory(
    site: Site,
    sent: Submission,
    sender: Sender,
    clean: CleanComment,
    waiting: SubmitAnswer,
  ): NewComment['request'] {
    const now = Date.parse(waiting.comment.createdAt);
    if (sender.idempotencyKey === null) {
      const author = clean.email ?? `${clean.name}\n${sender.client.ip}`;
      const key = keys.requestHash('double', site.slug, clean.article.key, author, clean.body);
      return { key, fingerprint: key, answer: null, expiresAt: now + DOUBLE_MS };
    }
    return {
      key: keys.requestHash('key', site.slug, sender.idempotencyKey),
      fingerprint: keys.requestHash('body', JSON.stringify(sent)),
      answer: keys.seal(JSON.stringify(waiting), waiting.comment.id, 'answer'),
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
      if (row === undefined || row.visible === 0) return waiting;
      const answer = { ...waiting, comment: publicComment(row, 'approved') };
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

function checkRequest(
  site: Site,
  sent: Submission,
  client: Client,
  clean: CleanComment,
  now: number,
  opinion: Opinion,
): CheckRequest {
  return {
    siteUrl: site.url,
    ...client,
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
