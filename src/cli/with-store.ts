import type { Settings } from '../config.js';
import { engineOf, type Opened, openStore } from '../service/open-store.js';
import { CommandError, EX } from './exit-codes.js';

/** @throws CommandError EX_NOINPUT when there is no database yet, for commands that are of no use without one */
export async function mustExist(settings: Settings): Promise<void> {
  const engine = engineOf(settings);
  if (await engine.exists()) return;
  throw new CommandError(
    EX.NOINPUT,
    `There is no database ${engine.place}. Is DATA_DIR right? The first start makes one.`,
  );
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
