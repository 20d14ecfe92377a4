import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Which core each process may use; null for all of them. */
export interface Cores {
  readonly server: number | null;
  readonly generator: number | null;
}

/** A core for the server and one for the load generator, where there are two and `taskset` can bind to them. */
export function chooseCores(): Cores {
  const list = availableParallelism() >= 2 ? allowedCores() : [];
  const [server, generator] = list;
  return server === undefined || generator === undefined ? { server: null, generator: null } : { server, generator };
}

/** The cores that this process may use, by `taskset`; none where it is missing. */
function allowedCores(): number[] {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  const list = status === 0 ? stdout.trim().split(' ').at(-1) : undefined;
  return (list ?? '').split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    if (first === undefined || last === undefined || Number.isNaN(first) || part === '') return [];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** A command, bound to a core if one is named. */
export function withCore(command: readonly string[], core: number | null): [string, string[]] {
  const [program, ...args] = core === null ? command : ['taskset', '-c', String(core), ...command];
  return [program as string, args];
}
