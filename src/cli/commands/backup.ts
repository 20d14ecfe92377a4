import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Settings } from '../../config.js';
import { databaseFile, keyFile, migrations } from '../../service/open-store.js';
import { copyDatabase } from '../../store/sqlite/copy.js';
import { type Inspection, inspectCopy } from '../../store/sqlite/inspect.js';
import { CommandError, EX } from '../exit-codes.js';
import { createWhole } from '../files.js';
import { counted, type Report } from '../report.js';
import { mustExist } from '../with-store.js';

/**
 * Copies the database into a file, beside a service that may be running, and opens the copy to see that it is whole. The file has its name only
 * once all of that is done.
 */
export async function backup(settings: Settings, report: Report, name: string): Promise<void> {
  mustExist(settings);
  const file = resolve(name);
  const { counts } = await createWhole(file, async (path) => {
    await copyWithProgress(databaseFile(settings), path, report);
    return verified(inspectCopy(path, migrations()));
  });
  const bytes = statSync(file).size;
  report.result(
    { file, bytes, ...counts },
    `${file}: ${counted(counts.comments, 'comment')}, ${bytes} bytes, verified`,
  );
  report.note(`The keys are not in it. Keep a copy of ${keyFile(settings)} as well, in another place.`);
}

async function copyWithProgress(from: string, to: string, report: Report): Promise<void> {
  const progress = await report.progress('copied', 100);
  const onProgress = (done: number, total: number) => progress.set(Math.floor((100 * done) / Math.max(total, 1)));
  try {
    await copyDatabase(from, to, onProgress);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code !== undefined && /^SQLITE_(CORRUPT|NOTADB)/.test(code) ? damaged(message) : error;
  } finally {
    progress.end();
  }
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
