import { newSecret, secretHash } from '../../domain/secret.js';
import type { Site } from '../../domain/site.js';
import type { Clock } from '../../domain/time.js';
import type { DeskSession, Token } from '../../domain/token.js';
import type { Store } from '../../store/store.js';

/** How long somebody stays signed in at the desk. */
export const SESSION_MS = 12 * 3_600_000;
/** How long a link to the desk waits to be used. */
const CODE_MS = 15 * 60_000;

/** A session that has just begun; its secret is known to nobody but whoever gets this. */
export interface StartedSession extends DeskSession {
  readonly secret: string;
}

/** Makes a code that signs in once. @throws AfterwordError `not-found` for a site that does not exist */
export async function makeDeskCode(
  store: Pick<Store, 'addDeskCode'>,
  clock: Clock,
  random: (bytes: number) => Uint8Array,
  order: { readonly name: string; readonly site: string | null },
): Promise<{ code: string; expiresAt: number }> {
  const code = newSecret(random);
  const expiresAt = clock.now() + CODE_MS;
  await store.addDeskCode({ hash: secretHash(code), ...order, expiresAt });
  return { code, expiresAt };
}

export type DeskSessions = ReturnType<typeof createDeskSessions>;

/** Signing in and out at the desk. `before` is the secret of the session that the browser had until now, which ends. */
export function createDeskSessions(
  store: Pick<
    Store,
    'allSites' | 'deskSession' | 'endDeskSession' | 'forgetDeskSessions' | 'redeemDeskCode' | 'startDeskSession'
  >,
  clock: Clock,
  newId: () => string,
  random: (bytes: number) => Uint8Array,
) {
  function newSession(before: string | null) {
    const secret = newSecret(random);
    const now = clock.now();
    const replaces = before === null ? null : secretHash(before);
    return { secret, row: { hash: secretHash(secret), replaces, now, expiresAt: now + SESSION_MS } };
  }

  return {
    async signIn(token: Token, before: string | null): Promise<StartedSession> {
      const { secret, row } = newSession(before);
      await store.startDeskSession({ ...row, tokenId: token.id });
      return { token, secret, expiresAt: row.expiresAt };
    },

    /** @returns undefined for a code that is not known, used already, or over */
    async signInByCode(code: string, before: string | null): Promise<StartedSession | undefined> {
      const { secret, row } = newSession(before);
      const tokenHash = secretHash(newSecret(random));
      const token = await store.redeemDeskCode({ ...row, code: secretHash(code), tokenId: newId(), tokenHash });
      return token && { token, secret, expiresAt: row.expiresAt };
    },

    find: (secret: string): Promise<DeskSession | undefined> =>
      store.deskSession({ hash: secretHash(secret), now: clock.now() }),

    signOut: (secret: string): Promise<void> => store.endDeskSession({ hash: secretHash(secret), now: clock.now() }),

    /** The sites that a token is for. */
    async sitesOf({ siteId }: Token): Promise<Site[]> {
      return (await store.allSites()).filter(({ id }) => siteId === null || siteId === id);
    },

    /** Forgets what is over. */
    forget: (): Promise<void> => store.forgetDeskSessions({ now: clock.now() }),
  };
}
