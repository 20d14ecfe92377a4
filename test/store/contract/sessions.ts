import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { HOUR, hash, MINUTE } from '../../support/store-fixtures.js';
import { onEmptyStage, refused } from './scene.js';

export function sessionsContract(engine: Engine): void {
  const stage = onEmptyStage(engine);

  async function withToken(id: string) {
    const { store, clock } = stage.scene();
    await store.addToken({ id, hash: hash(id), role: 'moderator', name: id, site: null, now: clock.now });
  }

  async function signIn(secret: string, tokenId: string, replaces: string | null = null) {
    const { store, clock } = stage.scene();
    const expiresAt = clock.now + HOUR;
    const old = replaces === null ? null : hash(replaces);
    await store.startDeskSession({ hash: hash(secret), replaces: old, now: clock.now, expiresAt, tokenId });
  }

  async function signedIn(secret: string): Promise<string | undefined> {
    const { store, clock } = stage.scene();
    return (await store.deskSession({ hash: hash(secret), now: clock.now }))?.token.id;
  }

  function redeem(code: string, secret: string) {
    const { store, clock } = stage.scene();
    return store.redeemDeskCode({
      ...{ code: hash(code), hash: hash(secret), replaces: null, now: clock.now, expiresAt: clock.now + HOUR },
      ...{ tokenId: `token of ${secret}`, tokenHash: hash(`nobody knows ${secret}`) },
    });
  }

  test('a session counts until its time is over, it ends, or its token is revoked', async () => {
    const { store, clock } = stage.scene();
    await withToken('ada');
    for (const secret of ['over', 'ended', 'revoked']) await signIn(secret, 'ada');
    expect(await signedIn('over')).toBe('ada');
    await store.endDeskSession({ hash: hash('ended'), now: clock.now });
    expect(await signedIn('ended')).toBeUndefined();
    expect(await store.tokenByHash({ hash: hash('ada') })).toMatchObject({ id: 'ada' });
    clock.now += HOUR;
    expect(await signedIn('over')).toBeUndefined();
    clock.now -= 1;
    await store.revokeToken({ id: 'ada', now: clock.now });
    expect(await signedIn('revoked')).toBeUndefined();
  });

  test('signing in again ends the session that the same browser had', async () => {
    await withToken('ada');
    await signIn('first', 'ada');
    await signIn('second', 'ada', 'first');
    expect(await signedIn('first')).toBeUndefined();
    expect(await signedIn('second')).toBe('ada');
  });

  test('a code works once and in its time, and its token ends with its session', async () => {
    const { store, site, clock } = stage.scene();
    const expiresAt = clock.now + 15 * MINUTE;
    await store.addDeskCode({ hash: hash('code'), name: 'Ada', site: site.slug, expiresAt });
    await store.addDeskCode({ hash: hash('late'), name: 'Bob', site: null, expiresAt });
    await refused(
      store.addDeskCode({ hash: hash('x'), name: 'x', site: 'nowhere', expiresAt }),
      'not-found',
      /nowhere/,
    );
    expect(await redeem('code', 'one')).toMatchObject({ name: 'Ada', role: 'moderator', site: site.slug });
    expect(await redeem('code', 'two')).toBeUndefined();
    expect(await signedIn('one')).toBe('token of one');
    await store.endDeskSession({ hash: hash('one'), now: clock.now });
    expect((await store.allTokens()).find(({ id }) => id === 'token of one')).toMatchObject({ revokedAt: clock.now });
    clock.now = expiresAt;
    expect(await redeem('late', 'three')).toBeUndefined();
  });

  test('what is over is forgotten, and the tokens made for it are revoked', async () => {
    const { store, clock } = stage.scene();
    await store.addDeskCode({ hash: hash('code'), name: 'Ada', site: null, expiresAt: clock.now + MINUTE });
    await redeem('code', 'one');
    await store.forgetDeskSessions({ now: clock.now });
    expect(await signedIn('one')).toBe('token of one');
    clock.now += HOUR;
    await store.forgetDeskSessions({ now: clock.now });
    expect((await store.allTokens())[0]).toMatchObject({ id: 'token of one', revokedAt: clock.now });
  });
}
