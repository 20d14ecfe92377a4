import Database from 'better-sqlite3';

/**
 * Marks a database as served by this process for as long as it lives: the system ends the lock on this file of its own, whatever ends the process.
 * @returns false when another process serves it already, or the file cannot be made
 */
export function claimServing(file: string): boolean {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { timeout: 0 });
    db.exec('begin exclusive');
    claimed.push(db);
    return true;
  } catch {
    db?.close();
    return false;
  }
}

/** Kept, as a connection that nobody holds is closed. */
const claimed: Database.Database[] = [];
