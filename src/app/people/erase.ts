import { normaliseEmail } from '../../domain/email.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Clock } from '../../domain/time.js';
import { rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { PersonalRecord } from '../../store/units/erasure.js';
import { openClient, openEmail, openTrap } from '../comments/client.js';
import { createClassifier } from '../judgement/classifier.js';
import type { KeyRing } from '../keys/key-ring.js';
import { auditEntry, suspicionOf } from '../moderation/moderate.js';

function hashOf(keys: KeyRing, address: string): { email: string; emailHash: Buffer } {
  const email = normaliseEmail(address);
  if (email === null) throw new AfterwordError('invalid', 'This is not an email address.');
  return { email, emailHash: keys.emailHash(email) };
}

/** What an erasure did. */
export interface Erasure {
  readonly comments: number;
  readonly placeholders: number;
  /** Other people's comments that quote the address, by site: they are not touched, but somebody should look. */
  readonly quotedIn: readonly { readonly site: string; readonly comments: readonly string[] }[];
}

/**
 * Removes all that a person left, and leaves it in no file of the database.
 * @throws AfterwordError `unavailable` when the comments are erased, but traces may be left in the files until this is done again
 */
export async function erase(store: Store, keys: KeyRing, clock: Clock, address: string): Promise<Erasure> {
  const { email, emailHash } = hashOf(keys, address);
  const erased = await store.eraseAuthor({ emailHash, now: clock.now() });
  const quotedIn: { site: string; comments: string[] }[] = [];
  const classifier = createClassifier(store, null, clock, () => undefined);
  for (const site of await store.allSites()) {
    // What was learned of the person's words is taken back; added up, the lines that say so go too.
    await classifier.addUp(site.id, 1);
    const comments = await store.quoting({ siteId: site.id, phrase: email });
    if (comments.length > 0) quotedIn.push({ site: site.slug, comments });
  }
  await purge(store);
  return { ...erased, quotedIn };
}

async function purge(store: Store): Promise<void> {
  try {
    await store.purgeDeleted();
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    throw new AfterwordError(
      error.code,
      `What this person left is erased, but traces of it may still be in the database's files: ${error.message} Do the same again to complete it.`,
      { cause: error },
    );
  }
}

/** Everything that is kept of a person, as JSON. */
export async function exportPerson(store: Store, keys: KeyRing, address: string): Promise<Record<string, unknown>[]> {
  const { emailHash } = hashOf(keys, address);
  const records = await store.personalRecords({ emailHash });
  return records.map((record) => personView(record, keys));
}

function personView(record: PersonalRecord, keys: KeyRing): Record<string, unknown> {
  const { comment } = record;
  const fields = (blob: Uint8Array | null) => (blob === null ? null : JSON.parse(keys.open(blob, comment.id, 'sent')));
  return {
    site: record.site,
    article: { key: record.article, url: record.articleUrl },
    id: comment.id,
    status: comment.status,
    author: { name: comment.authorName, email: openEmail(keys, record.email, comment.id), url: comment.authorUrl },
    body: comment.body,
    html: comment.html,
    honeypot: openTrap(keys, record.client, comment.id),
    createdAt: rfc3339(comment.createdAt),
    editedAt: comment.editedAt === null ? null : rfc3339(comment.editedAt),
    client: openClient(keys, record.client, comment.id),
    verdict: { by: comment.verdictBy, outcome: comment.verdictOutcome },
    circumstances: record.signals === null ? null : JSON.parse(record.signals),
    suspicion: suspicionOf(record),
    sentToChecker: fields(record.sent),
    corrections: record.corrections.map(({ direction, fields: blob }) => ({ to: direction, fields: fields(blob) })),
    history: record.history.map(auditEntry),
  };
}
