import type { Bench } from '../bench.js';
import { alternate, type Line, numberLine, ratioLine } from '../line.js';
import type { Source, Stream } from '../load/plan.js';
import { fromNetwork, request } from '../load/requests.js';
import type { SeedComment } from '../seed/comments.js';
import { addComments } from '../seed/fill-database.js';
import type { SeededSite } from '../seed/site.js';
import { type ServiceProcess, startServiceProcess } from '../service-process.js';
import { BROWSER_HEADERS, threadPath } from './reads.js';

/** As many characters as a comment may have, of what becomes the most HTML, the most elements, the most bytes; and of prose. */
const LONGEST: Readonly<Record<string, string>> = {
  emails: '<a@b.c>\n',
  paragraphs: 'a\n\n',
  emoji: '👩🏽',
  signs: '& " < > ',
  prose: 'The old harbour was a quiet place before the “ferry” came, & everybody knew it. ',
};
const COMMENT_MAX = 10_000;
const PUBLISHED = 1000;
const THREADS = 200;
const PENDING = 200;
/** Pages that differ by their limit: none has been made before. The least of their stretches had no neighbour on the machine in it. */
const LIMITS = [200, 199, 198, 197];

/** Everything that gives comments, by their article and how many are asked for. */
const REPRESENTATIONS: readonly ((article: string, limit: number) => string)[] = [
  (article, limit) => `${threadPath(article)}&limit=${limit}`,
  (article, limit) => `${threadPath(article)}&limit=${limit}&order=newest`,
  (article, limit) => `/sites/default/thread?article=${article}&limit=${limit}`,
  (article, limit) => `/sites/default/thread.html?article=${article}&limit=${limit}`,
  (article, limit) => `/api/v1/sites/default/feed.atom?article=${article}${'&'.repeat(200 - limit)}`,
  (article, limit) => `/api/v1/sites/default/moderation/comments?article=${article}&status=pending&limit=${limit}`,
];

/** One client asks for so many pages a second, all of them different, each with its own headers. */
const FLOOD_A_SECOND = 100;
const FLOOD_ADDRESSES = 1000;
const READS_A_SECOND = 500;

/** For how long one request for the longest pages keeps everybody else waiting, and what others notice of a client that asks for many. */
export async function stretchLines(bench: Bench, site: SeededSite): Promise<Line[]> {
  bench.say('the longest pages');
  for (const [name, text] of Object.entries(LONGEST)) await addComments(site.dataDir, longest(name, text));
  const service = await startServiceProcess({ dataDir: site.dataDir, core: bench.cores.server, probe: true });
  try {
    return [await stretchLine(bench, service, site), await floodLine(bench, service, site)];
  } finally {
    await service.stop();
  }
}

function longest(name: string, text: string): SeedComment[] {
  const characters = [...text];
  const body = Array.from({ length: COMMENT_MAX }, (_, n) => characters[n % characters.length]).join('');
  return Array.from({ length: PUBLISHED + PENDING }, (_, n) => ({
    article: `/${name}`,
    // The latest few may be answered: a thread has its four answers behind it.
    parentIndex: n < PUBLISHED && n % (PUBLISHED / THREADS) > 0 ? n - (n % (PUBLISHED / THREADS)) : null,
    status: n < PUBLISHED ? 'approved' : 'pending',
    author: n,
    name: 'Ada',
    body,
  }));
}

async function stretchLine(bench: Bench, service: ServiceProcess, site: SeededSite): Promise<Line> {
  const headers = { Authorization: `Bearer ${site.token}` };
  let networks = 0;
  const stretchOf = async (path: string): Promise<number> => {
    await service.longestStretch();
    networks += 1;
    const network = `10.1.${networks >> 8}.${networks & 255}`;
    const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, {
      headers: { ...headers, 'X-Forwarded-For': network },
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return service.longestStretch();
  };
  const rounds: number[] = [];
  for (let round = 0; round < bench.sizes.rounds; round++) {
    let worst = 0;
    for (const article of Object.keys(LONGEST)) {
      for (const path of REPRESENTATIONS) {
        let least = Number.POSITIVE_INFINITY;
        for (const limit of LIMITS) least = Math.min(least, await stretchOf(path(`/${article}`, limit - 4 * round)));
        worst = Math.max(worst, least);
      }
    }
    rounds.push(worst);
  }
  return numberLine(
    {
      what: 'the longest stretch of a GET',
      unit: 'ms',
      baselineIs: '',
      target: { kind: 'at most', of: 50 },
      explanation: `For how long the event loop did not get back to its timers while one page was made: the longest of ${REPRESENTATIONS.length} representations of ${PUBLISHED} comments of ${COMMENT_MAX} characters, of ${Object.keys(LONGEST).length} kinds.`,
    },
    rounds,
  );
}

async function floodLine(bench: Bench, { port }: ServiceProcess, site: SeededSite): Promise<Line> {
  const { warmUp, latencySeconds, rounds } = bench.sizes;
  const source: Source = {
    kind: 'given',
    requests: site.usual.map((key, n) => request('GET', threadPath(key), { ...BROWSER_HEADERS, ...fromNetwork(n) })),
  };
  const reads: Stream = { name: 'reads', source, rate: READS_A_SECOND, connections: 64, expect: 200 };
  let client = 0;
  const flood = (): Stream => {
    client += 1;
    const requests = floodOf(`203.0.113.${client}`, client);
    return { name: 'flood', source: { kind: 'given', requests }, rate: FLOOD_A_SECOND, connections: 64, expect: null };
  };
  const p99 = async (streams: Stream[]) => {
    const result = await bench.generator.ask({ kind: 'open', port, streams, warmUp, seconds: latencySeconds });
    return result.reads?.p99 as number;
  };
  await p99([reads, flood()]);
  return ratioLine(
    {
      what: `reads' p99 while one client asks for ${FLOOD_ADDRESSES.toLocaleString('en')} different pages`,
      unit: 'ms',
      baselineIs: "reads' p99 alone",
      target: { kind: 'at most', of: 2 },
      explanation: `${READS_A_SECOND} reads a second of ${site.usual.length} threads of 50, at random times, beside ${FLOOD_A_SECOND} requests a second from one network: the longest pages, each with another address, encoding, token and title.`,
    },
    await alternate(
      rounds,
      () => p99([reads, flood()]),
      () => p99([reads]),
    ),
  );
}

const ENCODINGS = ['br', 'gzip', 'identity', 'gzip;q=0.5, br;q=0.1'];

function floodOf(network: string, run: number): Buffer[] {
  const articles = Object.keys(LONGEST);
  return Array.from({ length: FLOOD_ADDRESSES }, (_, n) => {
    const article = `/${articles[n % articles.length]}`;
    const path = REPRESENTATIONS[n % 5]?.(article, 1 + (n % 200)) as string;
    // Lists of the API refuse what they do not know.
    const noise = path.startsWith('/api') ? '' : `&bust=${run}-${n}&title=${n}`;
    return request('GET', path + noise, {
      'X-Forwarded-For': network,
      'Accept-Encoding': `${ENCODINGS[n % ENCODINGS.length]}, x-${n}`,
      ...(n % 3 === 0 && { Authorization: `Bearer ${n}` }),
    });
  });
}
