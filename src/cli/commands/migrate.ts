import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config.js';
import { openKeyFile } from '../../service/key-file.js';
import { engineOf, keyFile } from '../../service/open-store.js';
import type { Report } from '../report.js';

/** Brings the database to the newest schema, as every start does by itself; makes database and keys where there are none. */
export async function migrateDatabase(settings: Settings, report: Report): Promise<void> {
  const engine = engineOf(settings);
  openKeyFile(keyFile(settings), randomBytes, !(await engine.exists()));
  const done = await engine.migrate(Date.now());
  for (const migration of done) report.result({ migration }, `done: ${migration}`);
  if (done.length === 0) report.note(`${engine.place} is up to date.`);
}
