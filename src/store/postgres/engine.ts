import { join } from 'node:path';
import type { Engine, EngineOptions } from '../engine.js';
import { readMigrations } from '../migrations.js';
import { refuseArriving } from '../moving.js';
import { placeOf, readAddress } from './address.js';
import { inspectDatabase, sizeOf } from './inspect.js';
import { keepPrints, keptPrints } from './key-prints.js';
import { appliedMigrations, migrate, onPrimary } from './migrate.js';
import { lendRows, moveNoteOf } from './moving.js';
import { notesOf } from './notes.js';
import { openPostgresStore } from './open.js';

/** PostgreSQL: a server that any number of processes share, on any number of machines. */
export function postgresEngine({ url, migrationsFolder }: EngineOptions & { readonly url: string }): Engine {
  const address = readAddress(url);
  const migrations = () => readMigrations(join(migrationsFolder, 'postgres'));
  return {
    place: placeOf(address),
    folder: null,
    exists: () => onPrimary(address, async (client) => (await appliedMigrations(client)).length > 0),
    async open(now) {
      refuseArriving(await onPrimary(address, moveNoteOf));
      return openPostgresStore({ address, migrations: migrations(), now });
    },
    migrate: (now) => migrate(address, migrations(), now),
    inspect: () => onPrimary(address, (client) => inspectDatabase(client, migrations())),
    serverNotes: (now) => onPrimary(address, (client) => notesOf(client, now)),
    size: () => onPrimary(address, sizeOf),
    // Any number of processes may.
    claimServing: async () => true,
    moveNote: () => onPrimary(address, moveNoteOf),
    lend: (work) => onPrimary(address, (client) => lendRows(client, work)),
    keyPrints: {
      read: () => onPrimary(address, keptPrints),
      keep: (prints) => onPrimary(address, (client) => keepPrints(client, prints)),
    },
    backup: null,
  };
}
