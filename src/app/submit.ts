import { normaliseEmail } from '../domain/email.js';
import { AfterwordError, type FieldError, invalidField } from '../domain/errors.js';
import { renderMarkdown } from '../domain/render-markdown.js';
import type { CheckRequest } from '../domain/spam-checker.js';
import { articleKeyOf, cleanBody, cleanLine, cleanName, normaliseUrl } from '../domain/text.js';
import type { Site } from '../store/rows.js';
import type { Store } from '../store/store.js';
import type { ArticleMention, NewComment } from '../store/units/submit.js';
import type { CheckDesk } from './check-desk.js';
import { type Client, sealClient } from './client.js';
import type { Clock } from './clock.js';
import type { KeyRing } from './key-ring.js';
import { type PublicComment, publicComment, rfc3339 } from './public-comment.js';

/** A comment as it was sent, its form already checked. */
export interface Submission {
  readonly article: { readonly url: string; readonly title?: string | undefined; readonly key?: string | undefined };
  readonly parent?: string | null | undefined;
  readonly author: { readonly name: string; readonly email?: string | undefined; readonly url?: string | undefined };
  readonly body: string;
  readonly notify?: boolean | undefined;
  readonly trap?: string | undefined;
}

/** Who sends it: the reader, and whether the blog's own server speaks for that reader. */
export interface Sender {
  readonly client: Client;
  readonly byBlog: boolean;
  readonly idempotencyKey: string | null;
}

/** What the sender of a comment is answered. */
export interface SubmitAnswer {
  readonly comment: PublicComment;
  readonly editToken: string;
  readonly editableUntil: string;
}

export interface SubmitSettings {
  readonly checkWaitMs: number;
  readonly editWindowMinutes: number;
}

const DOUBLE_MS = 60_000;
const IDEMPOTENCY_MS = 24 * 3_600_000;

/** What a comment consists of once every part of it is clean. */
interface CleanComment {
  readonly article: ArticleMention;
  readonly name: string;
  readonly email: string | null;
  readonly url: string | null;
  readonly body: string;
}

/**
 * Takes a comment: on disk with its check job and the memory of its request, then waits a little for the verdict. Whatever the checker does, the
 * comment is stored when this answers, and a comment taken for spam answers like one that waits.
 */
export function createSubmit(
  store: Store,
  keys: KeyRing,
  checks: CheckDesk,
  clock: Clock,
  newId: () => string,
  random: (bytes: number) => Uint8Array,
  settings: SubmitSettings,
) {
  return async function submit(site: Site, sent: Submission, sender: Sender): Promise<SubmitAnswer> {
    const clean = cleanSubmission(site, sent, sender.byBlog);
    const now = clock.now();
    const id = newId();
    const waiting = pendingAnswer(id, sent, clean, now);
    const comment = newComment(site, sent, sender, clean, waiting);
    const stored = await storeOrCancel(comment);
    if (stored.kind === 'replayed') return replay(stored.commentId, comment.request.key, stored.answer);
    const request = checkRequest(site, sent, sender.client, clean, now);
    if (stored.jobId !== null && comment.check?.lease != null) {
      checks.begin(stored.jobId, comment.check.lease, id, request);
    } else if (stored.jobId !== null) checks.wake();
    if (stored.jobId === null || !(await verdictInTime(id))) return waiting;
    return answerAfterVerdict(site, waiting, comment.request.answer === null ? null : comment.request.key);
  };

  function verdictInTime(id: string): Promise<boolean> {
    return checks.answers() ? checks.settled(id, settings.checkWaitMs) : Promise.resolve(false);
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
  ): NewComment {
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
        emailHash: clean.email === null ? null : keys.emailHash(clean.email),
      },
      seed: random(16),
      body: clean.body,
      html: waiting.comment.html,
      trap: cleanLine(sent.trap ?? '', 1000),
      notify: sent.notify ?? false,
      editableUntil: Date.parse(waiting.editableUntil),
      email: clean.email === null ? null : keys.seal(clean.email, id, 'email'),
      client: sealClient(keys, sender.client, id),
      check: checks.orderNow(),
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
      const key = keys.requestHash('double', site.slug, clean.article.key, sent.parent ?? '', author, clean.body);
      return { key, fingerprint: key, answer: null, expiresAt: now + DOUBLE_MS };
    }
    return {
      key: keys.requestHash('key', site.slug, sender.idempotencyKey),
      fingerprint: keys.requestHash('body', JSON.stringify(sent)),
      answer: keys.seal(JSON.stringify(waiting), waiting.comment.id, 'answer'),
      expiresAt: now + IDEMPOTENCY_MS,
    };
  }

  /** The first answer again; where the first request is still waiting for its verdict, so is this one. */
  async function replay(commentId: string | null, key: Uint8Array, answer: Uint8Array): Promise<SubmitAnswer> {
    if (commentId === null)
      throw new AfterwordError('conflict', 'The comment that this Idempotency-Key stands for has been removed.');
    const waited = checks.isAwaited(commentId) && (await checks.settled(commentId, settings.checkWaitMs));
    const kept = waited ? ((await store.storedAnswer({ key })) ?? answer) : answer;
    return JSON.parse(keys.open(kept, commentId, 'answer')) as SubmitAnswer;
  }

  async function answerAfterVerdict(site: Site, waiting: SubmitAnswer, key: Uint8Array | null): Promise<SubmitAnswer> {
    const { id } = waiting.comment;
    const row = await store.ownComment({ siteId: site.id, id });
    if (row === undefined || row.visible === 0) return waiting;
    const answer = { ...waiting, comment: publicComment(row, 'approved') };
    if (key !== null) await store.recordAnswer({ key, answer: keys.seal(JSON.stringify(answer), id, 'answer') });
    return answer;
  }
}

