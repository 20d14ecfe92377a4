import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Settings } from '../../config.js';
import { openKeyFile } from '../../service/key-file.js';
import { databaseFile, keyFile, migrations } from '../../service/open-store.js';
import { prepareFile } from '../../store/sqlite/open.js';
import type { Report } from '../report.js';

/** Brings the database to the newest schema, as every start does by itself; makes database and keys where there are none. */
export function migrateDatabase(settings: Settings, report: Report): void {
  const file = databaseFile(settings);
  openKeyFile(keyFile(settings), randomBytes, !existsSync(file));
  const done = prepareFile({ file, migrations: migrations(), now: Date.now() });
  for (const migration of done) report.result({ migration }, `done: ${migration}`);
  if (done.length === 0) report.note(`${file} is up to date.`);
}
