import { existsSync } from 'node:fs';
import type { Settings } from '../config.js';
import { databaseFile, type Opened, openStore } from '../service/open-store.js';
import { CommandError, EX } from './exit-codes.js';

/** @throws CommandError EX_NOINPUT when there is no database yet, for commands that are of no use without one */
export function mustExist(settings: Settings): void {
  const file = databaseFile(settings);
  if (existsSync(file)) return;
  throw new CommandError(EX.NOINPUT, `There is no database ${file}. Is DATA_DIR right? The first start makes one.`);
}

/** Lends the store for as long as the work takes, beside a service that may be running. */
export async function withStore<Result>(
  settings: Settings,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const opened = await openStore(settings, Date.now());
  try {
    return await work(opened);
  } finally {
    await opened.store.close();
  }
}
