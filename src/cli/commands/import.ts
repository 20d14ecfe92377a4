import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { importExport } from '../../app/transfer/import.js';
import type { Settings } from '../../config.js';
import { CommandError, EX, type ExitCode } from '../exit-codes.js';
import { linesOf } from '../lines.js';
import { counted, type Report } from '../report.js';
import { withStore } from '../with-store.js';

/** Stores what an export of Afterword's own format holds and is not stored yet, beside a service that may be running. */
export async function importFile(settings: Settings, report: Report, file: string): Promise<ExitCode> {
  const stat = statSync(file);
  if (!stat.isFile()) throw new CommandError(EX.NOINPUT, `${file} is no file; it is read more than once.`);
  const progress = await report.progress('read', stat.size);
  const summary = await withStore(settings, ({ store, keys }) =>
    importExport(store, keys, { now: Date.now }, randomBytes, () =>
      linesOf(createReadStream(file), file, progress.set),
    ),
  ).finally(() => progress.end());
  report.result({ ...summary }, `${counted(summary.imported, 'comment')} imported, ${summary.known} stored already`);
  if (summary.sites > 0)
    report.note(`New: ${counted(summary.sites, 'site')}. Make tokens for them with \`token create\`.`);
  if (summary.unchecked > 0)
    report.note(`Without a verdict: ${counted(summary.unchecked, 'comment')}. \`recheck\` asks for one.`);
  if (summary.orphans === 0) return EX.OK;
  report.note(
    `Left out: ${counted(summary.orphans, 'comment')}, as what is answered is neither in the file nor stored.`,
  );
  return EX.DATAERR;
}
