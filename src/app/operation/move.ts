import { createHash, type Hash } from 'node:crypto';
import { AfterwordError } from '../../domain/errors.js';
import type { Engine } from '../../store/engine.js';
import type { MovableRows, MoveNote, ReadableRows, Row } from '../../store/moving.js';
import { TABLES, type Table } from '../../store/tables.js';

/** Rows read and written at a time. */
const A_PAGE = 500;
/** Of tables whose rows may be large. */
const A_WIDE_PAGE = 10;

/** What a move needs from outside. */
export interface MoveOrder {
  readonly now: () => number;
  readonly newId: () => string;
  /** Told how many rows of how many are copied, and then how many are compared. */
  readonly onProgress: (what: 'copied' | 'compared', done: number, total: number) => void;
}

/** A table that was moved: the same on both sides. */
export interface MovedTable {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over its rows in the order of their keys, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Copies everything of a database to another one, and compares both. The source refuses changes from the beginning on and for good, the target serves
 * nobody before the end. Broken off, it goes on where it was when it is asked again.
 * @throws AfterwordError `conflict` when one of the two is not what it has to be; `unavailable` when they differ
 */
export async function moveDatabase(source: Engine, target: Engine, order: MoveOrder): Promise<MovedTable[]> {
  if (source.place === target.place) throw refused(`${source.place} is where the database is already.`);
  await mustBeSound(source);
  if (!(await target.exists())) await target.migrate(order.now());
  return source.lend((from) => target.lend((to) => moveBetween({ source, target, from, to }, order)));
}

/** Takes a move back on its source. @returns what was noted of it; null where nothing was */
export async function undoMove(source: Engine): Promise<MoveNote | null> {
  return source.lend(async (rows) => {
    const note = await rows.note();
    if (note?.state === 'arriving')
      throw refused(`${source.place} is the target of an unfinished move. Undo it at ${note.other}.`);
    if (note !== null) await rows.release();
    return note;
  });
}

interface Sides {
  readonly source: Engine;
  readonly target: Engine;
  readonly from: MovableRows;
  readonly to: MovableRows;
}

async function moveBetween({ source, target, from, to }: Sides, order: MoveOrder): Promise<MovedTable[]> {
  const note = (await from.note()) ?? { id: order.newId(), state: 'moving', other: target.place, at: order.now() };
  const isGoingOn = await mustTake({ source, target, to }, note);
  if (!isGoingOn) await target.migrate(order.now());
  if ((await from.note()) === null) await from.hold(note);
  await to.receive({ ...note, state: 'arriving', other: source.place });
  await copyAll(from, to, order.onProgress);
  await to.complete(await from.numbers());
  const moved = await compareAll(from, to, order.onProgress);
  await mustBeSound(target);
  // In this order: broken off in between, the same command finds both notes and ends it.
  await from.renote({ ...note, state: 'moved', other: target.place, at: order.now() });
  await to.release();
  return moved;
}

/** That a database is whole, and of this version. */
async function mustBeSound(engine: Engine): Promise<void> {
  const { place } = engine;
  const { damages, brokenReferences, missing, unknown } = await engine.inspect();
  if (damages[0] !== undefined) throw refused(`${place} is damaged: ${damages[0].replace(/\s+/g, ' ')}.`);
  if (brokenReferences.length > 0) throw refused(`${place}: rows of ${brokenReferences.join(', ')} point nowhere.`);
  if (unknown.length > 0) throw refused(`A newer Afterword wrote ${place}. Install that version.`);
  if (missing.length > 0) throw refused(`${place} is of an earlier version. Run \`afterword migrate\` first.`);
}

/** @returns whether the target has a part of this move already @throws AfterwordError `conflict` when it may not be written to */
async function mustTake({ source, target, to }: Omit<Sides, 'from'>, note: MoveNote): Promise<boolean> {
  const known = await to.note();
  const isPart = known?.state === 'arriving' && known.id === note.id;
  if (isPart && (note.state === 'moving' || note.other === target.place)) return true;
  if (note.state === 'moved') {
    throw refused(`${source.place} has been moved to ${note.other} already. To use it again: afterword move --undo`);
  }
  if (note.state === 'arriving') throw refused(`${source.place} is the target of an unfinished move itself.`);
  if (known !== null) {
    throw refused(
      `${target.place} holds ${known.state === 'arriving' ? 'a part of another move' : 'a database that was moved'}. Name an empty one.`,
    );
  }
  const filled = await to.filled();
  if (filled.length > 0) {
    throw refused(`${target.place} is not empty: it has rows in ${filled.join(', ')}. Name an empty database.`);
  }
  return false;
}

function refused(message: string): AfterwordError {
  return new AfterwordError('conflict', message);
}

async function copyAll(from: MovableRows, to: MovableRows, onProgress: MoveOrder['onProgress']): Promise<void> {
  const total = await rowsOf(from);
  let done = await rowsOf(to);
  for (const table of TABLES) {
    for await (const page of pagesOf(from, table, await to.lastKey(table))) {
      await to.put(table, page);
      done += page.length;
      onProgress('copied', done, total);
    }
  }
}

async function rowsOf(rows: ReadableRows): Promise<number> {
  let sum = 0;
  for (const table of TABLES) sum += await rows.count(table);
  return sum;
}

/** The rows of a table behind a key; the next page is read while one is worked on. */
async function* pagesOf(rows: ReadableRows, table: Table, after: Row | null): AsyncGenerator<readonly Row[]> {
  const limit = table.isWide ? A_WIDE_PAGE : A_PAGE;
  const at = table.key.map((column) => table.columns.indexOf(column));
  const next = (last: Row | undefined) =>
    last === undefined ? null : rows.page(table, at.map((index) => last[index]) as Row, limit);
  let page = await rows.page(table, after, limit);
  while (page.length > 0) {
    const following = page.length < limit ? null : next(page.at(-1));
    // Whoever works on this page may fail before the next one is asked for.
    following?.catch(() => undefined);
    yield page;
    page = (await following) ?? [];
  }
}

async function compareAll(
  from: ReadableRows,
  to: ReadableRows,
  onProgress: MoveOrder['onProgress'],
): Promise<MovedTable[]> {
  const total = await rowsOf(from);
  const moved: MovedTable[] = [];
  let before = 0;
  for (const table of TABLES) {
    const [here, there] = await Promise.all([
      sumOf(from, table, (rows) => onProgress('compared', before + rows, total)),
      sumOf(to, table, () => undefined),
    ]);
    if (here.rows !== there.rows || here.sha256 !== there.sha256) {
      throw new AfterwordError(
        'unavailable',
        `The copy of ${table.name} differs: ${here.rows} rows, SHA-256 ${here.sha256}, became ${there.rows}, ${there.sha256}. Make the target empty and move again.`,
      );
    }
    before += here.rows;
    moved.push(here);
  }
  return moved;
}

async function sumOf(rows: ReadableRows, table: Table, onRows: (rows: number) => void): Promise<MovedTable> {
  const sum = createHash('sha256');
  let count = 0;
  for await (const page of pagesOf(rows, table, null)) {
    for (const row of page) add(sum, row);
    count += page.length;
    onRows(count);
  }
  return { table: table.name, rows: count, sha256: sum.digest('hex') };
}

/** A row in a form that is the same whatever engine it comes from: a line of JSON. */
function add(sum: Hash, row: Row): void {
  const cells = row.map((cell) => (cell instanceof Uint8Array ? { hex: Buffer.from(cell).toString('hex') } : cell));
  sum.update(`${JSON.stringify(cells)}\n`);
}
