import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import type { Store } from '../../src/store/store.js';
import { COMMENTS, decide, publish, SITE } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
let isAway = false;
let articles = 0;
let path: string;

/** A store that cannot tell of changes, and does not answer while it is away. */
function leaving(store: Store): Store {
  const unless =
    (unit: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) =>
      isAway ? Promise.reject(new AfterwordError('unavailable', 'away', { retryAfterSeconds: 5 })) : unit(...given);
  const units = Object.entries(store as unknown as Record<string, unknown>).map(([name, unit]) => [
    name,
    typeof unit === 'function' ? unless(unit as never) : unit,
  ]);
  return { ...Object.fromEntries(units), lastChange: () => null, close: () => store.close() };
}

beforeAll(async () => {
  service = await startTestService({ wrapStore: leaving });
});
afterAll(async () => {
  await service.stop();
});
beforeEach(() => {
  path = `/article-${++articles}`;
});

function get(address: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(service.url, address, { headers });
}

async function whileAway<Result>(work: () => Promise<Result>): Promise<Result> {
  isAway = true;
  try {
    return await work();
  } finally {
    isAway = false;
  }
}

const here = () => ({ article: { url: `https://blog.example${path}` } });

describe('while the store does not answer', () => {
  it('whoever asks for what was found to be true just before gets it, and reads how long ago that was', async () => {
    const id = await publish(service, here());
    const addresses = [`${COMMENTS}?article=${path}`, `${COMMENTS}/${id}`, `${SITE}/counts?article=${path}`];
    for (const address of [...addresses, `${SITE}/feed.atom?article=${path}`]) {
      const before = await get(address);
      expect([address, before.status, before.headers.age]).toEqual([address, 200, undefined]);
      const [meanwhile, unchanged] = await whileAway(async () => [
        await get(address),
        await get(address, { 'If-None-Match': String(before.headers.etag) }),
      ]);
      expect([address, meanwhile.status, meanwhile.text]).toEqual([address, 200, before.text]);
      expect(unchanged.status).toBe(304);
      for (const { headers } of [meanwhile, unchanged]) {
        expect(headers.age).toMatch(/^\d$/);
        expect(headers['cache-control']).toBe('public, max-age=0, must-revalidate');
      }
      const after = await get(address);
      expect([after.status, after.headers.age]).toEqual([200, undefined]);
    }
  });

  it('whoever asks for anything else is told to come again', async () => {
    const { status, headers } = await whileAway(() => get(`${COMMENTS}?article=${path}`));
    expect([status, headers['retry-after'], headers.age]).toEqual([503, '5', undefined]);
  });

  it('nobody gets what the store has said is no longer true, whichever answer it said it for', async () => {
    const id = await publish(service, here());
    const [read, unread] = [`${COMMENTS}?article=${path}`, `${COMMENTS}?article=${path}&order=newest`];
    for (const address of [read, unread]) expect((await get(address)).json).toMatchObject({ comments: [{ id }] });
    await decide(service, 'spam', id);
    const known = await get(read);
    expect(known.json).toMatchObject({ comments: [] });
    const [now, other] = await whileAway(async () => [await get(read), await get(unread)]);
    expect([now.status, now.text]).toEqual([200, known.text]);
    expect(other.status).toBe(503);
    expect((await get(unread)).json).toMatchObject({ comments: [] });
  });

  it('nobody gets what the store has said is no longer true before it left while that was made anew', async () => {
    const id = await publish(service, here());
    const address = `${COMMENTS}?article=${path}`;
    await get(address);
    await decide(service, 'spam', id);
    const { publishedVersion } = service.store;
    Object.assign(service.store, {
      publishedVersion: async (asked: never) => {
        const version = await publishedVersion(asked);
        isAway = true;
        return version;
      },
    });
    try {
      expect((await get(address)).status).toBe(503);
      expect((await get(address)).status).toBe(503);
    } finally {
      Object.assign(service.store, { publishedVersion });
      isAway = false;
    }
    expect((await get(address)).json).toMatchObject({ comments: [] });
  });
});
