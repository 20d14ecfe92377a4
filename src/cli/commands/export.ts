import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { KeyRing } from '../../app/keys/key-ring.js';
import { exportPerson } from '../../app/people/erase.js';
import { commentLine, headerLine } from '../../app/transfer/transfer.js';
import type { Settings } from '../../config.js';
import type { Store } from '../../store/store.js';
import { createWhole } from '../files.js';
import { counted, type Report } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

const A_PAGE = 500;

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
    await write(lines(store, keys, onDone), file).finally(() => progress.end());
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
  const comments = await withStore(settings, ({ store, keys }) => exportPerson(store, keys, email));
  await write([`${JSON.stringify({ comments }, null, 2)}\n`], file);
  report.note(`${counted(comments.length, 'comment')} of this person.`);
}

async function* lines(store: Store, keys: KeyRing, onProgress: (done: number) => void) {
  yield `${headerLine(await store.allSites())}\n`;
  let done = 0;
  for (let afterSeq = -1; ; ) {
    const page = await store.exportPage({ siteId: null, afterSeq, limit: A_PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map((row) => `${commentLine(row, keys)}\n`).join('');
    afterSeq = last.seq;
    done += page.length;
    onProgress(done);
  }
}

async function write(chunks: Iterable<string> | AsyncIterable<string>, file: string | undefined): Promise<void> {
  if (file === undefined) await pipeline(Readable.from(chunks), process.stdout, { end: false });
  else await createWhole(resolve(file), (path) => pipeline(Readable.from(chunks), createWriteStream(path)));
}
