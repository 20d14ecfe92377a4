import { worstAddresses, worstHeaders, worstPosts } from '../../test/hostile/worst-requests.js';
import { aComment, COMMENTS } from '../../test/support/http.js';
import type { Bench } from '../bench.js';
import { alternate, type Line, ratioLine } from '../line.js';
import { BLOG } from '../seed/comments.js';
import { createRandom } from '../seed/random.js';
import type { SeededSite } from '../seed/site.js';
import { body } from '../seed/words.js';
import { startServiceProcess } from '../service-process.js';
import { threadPath } from './reads.js';

/** The least of so many counts: the others had a commit, a collection of garbage or a neighbour on the machine in them. */
const TRIES = 5;

/** Sends one request, and waits until its answer has come as a whole. */
type Send = () => Promise<void>;

/** How long the worst single requests keep the service busy, and with it everybody else waiting, against the usual one of their kind. */
export async function worstRequestLines(bench: Bench, site: SeededSite): Promise<Line[]> {
  bench.say('the worst requests');
  const service = await startServiceProcess({ dataDir: site.dataDir, core: bench.cores.server });
  const send = async (path: string, sent: RequestInit = {}) => {
    const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, { redirect: 'manual', ...sent });
    await answer.arrayBuffer();
    if (answer.status >= 500) throw new Error(`${path} was answered with ${answer.status}`);
  };
  const post = (text: string | Buffer<ArrayBuffer>, headers = {}) =>
    send(COMMENTS, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: text });
  const random = createRandom('usual comments');
  const usualPost = () => post(JSON.stringify(aComment({ article: { url: `${BLOG}/a` }, body: body(random) })));
  const usualGet = () => send(threadPath(site.usual[0] as string));

  const posts = worstPosts(BLOG).map(
    ({ make, headers }) =>
      () =>
        post(make(), headers),
  );
  const authorised = { Authorization: `Bearer ${site.token}` };
  const gets = [
    ...[...worstAddresses.values()].map((path) => () => send(path, { headers: authorised })),
    ...[...worstHeaders].map(
      ([name, value]) =>
        () =>
          send(threadPath(site.usual[0] as string), { headers: { [name]: value } }),
    ),
  ];
  try {
    return [
      await worstLine(bench, 'the worst POST', posts, usualPost, 'a comment as readers write it', 20),
      await worstLine(bench, 'the worst GET', gets, usualGet, 'the first page of a thread of 50', 60),
    ];
  } finally {
    await service.stop();
  }
}

async function worstLine(
  bench: Bench,
  what: string,
  all: readonly Send[],
  usual: Send,
  baselineIs: string,
  most: number,
): Promise<Line> {
  const worst = async () => {
    let slowest = 0;
    for (const one of all) slowest = Math.max(slowest, await leastTime(one));
    return slowest;
  };
  // The first of each has the code compiled.
  await worst();
  return ratioLine(
    {
      what,
      unit: 'ms',
      baselineIs,
      target: { kind: 'at most', of: most },
      explanation: `The slowest of ${all.length}, one at a time, until it is answered.`,
    },
    await alternate(bench.sizes.rounds, worst, () => leastTime(usual)),
  );
}

/** Milliseconds that a request takes at best. */
async function leastTime(send: Send): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TRIES; turn++) {
    const start = performance.now();
    await send();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
