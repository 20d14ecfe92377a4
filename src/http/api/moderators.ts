import type { Token } from '../../domain/token.js';
import { MODERATOR_ROLES } from '../access/auth.js';

/** Who may, signed in at the desk or with a token, and that no foreign page may call from a browser. */
export const MODERATORS = { access: MODERATOR_ROLES, session: true, cors: 'none' } as const;

/** Under which name a moderator's deeds are written down. */
export function actor(token: Token | null): string {
  if (token === null) throw new Error('a moderator has no token');
  return token.name;
}
