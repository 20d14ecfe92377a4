import { parentPort, workerData } from 'node:worker_threads';
import { AfterwordError } from '../../domain/errors.js';
import { createCommitter } from './commit.js';
import { openWriter, storeError } from './connection.js';
import { forgetWords } from './forget-words.js';
import { type Request, sendError, type UnitOutcome } from './messages.js';
import { sameFiles } from './same-files.js';

/*
 * The one writer of this process: a thread of its own, so that waiting for the disk or for another process's lock does not hold up the event loop
 * of the main thread.
 */

/** What the thread is told when it starts. */
export interface WriterData {
  readonly file: string;
  readonly busyTimeoutMs: number;
}

const { file, busyTimeoutMs } = workerData as WriterData;
const db = openWriter(file, busyTimeoutMs);
const commitTogether = createCommitter(db);
// The log is there from the first look on.
db.prepare('select count(*) from sqlite_schema').get();
const mustBeSameFiles = sameFiles(file);

/** Leaves nothing of what was deleted: neither in the search index nor in the write-ahead log, which is cut off. @throws AfterwordError `unavailable` while somebody still reads from it */
function purge(): void {
  forgetWords(db);
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (row?.busy !== 0) {
    throw new AfterwordError('unavailable', 'Another process is reading the database; try again.');
  }
}

function outcomeOf(work: () => void): UnitOutcome {
  try {
    work();
    return { ok: true, value: undefined };
  } catch (error) {
    return { ok: false, error: sendError(storeError(error)) };
  }
}

async function answer(request: Request): Promise<UnitOutcome[]> {
  if (request.kind === 'close') return [outcomeOf(() => db.close())];
  const before = outcomeOf(mustBeSameFiles);
  if (!before.ok) return (request.kind === 'units' ? request.units : [request]).map(() => before);
  const outcomes = request.kind === 'units' ? await commitTogether(request.units) : [outcomeOf(purge)];
  // What was committed to a file that nobody can open any more is not stored.
  const after = outcomeOf(mustBeSameFiles);
  return after.ok ? outcomes : outcomes.map(() => after);
}

/** An outcome that cannot cross threads is told as a failure of its unit, rather than being the end of this thread. */
function send(outcomes: UnitOutcome[]): void {
  try {
    parentPort?.postMessage(outcomes);
  } catch {
    parentPort?.postMessage(outcomes.map((outcome) => outcomeOfSending(outcome)));
  }
}

function outcomeOfSending(outcome: UnitOutcome): UnitOutcome {
  try {
    return structuredClone(outcome);
  } catch (error) {
    return { ok: false, error: sendError(new Error(String(error))) };
  }
}

parentPort?.on('message', async (request: Request) => {
  send(await answer(request));
  if (request.kind === 'close') parentPort?.close();
});
