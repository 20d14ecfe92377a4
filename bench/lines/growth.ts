import { type Bench, closedLoad } from '../bench.js';
import { alternate, type Line, numberLine, ratioLine } from '../line.js';
import { fromNetwork, request } from '../load/requests.js';
import type { SeededSite } from '../seed/site.js';
import { FREQUENT_WORD, RARE_WORD } from '../seed/words.js';
import { type ServiceProcess, startServiceProcess } from '../service-process.js';
import { BROWSER_HEADERS, threadPath } from './reads.js';

const MODERATION = '/api/v1/sites/default/moderation';
const MEGABYTE = 2 ** 20;

/** One kind of request whose time should not grow with the site. */
interface Kind {
  readonly what: string;
  readonly explanation: string;
  /** The n-th request of its kind to a site. */
  readonly request: (site: SeededSite, n: number) => Buffer;
  /** How many requests a site bears in all; without it, as many as are wanted. */
  readonly most?: (site: SeededSite) => number;
}

/** Requests that a round may send, so that there are as many for each, the one that fills the caches included. */
function mostARound(kind: Kind, site: SeededSite, rounds: number): number {
  return Math.floor((kind.most?.(site) ?? Number.POSITIVE_INFINITY) / (rounds + 1));
}

function authorised(site: SeededSite): Record<string, string> {
  return { Authorization: `Bearer ${site.token}` };
}

/** The n-th of a list, from the start again at its end. */
function nth<Item>(items: readonly Item[], n: number): Item {
  return items[n % items.length] as Item;
}

function search(words: string, status: string): Kind['request'] {
  return (site) => request('GET', `${MODERATION}/comments?status=${status}&q=${words}`, authorised(site));
}

const KINDS: readonly Kind[] = [
  {
    what: 'first page of a thread of 50, made anew',
    explanation:
      'Orders and limits vary so that each answer is made from the database and none comes from finished bytes.',
    request(site, n) {
      const limit = 51 + (Math.floor(n / (2 * site.usual.length)) % 149);
      const order = Math.floor(n / site.usual.length) % 2 === 0 ? 'oldest' : 'newest';
      return request('GET', `${threadPath(nth(site.usual, n))}&order=${order}&limit=${limit}`, fromNetwork(n));
    },
  },
  {
    what: 'first page of the queue',
    explanation: 'Fifty comments that wait, with their masked emails.',
    request: (site) => request('GET', `${MODERATION}/comments`, authorised(site)),
  },
  {
    what: 'search for a frequent word',
    explanation: `A word that stands in 3 of 10 comments, in comments of any status; the number of finds is counted up to 1,000.`,
    request: search(FREQUENT_WORD, 'all'),
  },
  {
    what: 'search for a rare word',
    explanation: 'A word that stands in 20 comments of either site.',
    request: search(RARE_WORD, 'all'),
  },
  {
    what: 'search for a frequent word in the queue',
    explanation: 'The frequent word among those that wait: 15 of 100 comments.',
    request: search(FREQUENT_WORD, 'pending'),
  },
  {
    what: 'counts of 20 articles, made anew',
    explanation: 'Twenty other articles each time.',
    request(site, n) {
      // From another start each time, and with another stride after all starts: no address comes twice.
      const stride = 1 + Math.floor(n / site.articles.length);
      const keys = Array.from({ length: 20 }, (_, index) => nth(site.articles, n + index * stride));
      return request(
        'GET',
        `/api/v1/sites/default/counts?${keys.map((key) => `article=${encodeURIComponent(key)}`).join('&')}`,
        fromNetwork(n),
      );
    },
  },
  {
    what: 'one decision',
    explanation:
      'A comment of the queue is approved: status, counters, search index, history and the page’s version in one commit on disk.',
    most: ({ pending }) => pending.length,
    request(site, n) {
      const body = JSON.stringify({ decision: 'approve', comments: [site.pending[n]] });
      return request('POST', `${MODERATION}/decisions`, authorised(site), body);
    },
  },
];

