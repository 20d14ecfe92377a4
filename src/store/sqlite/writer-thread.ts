import { parentPort, workerData } from 'node:worker_threads';
import { AfterwordError } from '../../domain/errors.js';
import type { Tx } from '../sql.js';
import { writeUnits } from '../store.js';
import { openWriter, sqlOn, storeError } from './connection.js';
import { type Outcome, type Request, sendError } from './messages.js';
import { searchOn } from './search.js';

/*
 * The one writer of this process. It takes every unit of work that is waiting, runs each in a savepoint and commits them together, so that
 * one wait for the disk serves them all while the event loop of the main thread goes on.
 */

const { file } = workerData as { file: string };
const db = openWriter(file);
const sql = sqlOn(db);
const tx: Tx = { ...sql, search: searchOn(sql) };

type Units = Extract<Request, { kind: 'units' }>['units'];

async function commitTogether(units: Units): Promise<Outcome[]> {
  try {
    db.exec('begin immediate');
    const outcomes: Outcome[] = [];
    for (const unit of units) outcomes.push(await runInSavepoint(unit));
    db.exec('commit');
    return outcomes;
  } catch (error) {
    if (db.inTransaction) db.exec('rollback');
    const failure: Outcome = { ok: false, error: sendError(storeError(error)) };
    return units.map(() => failure);
  }
}

/** @throws what ended the whole transaction: SQLite rolls all of it back when the disk is full or fails */
async function runInSavepoint({ name, input }: Units[number]): Promise<Outcome> {
  db.exec('savepoint unit');
  try {
    const run = writeUnits[name] as (tx: Tx, input: unknown) => Promise<unknown>;
    const value = await run(tx, input);
    db.exec('release unit');
    return { ok: true, value };
  } catch (error) {
    const mapped = storeError(error);
    if (!db.inTransaction) throw error;
    db.exec('rollback to unit; release unit');
    if (mapped instanceof AfterwordError && mapped.code === 'unavailable') throw error;
    return { ok: false, error: sendError(mapped) };
  }
}

/** Empties the write-ahead log into the file and cuts it off. */
function purge(): Outcome {
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (row?.busy === 0) return { ok: true, value: undefined };
  const error = new AfterwordError('unavailable', 'Another process is reading the database; try again.');
  return { ok: false, error: sendError(error) };
}

function close(): Outcome {
  db.close();
  return { ok: true, value: undefined };
}

async function answer(request: Request): Promise<Outcome[]> {
  if (request.kind === 'units') return commitTogether(request.units);
  return [request.kind === 'purge' ? purge() : close()];
}

parentPort?.on('message', async (request: Request) => {
  const outcomes = await answer(request);
  parentPort?.postMessage(outcomes);
  if (request.kind === 'close') parentPort?.close();
});
