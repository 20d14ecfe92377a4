import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { createPublishedPages, type PublishedPages } from '../../src/http/protocol/published-pages.js';
import { fc, runs } from '../support/properties.js';
import { rawRequest } from '../support/raw-request.js';

/** Versions of what is published, which any process may raise at any time. */
interface World {
  readonly versions: Map<number, number>;
  /** What the store says was changed last; null when it cannot tell. */
  lastChange: number | null;
  /** The addresses for which an answer was made. */
  built: string[];
  /** Who asks, by URL; everybody alone unless a test says otherwise. */
  networkOf: (url: string) => string;
  /** Whether the store answers. */
  isAway: boolean;
  /** Ids of articles that their age has closed. */
  readonly over: Set<number>;
  /** Milliseconds. */
  now: number;
  /** Called between the look at a version and the end of the answer made of it. */
  whileMaking: () => Promise<unknown>;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const TEXT_BYTES = 20_000;
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers `/{article}` with the article's version, from finished bytes where they are true. */
async function serve(world: World, mostBytes?: number): Promise<{ url: string; pages: PublishedPages }> {
  const versionOf = (id: number) => world.versions.get(id) ?? 0;
  const pages = createPublishedPages(
    {
      lastChange: () => world.lastChange,
      isCurrent: async ({ id, version }) => {
        await turn();
        if (world.isAway) throw new AfterwordError('unavailable', 'away');
        return versionOf(id) === version && !world.over.has(id);
      },
      isOver: ({ id }) => world.over.has(id),
    },
    mostBytes,
    () => world.now,
  );
  const askedFor = ({ method, url = '' }: IncomingMessage) => ({
    key: `${method} ${url}`,
    network: world.networkOf(url),
    mindsToken: false,
  });
  server = createServer((request, response) =>
    pages.answer(request, response, () => {
      pages
        .make(request, response, askedFor(request), async () => {
          const url = request.url as string;
          world.built.push(url);
          await turn();
          if (world.isAway) throw new AfterwordError('unavailable', 'away');
          const id = Number(/^\/(\d+)/.exec(url)?.[1]);
          const version = versionOf(id);
          const text = `${version} `.padEnd(TEXT_BYTES, '.');
          await world.whileMaking();
          return {
            scope: { of: 'article', id, version, until: null },
            type: 'text/plain',
            text,
            extra: {},
            isKept: true,
          };
        })
        .catch((error: unknown) => {
          if (error instanceof AfterwordError) response.writeHead(503).end();
          else response.destroy(error as Error);
        });
    }),
  );
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pages };
}

const fresh = (lastChange: number | null = 1): World => ({
  versions: new Map(),
  lastChange,
  built: [],
  networkOf: (url) => url,
  isAway: false,
  over: new Set(),
  now: 0,
  whileMaking: turn,
});

function write(world: World, id: number): number {
  const version = (world.versions.get(id) ?? 0) + 1;
  world.versions.set(id, version);
  if (world.lastChange !== null) world.lastChange += 1;
  return version;
}

async function read(url: string, path: string): Promise<number> {
  const { status, text } = await rawRequest(url, path);
  expect(status).toBe(200);
  return Number.parseInt(text, 10);
}

describe.each([
  ['tells of changes', 1],
  ['cannot tell of changes', null],
])('the cache of finished bytes, on a store that %s', (_, lastChange) => {
  it('never answers with anything older than what was committed before the request was sent', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('read' as const), id: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ kind: fc.constant('write' as const), id: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ kind: fc.constant('turn' as const), id: fc.constant(0) }),
    );
    const world = fresh(lastChange);
    const { url } = await serve(world);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const reads: Promise<void>[] = [];
        for (const { kind, id } of steps) {
          if (kind === 'turn') await turn();
          else if (kind === 'write') write(world, id);
          else {
            const atLeast = world.versions.get(id) ?? 0;
            const look = async () => expect(await read(url, `/${id}`)).toBeGreaterThanOrEqual(atLeast);
            reads.push(look());
          }
        }
        await Promise.all(reads);
      }),
      { numRuns: runs(100) },
    );
  });

  it('does not take for true what was written over while it was being made', async () => {
    const world = fresh(lastChange);
    const { url } = await serve(world);
    world.whileMaking = async () => {
      world.whileMaking = turn;
      write(world, 1);
    };
    expect(await read(url, '/1')).toBe(0);
    expect(await read(url, '/1')).toBe(1);
  });

  it('does not let a later request have what is being made of an earlier version', async () => {
    const world = fresh(lastChange);
    const { url } = await serve(world);
    const later = new Promise<number>((resolve) => {
      world.whileMaking = async () => {
        world.whileMaking = turn;
        write(world, 1);
        const arrived = new Promise((done) => server?.once('request', done));
        resolve(read(url, '/1'));
        await arrived;
      };
    });
    const earlier = read(url, '/1');
    expect(await later).toBe(1);
    expect(await earlier).toBe(0);
  });

  it('makes an answer once however many ask for it at the same time', async () => {
    const world = fresh(lastChange);
    const { url } = await serve(world);
    await Promise.all(Array.from({ length: 12 }, () => read(url, '/1')));
    expect(world.built).toEqual(['/1']);
    write(world, 2);
    await Promise.all(Array.from({ length: 12 }, () => read(url, '/1')));
    expect(world.built).toEqual(['/1']);
    write(world, 1);
    const versions = await Promise.all(Array.from({ length: 12 }, () => read(url, '/1')));
    expect(new Set(versions)).toEqual(new Set([1]));
    expect(world.built.length).toBeLessThanOrEqual(3);
  });
});

