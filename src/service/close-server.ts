import type { Server } from 'node:http';
import type { AlarmClock } from '../domain/time.js';

/** So long a client may still use a connection that it has kept: it was told nothing, and its next request may be on its way. */
const LAST_REQUESTS_MS = 1000;
const STOP_REQUESTS_MS = 4000;
const LOOK_EVERY_MS = 50;

/**
 * Ends a server so that no request is lost: every answer from now on says `Connection: close`; what is idle after a moment is closed, and no
 * connection is taken any more; what takes too long is cut off.
 */
export function closeServer(server: Server, clock: AlarmClock): Promise<void> {
  server.prependListener('request', (_, response) => response.setHeader('Connection', 'close'));
  return new Promise((resolve) => {
    const cancelLate = clock.after(STOP_REQUESTS_MS, () => server.closeAllConnections());
    let looks: NodeJS.Timeout;
    const close = () => {
      cancelLast();
      clearInterval(looks);
      looks = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
      server.close(() => {
        cancelLate();
        clearInterval(looks);
        resolve();
      });
    };
    const cancelLast = clock.after(LAST_REQUESTS_MS, close);
    looks = setInterval(() => {
      server.getConnections((_, open) => {
        if (open === 0 && server.listening) close();
      });
    }, LOOK_EVERY_MS);
  });
}
