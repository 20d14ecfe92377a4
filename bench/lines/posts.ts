import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { InsertLoop } from '../baseline/insert-loop.js';
import { type Bench, closedLoad } from '../bench.js';
import { startHelper } from '../child-process.js';
import { alternate, type Line, numberLine, ratioLine } from '../line.js';
import type { Load, LoadResult } from '../load/plan.js';
import type { SeededSite } from '../seed/site.js';
import { startServiceProcess } from '../service-process.js';

const CONNECTIONS = 32;
/** More comments a second than any machine takes: they are prepared before the clock starts. */
const MOST_A_SECOND = 8000;

/** New comments that are on disk when they are answered, against the simplest loop that puts a row on the same disk. */
export async function postLines(bench: Bench, site: SeededSite): Promise<Line[]> {
  bench.say('durable POSTs, and comments a commit');
  const { seconds, warmUp, rounds } = bench.sizes;
  const row = someRow(join(site.dataDir, 'afterword.db'));
  const service = await startServiceProcess({ dataDir: site.dataDir, core: null });
  const free = startHelper<Load, LoadResult>('load/generator.js', null);
  const loop = startHelper<InsertLoop, number>('baseline/insert-loop.js', null);
  const file = join(site.dataDir, 'insert-loop.db');
  const perCommit: number[] = [];
  let run = 0;

  const post = async () => {
    run += 1;
    const before = await written();
    const count = Math.ceil((seconds + warmUp) * MOST_A_SECOND);
    const measured = await closedLoad(
      { ...bench, generator: free },
      {
        port: service.port,
        source: { kind: 'comments', run: `r${run}`, count },
        connections: CONNECTIONS,
        warmUp,
        seconds,
        expect: 201,
      },
    );
    const after = await written();
    perCommit.push((after.units - before.units) / (after.commits - before.commits));
    return measured.answers / measured.seconds;
  };
  const written = async () => ({
    commits: await service.metric('afterword_store_commits_total'),
    units: await service.metric('afterword_store_units_total'),
  });

  try {
    const done = await alternate(rounds, post, () => loop.ask({ file, row, seconds }));
    return [postLine(done), commitLine(perCommit)];
  } finally {
    await Promise.all([loop.stop(), free.stop()]);
    await service.stop();
  }
}

function postLine(rounds: Parameters<typeof ratioLine>[1]): Line {
  return ratioLine(
    {
      what: `durable POSTs, ${CONNECTIONS} connections`,
      unit: 'comments/s',
      baselineIs: 'one INSERT of the same row a commit, in a loop (better-sqlite3, WAL, synchronous=FULL)',
      target: { kind: 'at least', of: 0.5 },
      explanation:
        'All processes may use all cores. Each comment is checked, rendered, encrypted, searchable and on disk when it is answered; the baseline stores a row.',
    },
    rounds,
  );
}

function commitLine(perCommit: readonly number[]): Line {
  return numberLine(
    {
      what: 'comments a commit in that run',
      unit: 'comments',
      baselineIs: 'one a commit',
      target: { kind: 'at least', of: 8 },
      explanation: 'Units of work divided by commits, from /metrics: on a disk that takes 5 ms this is what counts.',
    },
    perCommit,
  );
}

/** A comment's row as the service stores it. */
function someRow(file: string): Record<string, string | number | null> {
  const db = new Database(file, { readonly: true });
  const row = db.prepare(`select * from comments where status = 'pending' limit 1`).get();
  db.close();
  return row as Record<string, string | number | null>;
}
