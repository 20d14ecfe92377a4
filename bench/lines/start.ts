import { type Bench, emptyFolder } from '../bench.js';
import { alternate, type Line, ratioLine } from '../line.js';
import type { SeededSite } from '../seed/site.js';
import { startServiceProcess } from '../service-process.js';

/** How long the service takes to get ready, however much is stored. */
export async function startLines(bench: Bench, large: SeededSite): Promise<Line[]> {
  bench.say('start until ready');
  const start = async (dataDir: string) => {
    const service = await startServiceProcess({ dataDir, core: bench.cores.server });
    await service.stop();
    return service.readyAfterMs;
  };
  const empty = emptyFolder(bench, 'empty');
  // The very first start makes the database.
  await start(empty);
  await start(large.dataDir);
  const rounds = await alternate(
    bench.sizes.rounds,
    () => start(large.dataDir),
    () => start(empty),
  );
  return [
    ratioLine(
      {
        what: 'start until ready',
        unit: 'ms',
        baselineIs: 'with an empty database',
        target: { kind: 'at most', of: 1.5 },
        explanation: `${bench.sizes.largeSite.toLocaleString('en')} comments; from the start of the process until /readyz answers 200.`,
      },
      rounds,
    ),
  ];
}
