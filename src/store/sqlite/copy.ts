import { openReader } from './connection.js';

/** Pages copied between two looks at the event loop. */
const PAGES_A_STEP = 1000;

/**
 * Copies a database, as it is at this moment, while others read and write. The read transaction that is held meanwhile keeps their commits from
 * starting the copy over and over (SQLite, "Online Backup API": a change by another connection restarts it).
 * @param to a file that does not exist yet
 * @param onProgress told how many of all pages are copied
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const db = openReader(from);
  try {
    db.exec('begin');
    db.prepare('select count(*) from sqlite_master').get();
    await db.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_A_STEP;
      },
    });
  } finally {
    db.close();
  }
}
