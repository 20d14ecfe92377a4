import { normaliseEmail } from '../../domain/email.js';
import { AfterwordError } from '../../domain/errors.js';
import { rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { KnownAuthor, OrphanedCorrection, PersonalRecord } from '../../store/units/personal-records.js';
import { openClient, openEmail, openTrap } from '../comments/client.js';
import type { KeyRing } from '../keys/key-ring.js';
import { auditEntry, suspicionOf } from '../moderation/moderate.js';

/** How a person is found: by the keyed hash of an address. @throws AfterwordError `invalid` for what is no address */
export function hashOf(keys: KeyRing, address: string): { email: string; emailHash: Buffer } {
  const email = normaliseEmail(address);
  if (email === null) throw new AfterwordError('invalid', 'This is not an email address.');
  return { email, emailHash: keys.emailHash(email) };
}

/** A person's data as they are handed out: all that `erase` would remove. */
export interface PersonalExport {
  /** What each site remembers of the person beside the comments. */
  readonly knownOn: readonly Record<string, unknown>[];
  readonly comments: readonly Record<string, unknown>[];
  /** What still has to be sent to the spam checker about comments that are deleted. */
  readonly waitingCorrections: readonly Record<string, unknown>[];
}

/** Everything that is kept of a person, as JSON. */
export async function exportPerson(
  store: Pick<Store, 'personalRecords'>,
  keys: KeyRing,
  address: string,
): Promise<PersonalExport> {
  const { emailHash } = hashOf(keys, address);
  const { authors, comments, orphans } = await store.personalRecords({ emailHash });
  return {
    knownOn: authors.map(authorView),
    comments: comments.map((record) => commentView(record, keys)),
    waitingCorrections: orphans.map((orphan) => orphanView(orphan, keys)),
  };
}

function authorView({ site, proofs, approved, createdAt }: KnownAuthor): Record<string, unknown> {
  return {
    site,
    since: rfc3339(createdAt),
    publishedComments: approved,
    knownBy: proofs.map(({ seed, keyHash }) => ({
      what: keyHash === null ? 'the word of the blog' : 'the key of a browser',
      keyHash: keyHash && Buffer.from(keyHash).toString('base64'),
      avatarSeed: Buffer.from(seed).toString('base64'),
    })),
  };
}

function orphanView(it: OrphanedCorrection, keys: KeyRing): Record<string, unknown> {
  const { site, commentId, direction, fields, createdAt } = it;
  return {
    site,
    comment: commentId,
    to: direction,
    decidedAt: rfc3339(createdAt),
    fields: sent(fields, commentId, keys),
  };
}

function sent(blob: Uint8Array | null, commentId: string, keys: KeyRing): unknown {
  return blob === null ? null : JSON.parse(keys.open(blob, commentId, 'sent'));
}

function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : rfc3339(milliseconds);
}

function commentView(record: PersonalRecord, keys: KeyRing): Record<string, unknown> {
  const { comment } = record;
  const { id, authorName, authorUrl, avatar } = comment;
  return {
    site: record.site,
    article: { key: record.article, url: record.articleUrl, title: record.articleTitle },
    id,
    status: comment.status,
    author: { name: authorName, email: openEmail(keys, record.email, id), url: authorUrl, avatar },
    body: comment.body,
    html: comment.html,
    notify: record.notify === 1,
    proposed:
      comment.proposedAt === null
        ? null
        : { body: comment.proposedBody, html: comment.proposedHtml, at: rfc3339(comment.proposedAt) },
    honeypot: openTrap(keys, record.client, id),
    createdAt: rfc3339(comment.createdAt),
    editedAt: timeOrNull(comment.editedAt),
    editableUntil: rfc3339(comment.editableUntil),
    decidedAt: timeOrNull(comment.decidedAt),
    client: openClient(keys, record.client, id),
    verdict: {
      by: comment.verdictBy,
      outcome: comment.verdictOutcome,
      checkedAt: timeOrNull(record.verdictAt),
      idAtChecker: record.verdictGuid,
    },
    correction: record.correctionTo && {
      to: record.correctionTo,
      state: record.correctionState,
      at: timeOrNull(record.correctionAt),
    },
    circumstances: record.signals === null ? null : JSON.parse(record.signals),
    suspicion: suspicionOf(record),
    learnedAs: record.lesson,
    sentToChecker: sent(record.sent, id, keys),
    corrections: record.corrections.map(({ direction, fields }) => ({ to: direction, fields: sent(fields, id, keys) })),
    requestKeptUntil: timeOrNull(record.requestUntil),
    history: record.history.map(auditEntry),
  };
}
