import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Engine, EngineOptions, Inspection } from '../engine.js';
import { readMigrations } from '../migrations.js';
import { refuseArriving } from '../moving.js';
import { copyDatabase } from './copy.js';
import { inspectCopy, inspectDatabase, NOTHING_KNOWN } from './inspect.js';
import { lendRows, readMoveNote } from './moving.js';
import { openSqliteStore, prepareFile } from './open.js';
import { claimServing } from './serving.js';

/** SQLite: the database is a file of this machine. */
export function sqliteEngine({ url, folder, migrationsFolder }: EngineOptions): Engine {
  const file =
    url === undefined ? join(resolve(folder), 'afterword.db') : resolve(url.replace(/^file:(\/\/(?=\/))?/, ''));
  const migrations = () => readMigrations(join(migrationsFolder, 'sqlite'));
  return {
    place: file,
    folder: dirname(file),
    exists: async () => existsSync(file),
    async open(now) {
      if (existsSync(file)) refuseArriving(await readMoveNote(file));
      return openSqliteStore({ file, migrations: migrations(), now });
    },
    migrate: async (now) => prepareFile({ file, migrations: migrations(), now }),
    inspect: async () => inspectDatabase(file, migrations()),
    claimServing: async () => claimServing(`${file}-serving`),
    serverNotes: async () => [],
    size: async () => ({ data: bytesOf(file), log: bytesOf(`${file}-wal`) }),
    moveNote: () => readMoveNote(file),
    lend: (work) => lendRows(file, work),
    keyPrints: null,
    backup: (to, onProgress) => backup(file, to, onProgress).then((found) => found ?? inspectCopy(to, migrations())),
  };
}

/** @returns what is wrong with a database that is too damaged to be copied; null once it is copied */
async function backup(
  from: string,
  to: string,
  onProgress: (done: number, total: number) => void,
): Promise<Inspection | null> {
  try {
    await copyDatabase(from, to, onProgress);
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined || !/^SQLITE_(CORRUPT|NOTADB)/.test(code)) throw error;
    return { ...NOTHING_KNOWN, damages: [message] };
  }
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
