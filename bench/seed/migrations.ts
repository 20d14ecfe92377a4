import { packageFile } from '../../src/service/package-files.js';
import { type Migration, readMigrations } from '../../src/store/migrations.js';

/** The migrations of the embedded database. */
export function migrations(): Migration[] {
  return readMigrations(packageFile('migrations/sqlite'));
}
