import { type Erasure, erase, previewErasure } from '../../app/people/erase.js';
import type { Settings } from '../../config.js';
import { confirmed } from '../confirm.js';
import { EX, type ExitCode } from '../exit-codes.js';
import { counted, type Report } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

/**
 * Removes all that a person left, for good.
 * @param sure does not ask first, which is done on a terminal only
 * @returns EX_DATAERR when something could not be removed
 */
export async function eraseAddress(
  settings: Settings,
  report: Report,
  email: string,
  sure: boolean,
): Promise<ExitCode> {
  await mustExist(settings);
  if (!sure && !(await confirmed('This removes all that this person left, on every site, for good.'))) {
    report.note('Nothing was erased.');
    return EX.OK;
  }
  const erasure = await withStore(settings, ({ store, keys }) => erase(store, keys, { now: Date.now }, email));
  const { wasKnown, comments, placeholders, quotedIn, notUnlearnedOn } = erasure;
  report.result({ comments, placeholders, quotedIn, notUnlearnedOn }, words(wasKnown, comments, placeholders));
  noteQuotes(report, quotedIn);
  if (wasKnown)
    report.note('Backups and exports made earlier still hold it: delete them, or erase again after restoring one.');
  if (notUnlearnedOn.length === 0) return EX.OK;
  report.note(
    `Not everything is erased: the classifier of ${notUnlearnedOn.join(', ')} is damaged and cannot unlearn the comments of this person. It keeps what it learned as numbers, without words. Restore the newest backup and erase again.`,
  );
  return EX.DATAERR;
}

/** Says what `erase` would remove, and changes nothing. */
export async function previewErase(settings: Settings, report: Report, email: string): Promise<ExitCode> {
  await mustExist(settings);
  const { comments, corrections, quotedIn } = await withStore(settings, ({ store, keys }) =>
    previewErasure(store, keys, email),
  );
  const sites = [...new Set(comments.map(({ site }) => site))].join(', ');
  const found =
    comments.length === 0
      ? 'No comment is stored under this email'
      : `${counted(comments.length, 'comment')} on ${sites} would be erased`;
  const waiting =
    corrections === 0 ? '' : `, and ${counted(corrections, 'correction')} of deleted comments would not be sent`;
  report.result({ comments, corrections, quotedIn }, `${found}${waiting}. Nothing was erased.`);
  noteQuotes(report, quotedIn);
  return EX.OK;
}

function noteQuotes(report: Report, quotedIn: Erasure['quotedIn']): void {
  for (const { site, comments: ids } of quotedIn) {
    report.note(`Other people's comments on ${site} quote the address; look at them: ${ids.join(', ')}`);
  }
}

function words(wasKnown: boolean, comments: number, placeholders: number): string {
  if (!wasKnown) return 'Nothing is stored under this email.';
  if (comments === 0) return 'No comment was stored under this email; what else was kept of the person is erased.';
  const left = placeholders === 0 ? '' : `; of ${placeholders} an empty place remains, because others have answered`;
  return `${counted(comments, 'comment')} erased, with their history and all that was kept beside them${left}`;
}
