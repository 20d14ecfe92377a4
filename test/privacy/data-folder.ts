import { join } from 'node:path';
import Database from 'better-sqlite3';
import { filesIn } from '../support/folder-files.js';
import type { TestService } from '../support/service.js';

/** Every file of a data folder, the key file left out, by its name. */
function filesOf(folder: string): Map<string, Buffer> {
  const files = filesIn(folder);
  files.delete('secret.key');
  return files;
}

/** Which of these texts stand somewhere in the files of the data folder, as `file: text`. Case does not matter. */
export function foundInFiles(folder: string, texts: readonly (string | Buffer)[]): string[] {
  const found: string[] = [];
  for (const [name, bytes] of filesOf(folder)) {
    const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
    for (const text of texts) {
      const isThere = typeof text === 'string' ? lower.includes(text.toLowerCase()) : bytes.includes(text);
      if (isThere) found.push(`${name}: ${typeof text === 'string' ? text : text.toString('hex')}`);
    }
  }
  return found;
}

/** Every row of every table, as text. */
export function dump(service: TestService): string[] {
  const db = new Database(join(service.settings.DATA_DIR, 'afterword.db'), { readonly: true });
  try {
    const tables = db
      .prepare(`select name from sqlite_schema where type = 'table' and sql not like '%virtual table%'`)
      .pluck()
      .all() as string[];
    return tables.flatMap((table) =>
      db
        .prepare(`select * from "${table}"`)
        .all()
        .map((row) => `${table} ${JSON.stringify(row, readableBytes)}`),
    );
  } finally {
    db.close();
  }
}

function readableBytes(_: string, value: unknown): unknown {
  const isBytes = typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'Buffer';
  return isBytes ? Buffer.from((value as { data: number[] }).data).toString('hex') : value;
}
