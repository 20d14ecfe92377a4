import { AfterwordError } from '../../domain/errors.js';
import type { Tx } from '../sql.js';
import { stagedSearch } from '../staged-search.js';
import { writeUnits } from '../store.js';
import { type Connection, sqlOn, storeError } from './connection.js';
import { type AskedUnit, sendError, type UnitOutcome } from './messages.js';
import { searchOn } from './search.js';

/**
 * Makes what runs units of work on a connection and commits them together: each in a savepoint, so that one that fails takes nothing with it. What
 * fails only at the end, such as the search index's part of a unit, is found by committing each half of the units for itself. When the database itself
 * cannot go on, all of them have failed and nothing of them is left.
 */
export function createCommitter(db: Connection): (units: readonly AskedUnit[]) => Promise<UnitOutcome[]> {
  const sql = sqlOn(db);
  const search = stagedSearch(searchOn(sql));
  const tx: Tx = { ...sql, search: search.index };
  const statements = {
    begin: db.prepare('begin immediate'),
    commit: db.prepare('commit'),
    savepoint: db.prepare('savepoint unit'),
    release: db.prepare('release unit'),
  };

  /** @throws what ended the whole transaction: a full or failing disk, which SQLite may have rolled back by itself */
  async function runInSavepoint({ name, input }: AskedUnit): Promise<UnitOutcome> {
    const staged = search.size();
    statements.savepoint.run();
    try {
      const run = writeUnits[name] as (tx: Tx, input: unknown) => Promise<unknown>;
      const value = await run(tx, input);
      statements.release.run();
      return { ok: true, value };
    } catch (error) {
      const mapped = storeError(error);
      if (!db.inTransaction || isUnavailable(mapped)) throw error;
      db.exec('rollback to unit; release unit');
      search.cutTo(staged);
      return { ok: false, error: sendError(mapped) };
    }
  }

  async function commitTogether(units: readonly AskedUnit[]): Promise<UnitOutcome[]> {
    try {
      statements.begin.run();
      const outcomes: UnitOutcome[] = [];
      for (const unit of units) outcomes.push(await runInSavepoint(unit));
      await search.apply();
      statements.commit.run();
      return outcomes;
    } catch (error) {
      search.cutTo(0);
      if (db.inTransaction) db.exec('rollback');
      const mapped = storeError(error);
      if (units.length > 1 && !isUnavailable(mapped)) return inHalves(units);
      const failure: UnitOutcome = { ok: false, error: sendError(mapped) };
      return units.map(() => failure);
    }
  }

  async function inHalves(units: readonly AskedUnit[]): Promise<UnitOutcome[]> {
    const middle = Math.ceil(units.length / 2);
    return [...(await commitTogether(units.slice(0, middle))), ...(await commitTogether(units.slice(middle)))];
  }

  return commitTogether;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AfterwordError && error.code === 'unavailable';
}