/** @throws AfterwordError `invalid` that names every wrong field */
function cleanSubmission(site: Site, sent: Submission, byBlog: boolean): CleanComment {
  const wrong: FieldError[] = [];
  const article = articleMention(site, sent, byBlog, wrong);
  const name = cleanName(sent.author.name);
  if (name === '') wrong.push({ pointer: '/author/name', detail: 'holds no visible character' });
  const email = cleanEmail(site, sent.author.email, wrong);
  const url = sent.author.url === undefined || sent.author.url.trim() === '' ? null : normaliseUrl(sent.author.url);
  if (url === null && sent.author.url !== undefined && sent.author.url.trim() !== '') {
    wrong.push({ pointer: '/author/url', detail: 'must be an http or https address' });
  }
  const body = cleanBody(sent.body);
  if (body.trim() === '') wrong.push({ pointer: '/body', detail: 'holds no visible character' });
  if (wrong.length > 0) throw new AfterwordError('invalid', 'Some fields are wrong.', { fields: wrong });
  return { article, name, email, url, body };
}

function cleanEmail(site: Site, sent: string | undefined, wrong: FieldError[]): string | null {
  if (sent === undefined || sent.trim() === '') {
    if (site.emailRequired) wrong.push({ pointer: '/author/email', detail: 'is required; it will not be published' });
    return null;
  }
  const email = normaliseEmail(sent);
  if (email === null) wrong.push({ pointer: '/author/email', detail: 'is not an email address' });
  return email;
}

function articleMention(site: Site, sent: Submission, byBlog: boolean, wrong: FieldError[]): ArticleMention {
  const title = sent.article.title === undefined ? null : cleanLine(sent.article.title, 300) || null;
  const url = URL.canParse(sent.article.url) ? new URL(sent.article.url) : null;
  if (url === null || !site.origins.includes(url.origin)) {
    wrong.push({ pointer: '/article/url', detail: "must be a full address on one of the site's origins" });
    return { key: '', url: '', title, byBlog };
  }
  url.hash = '';
  url.username = '';
  url.password = '';
  const key = articleKey(sent.article.key, url, wrong);
  return { key, url: url.href, title, byBlog };
}

/** The key that an article goes by: the sender's, or the path of its address. */
function articleKey(sent: string | undefined, url: URL, wrong: FieldError[]): string {
  const key = sent === undefined ? articleKeyOf(url) : cleanLine(sent, 512);
  if (key === '') wrong.push({ pointer: '/article/key', detail: 'holds no visible character' });
  if (Buffer.byteLength(key) > 2048 || [...key].length > 512) {
    wrong.push({ pointer: '/article/url', detail: 'has a path longer than 512 characters; send a key' });
  }
  return key;
}

function checkRequest(site: Site, sent: Submission, client: Client, clean: CleanComment, now: number): CheckRequest {
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
    trap: cleanLine(sent.trap ?? '', 1000),
    recheckReason: null,
  };
}

/** The shape of an article's address on a site, for callers that only name the article. */
export function articleKeyFrom(sent: string): string {
  const key = cleanLine(sent, 512);
  if (key === '') throw invalidField('/article', 'holds no visible character');
  return key;
}