describe('the cache of finished bytes', () => {
  it('stays within its bounds in a flood of addresses, and keeps what is asked for', async () => {
    const world = fresh();
    const { url } = await serve(world, 1_000_000);
    const builtFor = async (path: string) => {
      const before = world.built.length;
      await read(url, path);
      return world.built.length - before;
    };
    await read(url, '/1');
    for (let n = 0; n < 300; n++) {
      await read(url, `/2?flood=${n}`);
      if (n % 10 === 0) expect(await builtFor('/1')).toBe(0);
    }
    const most = 1_000_000 / TEXT_BYTES;
    let kept = 0;
    for (let n = 299; n >= 0; n--) {
      if ((await builtFor(`/2?flood=${n}`)) === 0) kept += 1;
      else break;
    }
    expect(kept).toBeGreaterThan(5);
    expect(kept).toBeLessThan(most);
    expect(await builtFor('/2?flood=0')).toBe(1);
  });

  it("does not let what one network asks for push out others' pages", async () => {
    const world = fresh();
    const { url } = await serve(world, 1_000_000);
    world.networkOf = (asked) => (asked.includes('flood') ? 'the flood' : asked);
    for (let n = 0; n < 20; n++) await read(url, `/1?reader=${n}`);
    for (let n = 0; n < 100; n++) await read(url, `/2?flood=${n}`);
    world.built.length = 0;
    for (let n = 0; n < 20; n++) await read(url, `/1?reader=${n}`);
    await read(url, '/2?flood=99');
    expect(world.built).toEqual([]);
    await read(url, '/2?flood=50');
    expect(world.built).toEqual(['/2?flood=50']);
  });

  it('counts the length of an address too', async () => {
    const world = fresh();
    const { url } = await serve(world, 1_000_000);
    const address = (n: number) => `/2?${String(n).padStart(10_000, '0')}`;
    for (let n = 0; n < 25; n++) await read(url, address(n));
    world.built.length = 0;
    await read(url, address(0));
    expect(world.built).toHaveLength(1);
  });

  it('asks the framework about whatever is no read', async () => {
    const world = fresh();
    const { url, pages } = await serve(world);
    await read(url, '/1');
    const { ok } = pages.hits();
    await rawRequest(url, '/1', { method: 'POST' });
    expect(world.built).toEqual(['/1', '/1']);
    expect(pages.hits().ok).toBe(ok + 1);
  });
});

describe('the cache of finished bytes, while the store is away', () => {
  const MINUTE = 60_000;

  async function warm(): Promise<{ world: World; get: (path: string) => Promise<[number, string | undefined]> }> {
    const world = fresh(null);
    const { url } = await serve(world);
    await read(url, '/1');
    return {
      world,
      async get(path) {
        const { status, headers } = await rawRequest(url, path);
        return [status, headers.age as string | undefined];
      },
    };
  }

  it('answers for a minute after an answer was last found to be true, and says how long ago that was', async () => {
    const { world, get } = await warm();
    world.now = 5 * MINUTE;
    expect(await get('/1')).toEqual([200, undefined]);
    world.isAway = true;
    world.now += 1999;
    expect(await get('/1')).toEqual([200, '1']);
    world.now = 6 * MINUTE;
    expect(await get('/1')).toEqual([200, '60']);
    world.now += 1;
    expect(await get('/1')).toEqual([503, undefined]);
    world.isAway = false;
    expect(await get('/1')).toEqual([200, undefined]);
  });

  it('does not answer with what was not asked for in the last minute', async () => {
    const { world, get } = await warm();
    world.now = MINUTE + 1;
    world.isAway = true;
    expect(await get('/1')).toEqual([503, undefined]);
  });

  it('does not answer with what its age has ended', async () => {
    const { world, get } = await warm();
    world.isAway = true;
    expect(await get('/1')).toEqual([200, '0']);
    world.over.add(1);
    expect(await get('/1')).toEqual([503, undefined]);
  });

  it('does not answer with a version before one that was read since', async () => {
    const { world, get } = await warm();
    write(world, 1);
    expect(await get('/1?other')).toEqual([200, undefined]);
    world.isAway = true;
    expect(await get('/1')).toEqual([503, undefined]);
    expect(await get('/1?other')).toEqual([200, '0']);
  });
});
