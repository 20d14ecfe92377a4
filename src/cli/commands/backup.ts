import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Settings } from '../../config.js';
import { keyPlace } from '../../service/keys.js';
import { engineOf } from '../../service/open-store.js';
import type { Inspection } from '../../store/engine.js';
import { CommandError, EX } from '../exit-codes.js';
import { createWhole } from '../files.js';
import { counted, type Report } from '../report.js';
import { mustExist } from '../with-store.js';

/**
 * Copies the database into a file, beside a service that may be running, and opens the copy to see that it is whole. The file has its name only
 * once all of that is done.
 */
export async function backup(settings: Settings, report: Report, name: string): Promise<void> {
  await mustExist(settings);
  const { backup: copy, place } = engineOf(settings);
  if (copy === null) {
    throw new CommandError(EX.USAGE, `${place} is backed up with the tools of its engine: see docs/operating.md.`);
  }
  const file = resolve(name);
  const { counts } = await createWhole(file, async (path) => {
    const progress = await report.progress('copied', 100);
    const onProgress = (done: number, total: number) => progress.set(Math.floor((100 * done) / Math.max(total, 1)));
    return verified(await copy(path, onProgress).finally(() => progress.end()));
  });
  const bytes = statSync(file).size;
  report.result(
    { file, bytes, ...counts },
    `${file}: ${counted(counts.comments, 'comment')}, ${bytes} bytes, verified`,
  );
  report.note(`The keys are not in it. Keep a copy of ${keyPlace(settings)} as well, in another place.`);
}

function verified(found: Inspection): Inspection {
  const faults = [...found.damages, ...found.brokenReferences.map((table) => `rows of ${table} point nowhere`)];
  if (faults[0] !== undefined) throw damaged(faults[0]);
  return found;
}

function damaged(what: string): CommandError {
  return new CommandError(
    EX.DATAERR,
    `The database is damaged, and so would its backup be: ${what.replace(/\s+/g, ' ')}. Run \`afterword check\`, and keep your earlier backups.`,
  );
}
