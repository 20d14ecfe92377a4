import { normaliseEmail } from '../../domain/email.js';
import { AfterwordError } from '../../domain/errors.js';
import { rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { PersonalRecord } from '../../store/units/erasure.js';
import { openClient, openEmail, openTrap } from '../comments/client.js';
import type { KeyRing } from '../keys/key-ring.js';
import { auditEntry, suspicionOf } from '../moderation/moderate.js';

/** How a person is found: by the keyed hash of an address. @throws AfterwordError `invalid` for what is no address */
export function hashOf(keys: KeyRing, address: string): { email: string; emailHash: Buffer } {
  const email = normaliseEmail(address);
  if (email === null) throw new AfterwordError('invalid', 'This is not an email address.');
  return { email, emailHash: keys.emailHash(email) };
}

/** Everything that is kept of a person, as JSON. */
export async function exportPerson(
  store: Pick<Store, 'personalRecords'>,
  keys: KeyRing,
  address: string,
): Promise<Record<string, unknown>[]> {
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
