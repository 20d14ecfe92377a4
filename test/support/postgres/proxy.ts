import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a service and its server, and loses what it is told to. */
export interface CuttingProxy {
  /** The database, by way of this. */
  readonly url: string;
  /**
   * Of the next connection on which these words are sent to the server, the answer to its next commit is lost, and so is the connection. Settles when it
   * has happened.
   */
  loseCommitOf(words: string): Promise<void>;
  /** The next connection on which these words are sent to the server ends before they arrive. Settles when it has happened. */
  cutAt(words: string): Promise<void>;
  /** Ends all connections that there are. */
  cutAll(): void;
  close(): Promise<void>;
}

interface Trap {
  readonly words: string;
  readonly kind: 'commit' | 'cut';
  readonly sprung: () => void;
}

/** What the server says to a commit (CommandComplete), which no text of ours holds. */
const COMMITTED = 'COMMIT\0';

export async function startProxy(databaseUrl: string): Promise<CuttingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const traps = new Set<Trap>();

  const server = createServer((near) => {
    const far = connect({ port: Number(target.port || 5432), host: target.hostname });
    let caught: Trap | undefined;
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    const spring = (trap: Trap) => {
      cut();
      trap.sprung();
    };
    near.on('data', (chunk) => {
      const trap = [...traps].find(({ words }) => chunk.includes(words));
      if (trap !== undefined) traps.delete(trap);
      if (trap?.kind === 'cut') return spring(trap);
      caught ??= trap;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (caught !== undefined && chunk.includes(COMMITTED)) spring(caught);
      else near.write(chunk);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const set = (words: string, kind: Trap['kind']) =>
    new Promise<void>((sprung) => {
      traps.add({ words, kind, sprung });
    });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    loseCommitOf: (words) => set(words, 'commit'),
    cutAt: (words) => set(words, 'cut'),
    cutAll() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
