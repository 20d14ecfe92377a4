import { parentPort, workerData } from 'node:worker_threads';
import { prepareFile } from '../../../src/store/sqlite/open.js';
import { sqliteMigrations } from '../../support/store-sqlite.js';

/** Opens a database as a starting service does, and tells which migrations it ran. */
parentPort?.postMessage(prepareFile({ file: workerData as string, migrations: sqliteMigrations(), now: 0 }));
