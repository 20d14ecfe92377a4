import { randomUUID } from 'node:crypto';
import { type MoveOrder, moveDatabase, undoMove } from '../../app/operation/move.js';
import { readConfig, type Settings } from '../../config.js';
import { keyPlace } from '../../service/keys.js';
import { engineOf } from '../../service/open-store.js';
import type { Engine } from '../../store/engine.js';
import { CommandError, EX } from '../exit-codes.js';
import { type Report, table } from '../report.js';
import { mustExist } from '../with-store.js';

/** Moves the whole database to another engine, and compares both. */
export async function move(settings: Settings, report: Report, url: string): Promise<void> {
  await mustExist(settings);
  const [source, target] = [engineOf(settings), engineOf({ ...settings, DATABASE_URL: readUrl(url) })];
  const bars = createBars(report);
  try {
    const order: MoveOrder = { now: Date.now, newId: randomUUID, onProgress: bars.set };
    const moved = await moveDatabase(source, target, order);
    await bars.end();
    const lines = table(moved.map(({ table: name, rows, sha256 }) => [name, String(rows), sha256])).split('\n');
    report.heading('Rows and SHA-256 of each table, the same on both sides:');
    for (const [index, facts] of moved.entries()) report.result({ ...facts }, lines[index] as string);
  } catch (error) {
    await bars.end();
    await sayThatItIsHeld(source, report);
    throw error;
  }
  report.note(
    `Moved to ${target.place}. Set DATABASE_URL to the new database and start the service again. ${source.place} is kept as it was, and refuses changes.\n` +
      `The keys are in no database: every process needs those of ${keyPlace(settings)}, by SECRET_FILE or SECRET_KEY.`,
  );
}

/** A URL in the form of the setting. Nothing of it is repeated, as a password may be in it. */
function readUrl(url: string): string {
  try {
    const { DATABASE_URL: read } = readConfig({ DATABASE_URL: url });
    if (read !== undefined) return read;
  } catch {
    // As below.
  }
  throw new CommandError(EX.USAGE, 'Say where to: --to postgres://user:password@host/database, or --to file:PATH.');
}

/** A move that has failed leaves its source read-only: that is no state to be found out by accident. */
async function sayThatItIsHeld(source: Engine, report: Report): Promise<void> {
  const note = await source.moveNote().catch(() => null);
  if (note?.state !== 'moving') return;
  report.note(
    `${source.place} is read-only until the move to ${note.other} is done. Run the same command again, or take it back: afterword move --undo`,
  );
}

/** Lets a database that was moved, or is being moved, be written to again. */
export async function undo(settings: Settings, report: Report): Promise<void> {
  await mustExist(settings);
  const engine = engineOf(settings);
  const { place } = engine;
  const note = await undoMove(engine);
  if (note === null) {
    report.note(`${place} is not being moved.`);
    return;
  }
  report.result({ place, other: note.other, state: note.state }, `${place} takes changes again.`);
  if (note.state === 'moved') report.note(`What was written to ${note.other} since is not in it.`);
}

/** A bar for each part of the work, one behind the other. */
function createBars(report: Report) {
  let shown: { readonly what: string; readonly bar: ReturnType<Report['progress']> } | null = null;
  const end = async () => {
    const last = shown;
    shown = null;
    (await last?.bar)?.end();
  };
  return {
    end,
    set(what: string, done: number, total: number) {
      if (shown?.what !== what) {
        void end();
        shown = { what, bar: report.progress(what, total) };
      }
      void shown.bar.then((bar) => bar.set(done));
    },
  };
}
