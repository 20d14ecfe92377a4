/** `node scripts/clean.js FOLDER…` deletes what a compiler wrote, so that nothing outlives the source that it came from. */
import { rmSync } from 'node:fs';

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true });
