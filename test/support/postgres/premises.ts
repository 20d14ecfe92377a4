import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Reads which server runs in the folder until whoever tells it closes the pipe, or dies. Then the server is ended, at once and
 * without care for its data, and the folder removed. A server that does not end within ten seconds is killed.
 */
const WATCH = `
  server=
  while read -r line; do server=$line; done
  if [ -n "$server" ]; then
    kill -QUIT "$server" 2>/dev/null
    for tenth in $(seq 100); do
      kill -0 "$server" 2>/dev/null || break
      case $(cat "/proc/$server/stat" 2>/dev/null) in *') Z '*) break ;; esac
      sleep 0.1
    done
    kill -KILL "$server" 2>/dev/null
  fi
  for attempt in 1 2 3; do rm -rf "$0" && break; sleep 1; done
`;

/** Who runs the programs of PostgreSQL: they refuse to run as root. */
interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** A temporary folder for one server. However this process ends, the server ends with it, and the folder is gone. */
export interface Premises {
  readonly path: string;
  readonly user: User;
  /** Tells which server is to be ended; null: there is none any more. */
  note(server: number | null): void;
  /** Ends the server and removes the folder. */
  end(): Promise<void>;
}

export function openPremises(): Premises {
  const path = mkdtempSync(join(tmpdir(), 'afterword-postgres-'));
  const user = unprivilegedUser();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
  // Detached, so that what ends this process and its group by a signal does not end the watcher too.
  const watcher = spawn('sh', ['-c', WATCH, path], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const pipe = watcher.stdin as unknown as Socket;
  pipe.on('error', () => undefined);
  pipe.unref();
  watcher.unref();
  const ended = once(watcher, 'exit');
  return {
    path,
    user,
    note: (server) => pipe.write(`${server ?? ''}\n`),
    async end() {
      watcher.ref();
      pipe.end();
      await ended;
    },
  };
}

/** Nobody in particular if this is root; otherwise whoever this is. */
function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
}
