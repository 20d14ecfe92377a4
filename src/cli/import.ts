import { statSync } from 'node:fs';
import { importExport } from '../app/import.js';
import type { Settings } from '../config.js';
import { CommandError, EX, type ExitCode } from './exit-codes.js';
import { linesOf } from './lines.js';
import { random, withStore } from './open-store.js';
import type { Report } from './report.js';

/** Stores what an export of Afterword's own format holds and is not stored yet, beside a service that may be running. */
export async function importFile(settings: Settings, report: Report, file: string): Promise<ExitCode> {
  const stat = statSync(file);
  if (!stat.isFile()) throw new CommandError(EX.NOINPUT, `${file} is no file; it is read more than once.`);
  const progress = await report.progress('read', stat.size);
  const summary = await withStore(settings, ({ store, keys }) =>
    importExport(store, keys, { now: Date.now }, random, () => linesOf(file, progress.set)),
  ).finally(() => progress.end());
  report.result({ ...summary }, `${summary.imported} comments imported, ${summary.known} were stored already`);
  if (summary.sites > 0)
    report.note(`${summary.sites} sites were made; tokens for them are made with \`token create\`.`);
  if (summary.unchecked > 0) report.note(`${summary.unchecked} of them have no verdict; \`recheck\` asks for one.`);
  if (summary.orphans === 0) return EX.OK;
  report.note(`${summary.orphans} comments were left out: what they answer is neither in the file nor stored.`);
  return EX.DATAERR;
}
