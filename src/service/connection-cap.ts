import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AlarmClock } from '../domain/time.js';
import type { World } from './world.js';

/** File descriptors that connections leave for the rest: the database, the key file, calls to the spam checker. */
const KEPT_BACK = 32;
const SAID_EVERY_MS = 60_000;

/**
 * How many connections this process can hold and still open files; null where the system does not say. Without a cap a crowd of connections
 * takes every descriptor, and the database or a call to the spam checker fails for want of one.
 */
export function connectionsPossible(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    if (soft === undefined) return null;
    return Math.max(1, Number(soft) - readdirSync('/proc/self/fd').length - KEPT_BACK);
  } catch {
    return null;
  }
}

/**
 * Closes at once what comes when so many connections are open, and first those that wait for a next request. Says so in the log, and when it is
 * over, at most once a minute.
 */
export function capConnections(server: Server, most: number | null, clock: AlarmClock, log: World['log']): void {
  let refused = 0;
  let cancelNext: (() => void) | null = null;

  function say(): void {
    log.error(
      `${refused} refused`,
      `more connections come than this process may hold (${server.maxConnections ?? 'as many as the system allows'}): allow more, with LimitNOFILE in the systemd unit or ulimit -n`,
    );
    refused = 0;
    cancelNext = clock.after(SAID_EVERY_MS, () => {
      cancelNext = null;
      if (refused > 0) say();
      else log.info({}, 'no connection is refused any more');
    });
  }

  function refuse(): void {
    refused += 1;
    server.closeIdleConnections();
    if (cancelNext === null) say();
  }

  if (most !== null) server.maxConnections = most;
  server.on('drop', refuse);
  server.on('error', (error: NodeJS.ErrnoException) => {
    // What the system itself refuses: this process, or all together, hold too many files.
    if (error.code === 'EMFILE' || error.code === 'ENFILE') refuse();
    else log.error(error, 'a connection could not be taken');
  });
  server.once('close', () => cancelNext?.());
}
