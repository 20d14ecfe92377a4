import type { OwnPath } from '../../domain/own-path.js';
import { rfc3339 } from '../../domain/time.js';
import type { RemovedBy } from '../../store/units/placing.js';
import type { PublishedRow } from '../../store/units/published.js';

/**
 * A comment as everybody may see it. This type is the wall: it has no place for an email, an address, an agent or anything derived from them.
 */
export interface PublicComment {
  readonly id: string;
  readonly article: string;
  readonly parent: string | null;
  /** Null in the empty place of a comment that is no longer published while published answers hang below it. */
  readonly author: PublicAuthor | null;
  readonly html: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly status: 'approved' | 'pending';
  /** Published answers below it. */
  readonly replies: number;
  /** Who took it away; only in an empty place. */
  readonly removed?: RemovedBy | undefined;
}

interface PublicAuthor {
  readonly name: string;
  readonly url: string | null;
  /** Path of a drawing that says nothing about the author's email. */
  readonly avatar: string;
  /** Whether the service knows that the author is who the name says; nothing proves that yet. */
  readonly verified: boolean;
}

/** The drawing of a comment that is not published yet: the author's own would tell whoever sends an email whether it is known here. */
const NEUTRAL_SEED = 'new';

export function avatarPath(seed: string, at: OwnPath): string {
  return at(`/avatars/${seed}.svg`);
}

/** A comment as its row is published; `pending` shows it to its author only. */
export function publicComment(
  row: Omit<PublishedRow, 'seq' | 'path' | 'articleUrl' | 'articleTitle'>,
  status: PublicComment['status'],
  at: OwnPath,
): PublicComment {
  return {
    id: row.id,
    article: row.article,
    parent: row.parent,
    author: row.removed !== null ? null : publicAuthor(row, status, at),
    html: row.html,
    createdAt: rfc3339(row.createdAt),
    editedAt: row.editedAt === null ? null : rfc3339(row.editedAt),
    status,
    replies: row.replies,
    ...(row.removed === null ? {} : { removed: row.removed }),
  };
}

function publicAuthor(
  row: Pick<PublishedRow, 'authorName' | 'authorUrl' | 'avatar'>,
  status: PublicComment['status'],
  at: OwnPath,
): PublicAuthor {
  const avatar = avatarPath(status === 'approved' ? row.avatar : NEUTRAL_SEED, at);
  return { name: row.authorName, url: row.authorUrl, avatar, verified: false };
}
