/** What a token allows: `blog` speaks for its readers, `moderator` decides, `admin` also operates. */
export type Role = 'blog' | 'moderator' | 'admin';
export const ROLES = ['blog', 'moderator', 'admin'] as const satisfies readonly Role[];

/** A token without itself: only its hash is stored. */
export interface Token {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  /** Slug and id of the one site that it is for; null for every site. */
  readonly site: string | null;
  readonly siteId: number | null;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** Somebody who is signed in at the desk: the token that stands behind it, and the millisecond at which it is over. */
export interface DeskSession {
  readonly token: Token;
  readonly expiresAt: number;
}
