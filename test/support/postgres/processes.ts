import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { PATIENCE_MS } from '../patience.js';

const LOOK_AGAIN_MS = 10;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/**
 * Kills a process and its children so that none does another step, and waits until all are gone. The processes of PostgreSQL
 * each have a group of their own, and outlive their parent until they look for it: long enough to acknowledge a commit.
 */
export async function killFamily(pid: number): Promise<void> {
  if (!signal(pid, 'SIGSTOP')) return;
  const family = [pid, ...processes().flatMap((one) => (one.parent === pid ? [one.pid] : []))];
  for (const member of family.toReversed()) signal(member, 'SIGKILL');
  await until('processes that were killed are gone', () => !processes().some((one) => family.includes(one.pid)));
}

/** Waits for a condition that nobody announces. What never comes is named: not all who wait here have the bound of a test. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const given = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > given) throw new Error(`waited in vain: ${what}`);
    await wait(LOOK_AGAIN_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** All that run; one that has ended, and that its parent has not asked for yet, does not. */
function processes(): Process[] {
  const all = existsSync('/proc/self/stat') ? fromProc() : fromPs();
  return all.filter(({ state }) => !state.startsWith('Z'));
}

function fromProc(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'latin1');
      // The name in parentheses may hold anything.
      const [state = '', parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(name), parent: Number(parent), state }];
    } catch {
      return [];
    }
  });
}

function fromPs(): Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    return pid ? [{ pid: Number(pid), parent: Number(parent), state }] : [];
  });
}