interface Running {
  readonly site: SeededSite;
  readonly service: ServiceProcess;
}

/** What of the work for one request grows with the site, and what memory the service then holds. */
export async function growthLines(bench: Bench, large: SeededSite, small: SeededSite): Promise<Line[]> {
  const start = async (site: SeededSite): Promise<Running> => ({
    site,
    service: await startServiceProcess({ dataDir: site.dataDir, core: bench.cores.server }),
  });
  const running = [await start(large), await start(small)] as const;
  try {
    const lines: Line[] = [];
    for (const kind of KINDS) lines.push(await growthLine(bench, kind, ...running));
    const memory = await memoryLine(bench, running[0]);
    return memory === null ? lines : [...lines, memory];
  } finally {
    for (const { service } of running) await service.stop();
  }
}

async function growthLine(bench: Bench, kind: Kind, large: Running, small: Running): Promise<Line> {
  bench.say(`${kind.what}, large and small site`);
  const { rounds, largeSite, smallSite } = bench.sizes;
  const requests = Math.min(bench.sizes.requests, ...[large, small].map(({ site }) => mostARound(kind, site, rounds)));
  const measure = ({ site, service }: Running) => {
    let n = 0;
    return async () => {
      const list = Array.from({ length: requests }, () => kind.request(site, n++));
      const { p50 } = await closedLoad(bench, {
        port: service.port,
        source: { kind: 'given', requests: list },
        connections: 1,
        warmUp: 0,
        seconds: 60,
        most: requests,
        expect: 200,
      });
      return p50;
    };
  };
  const [ofLarge, ofSmall] = [measure(large), measure(small)];
  // The first of each only fills the caches.
  await ofSmall();
  await ofLarge();
  const done = await alternate(rounds, ofLarge, ofSmall);
  return ratioLine(
    {
      what: kind.what,
      unit: 'ms',
      baselineIs: `the same with ${smallSite.toLocaleString('en')} comments`,
      target: { kind: 'at most', of: 1.5 },
      explanation: `${largeSite.toLocaleString('en')} comments; medians of ${requests} requests, one at a time. ${kind.explanation}`,
    },
    done,
  );
}

/** Asks for every article's first page, and for many pages of the queue, then looks at the process. */
async function memoryLine(bench: Bench, { site, service }: Running): Promise<Line | null> {
  bench.say('memory after serving the large site');
  if (service.memory() === null) return null;
  const pages = site.articles.map((key, n) =>
    request('GET', threadPath(key), { ...BROWSER_HEADERS, ...fromNetwork(n) }),
  );
  const load = { port: service.port, warmUp: 0, seconds: 120, connections: 32, expect: 200 };
  const { answers } = await closedLoad(bench, {
    ...load,
    source: { kind: 'given', requests: pages },
    most: pages.length,
  });
  const queue = {
    kind: 'given',
    requests: ['oldest', 'newest', 'suspicious'].flatMap((order) =>
      ['pending', 'all', 'spam'].map((status) =>
        request(
          'GET',
          `${MODERATION}/comments?order=${order}&status=${status}&limit=200${order === 'suspicious' && status === 'all' ? `&q=${RARE_WORD}` : ''}`,
          authorised(site),
        ),
      ),
    ),
  } as const;
  await closedLoad(bench, { ...load, source: queue, most: 20 * queue.requests.length });
  const { now, most } = service.memory() ?? { now: Number.NaN, most: Number.NaN };
  const what = 'memory (RSS) after serving the large site';
  const explanation = `After everything above and the first pages of all ${answers.toLocaleString('en')} articles at 32 connections; at most it was ${Math.round(most / MEGABYTE)} MB.`;
  const target = { kind: 'at most', of: 200 } as const;
  return numberLine({ what, unit: 'MB', baselineIs: '', target, explanation }, [now / MEGABYTE]);
}
