import { get } from 'node:http';
import type { BareAnswer } from '../baseline/bare-server.js';
import { type Bench, closedLoad } from '../bench.js';
import { startHelper } from '../child-process.js';
import { alternate, type Line, type LineParts, ratioLine } from '../line.js';
import { request } from '../load/requests.js';
import { LONG_ARTICLE } from '../seed/comments.js';
import type { SeededSite } from '../seed/site.js';
import { startServiceProcess } from '../service-process.js';

const CONNECTIONS = 32;
const TARGET = { kind: 'at least', of: 0.7 } as const;
/** What browsers ask for. */
export const BROWSER_HEADERS = { 'Accept-Encoding': 'gzip, deflate, br' };
const BARE = 'a bare node:http server that sends the same bytes with the same headers';
/** Headers that `node:http` adds by itself, the same on both sides. */
const ADDED = new Set(['date', 'connection', 'keep-alive']);

interface Case {
  readonly parts: LineParts;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bodies in megabytes a second rather than answers a second. */
  readonly perByte: boolean;
}

/** Published pages from finished bytes, against a server that does nothing else. */
export async function readLines(bench: Bench, site: SeededSite): Promise<Line[]> {
  const service = await startServiceProcess({ dataDir: site.dataDir, core: bench.cores.server });
  const bare = startHelper<BareAnswer, number>('baseline/bare-server.js', bench.cores.server);
  try {
    const lines: Line[] = [];
    for (const it of await cases(service.port, site)) {
      bench.say(it.parts.what);
      const answer = await fetchAnswer(service.port, it.path, it.headers);
      const barePort = await bare.ask(answer);
      mustBeEqual(answer, await fetchAnswer(barePort, it.path, it.headers));
      const measure = (port: number) => async () => {
        const { answers, bytes, seconds } = await closedLoad(bench, {
          port,
          source: { kind: 'given', requests: [request('GET', it.path, it.headers)] },
          connections: CONNECTIONS,
          warmUp: bench.sizes.warmUp,
          seconds: bench.sizes.seconds,
          expect: answer.status,
        });
        return (it.perByte ? bytes / 1e6 : answers) / seconds;
      };
      lines.push(ratioLine(it.parts, await alternate(bench.sizes.rounds, measure(service.port), measure(barePort))));
    }
    return lines;
  } finally {
    await bare.stop();
    await service.stop();
  }
}

async function cases(port: number, site: SeededSite): Promise<Case[]> {
  const path = threadPath(site.usual[0] as string);
  const longPath = threadPath(LONG_ARTICLE);
  const { headers, body } = await fetchAnswer(port, path, BROWSER_HEADERS);
  const long = await fetchAnswer(port, longPath, BROWSER_HEADERS);
  const etag = headers[headers.findIndex((name) => name.toLowerCase() === 'etag') + 1] as string;
  const parts = (what: string, unit: string, explanation: string): LineParts => {
    return { what, unit, baselineIs: BARE, target: TARGET, explanation };
  };
  const kilobytes = (bytes: Buffer) => (bytes.length / 1000).toFixed(1);
  return [
    {
      parts: parts(
        'GET of a thread of 50, published, warm',
        'answers/s',
        `${CONNECTIONS} connections, as many as the server bears; ${kilobytes(body)} kB of brotli each. Finished bytes are kept by URL and sent before Express is reached.`,
      ),
      path,
      headers: BROWSER_HEADERS,
      perByte: false,
    },
    {
      parts: parts(
        'the same with If-None-Match',
        'answers/s',
        'As above with the ETag of what the reader has: 304 without a body.',
      ),
      path,
      headers: { ...BROWSER_HEADERS, 'If-None-Match': etag },
      perByte: false,
    },
    {
      parts: parts(
        'GET of a thread of 1,000, its first page',
        'MB/s',
        `As the first line, in bytes of bodies; ${kilobytes(long.body)} kB of brotli each.`,
      ),
      path: longPath,
      headers: BROWSER_HEADERS,
      perByte: true,
    },
  ];
}

/** Where an article's first page is. */
export function threadPath(key: string): string {
  return `/api/v1/sites/default/comments?article=${encodeURIComponent(key)}`;
}

/** An answer as it comes over the wire, still compressed. */
function fetchAnswer(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<BareAnswer> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const raw = response.rawHeaders;
        const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] as string]] : []));
        const kept = pairs.filter(([name]) => !ADDED.has((name as string).toLowerCase())).flat();
        resolve({ status: response.statusCode as number, headers: kept, body: Buffer.concat(chunks) });
      });
    }).on('error', reject);
  });
}

/** The baseline is only one if it sends what the service sends. */
function mustBeEqual(service: BareAnswer, bare: BareAnswer): void {
  const same =
    service.status === bare.status &&
    JSON.stringify(service.headers) === JSON.stringify(bare.headers) &&
    service.body.equals(bare.body);
  if (!same) throw new Error('the bare server does not answer as the service does');
}
