import type { Settings } from '../../config.js';
import { openKeys } from '../../service/keys.js';
import { engineOf } from '../../service/open-store.js';
import type { Report } from '../report.js';

/** Brings the database to the newest schema, as every start does by itself; makes database and keys where there are none. */
export async function migrateDatabase(settings: Settings, report: Report): Promise<void> {
  const engine = engineOf(settings);
  openKeys(settings, !(await engine.exists()));
  const done = await engine.migrate(Date.now());
  for (const migration of done) report.result({ migration }, `done: ${migration}`);
  if (done.length === 0) report.note(`${engine.place} is up to date.`);
}
