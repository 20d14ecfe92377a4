/** Holds the package's weight under the ceilings of `.ci/weight.json`. */
import { readFileSync } from 'node:fs';
import { ask, inTemporaryFolder, main } from './lib/command.js';
import { pack } from './lib/pack.js';

await main(() =>
  inTemporaryFolder('weight', async (folder) => {
    const ceilings = JSON.parse(readFileSync('.ci/weight.json', 'utf8'));
    const { size, unpackedSize } = pack(folder);
    const weights = {
      packedKiB: Math.ceil(size / 1024),
      unpackedKiB: Math.ceil(unpackedSize / 1024),
      productionDependencies: countProductionDependencies(),
    };
    const tooHeavy = Object.entries(weights).filter(([name, weight]) => {
      console.log(`${name}: ${weight} (at most ${ceilings[name]})`);
      return !(weight <= ceilings[name]);
    });
    if (tooHeavy.length > 0) throw new Error(`too heavy: ${tooHeavy.map(([name]) => name).join(', ')}`);
  }),
);

/** The package itself stands on the first line and does not count. */
function countProductionDependencies() {
  const { status, stdout, stderr } = ask('npm', ['ls', '--omit=dev', '--all', '--parseable']);
  if (status !== 0) throw new Error(`npm ls ended with ${status}: ${stderr}`);
  return stdout.trim().split('\n').length - 1;
}
