import { type Bench, closedLoad } from '../bench.js';
import { startHelper } from '../child-process.js';
import { alternate, type Line, ratioLine } from '../line.js';
import type { Source, Stream } from '../load/plan.js';
import { fromNetwork, request } from '../load/requests.js';
import type { SeededSite } from '../seed/site.js';
import { startServiceProcess } from '../service-process.js';
import { BROWSER_HEADERS, threadPath } from './reads.js';

const READ_CONNECTIONS = 64;
const POSTS_A_SECOND = 200;
/** As long as Akismet is waited for, each POST holds its connection for a second and a half. */
const POST_CONNECTIONS = 600;
/** The reads come at this share of what the server was just seen to bear: readers wait for the server, not for each other. */
const SHARE_OF_MOST = 0.2;

/** What readers notice of writers while Akismet does not answer. */
export async function latencyLines(bench: Bench, site: SeededSite): Promise<Line[]> {
  bench.say('latency of reads while comments arrive and Akismet hangs');
  const { warmUp, latencySeconds, rounds } = bench.sizes;
  const akismet = startHelper<null, { url: string; calls: number }>('hanging-akismet.js', bench.cores.generator);
  const { url } = await akismet.ask(null);
  const settings = { AKISMET_KEY: 'benchmark', AKISMET_URL: url };
  const service = await startServiceProcess({ dataDir: site.dataDir, core: bench.cores.server, settings });
  try {
    const { port } = service;
    const source: Source = {
      kind: 'given',
      requests: site.usual.map((key, n) => request('GET', threadPath(key), { ...BROWSER_HEADERS, ...fromNetwork(n) })),
    };
    const load = { port, source, connections: READ_CONNECTIONS, warmUp: Math.max(1, warmUp), seconds: 1, expect: 200 };
    const most = await closedLoad(bench, load);
    const rate = Math.round((SHARE_OF_MOST * most.answers) / most.seconds);
    const reads: Stream = { name: 'reads', source, rate, connections: READ_CONNECTIONS, expect: 200 };
    let run = 0;
    const postStream = (): Stream => {
      run += 1;
      const count = Math.ceil((warmUp + latencySeconds) * POSTS_A_SECOND * 1.5) + 100;
      const comments = { kind: 'comments', run: `l${run}`, count } as const;
      return { name: 'posts', source: comments, rate: POSTS_A_SECOND, connections: POST_CONNECTIONS, expect: 201 };
    };
    const p99 = async (streams: Stream[]) => {
      const result = await bench.generator.ask({ kind: 'open', port, streams, warmUp, seconds: latencySeconds });
      return result.reads?.p99 as number;
    };
    // V8 compiles for speed what has run often, and what takes comments runs 200 times a second only.
    await p99([reads, postStream()]);
    const done = await alternate(
      rounds,
      () => p99([reads, postStream()]),
      () => p99([reads]),
    );
    const { calls } = await akismet.ask(null);
    if (calls === 0) throw new Error('Akismet was never asked');
    return [latencyLine(rate, site.usual.length, done)];
  } finally {
    await service.stop();
    await akismet.stop();
  }
}

function latencyLine(rate: number, pages: number, rounds: Parameters<typeof ratioLine>[1]): Line {
  return ratioLine(
    {
      what: `reads' p99 while ${POSTS_A_SECOND} POSTs a second arrive and Akismet hangs`,
      unit: 'ms',
      baselineIs: "reads' p99 alone",
      target: { kind: 'at most', of: 2 },
      explanation: `${rate} reads a second of ${pages} threads of 50, ${SHARE_OF_MOST * 100} % of what the server bears, at random times; each latency counts from when the request should have been sent. The service has one core for everything.`,
    },
    rounds,
  );
}
