import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportPerson } from '../../app/people/person.js';
import { exportLines } from '../../app/transfer/export.js';
import type { Settings } from '../../config.js';
import { createWhole } from '../files.js';
import { counted, type Report } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

/** Writes all comments in Afterword's own format, a few at a time in memory. @param file stdout when undefined */
export async function exportAll(settings: Settings, report: Report, file: string | undefined): Promise<void> {
  await mustExist(settings);
  await withStore(settings, async ({ store, keys }) => {
    const counts = await store.countsBySite();
    const progress = await report.progress(
      'exported',
      counts.reduce((sum, { n }) => sum + n, 0),
    );
    let comments = 0;
    const onDone = (done: number) => {
      comments = done;
      progress.set(done);
    };
    await write(exportLines(store, keys, onDone), file).finally(() => progress.end());
    report.note(
      `${counted(comments, 'comment')} exported, with emails and addresses in clear: keep the file to yourself.`,
    );
  });
}

/** Writes all that is kept of a person as one JSON document. @param file stdout when undefined */
export async function exportOnePerson(
  settings: Settings,
  report: Report,
  email: string,
  file: string | undefined,
): Promise<void> {
  await mustExist(settings);
  const kept = await withStore(settings, ({ store, keys }) => exportPerson(store, keys, email));
  await write([`${JSON.stringify(kept, null, 2)}\n`], file);
  report.note(`${counted(kept.comments.length, 'comment')} of this person.`);
  if (kept.waitingCorrections.length > 0) {
    const corrections = counted(kept.waitingCorrections.length, 'correction');
    report.note(`${corrections} of deleted comments still to be sent to the spam checker.`);
  }
}

async function write(chunks: Iterable<string> | AsyncIterable<string>, file: string | undefined): Promise<void> {
  if (file === undefined) await pipeline(Readable.from(chunks), process.stdout, { end: false });
  else await createWhole(resolve(file), (path) => pipeline(Readable.from(chunks), createWriteStream(path)));
}
