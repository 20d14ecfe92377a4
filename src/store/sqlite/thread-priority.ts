import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** The nice value of a thread that others go before; 0 is usual, 19 the most (setpriority(2)). */
const NICE = 10;

/**
 * Has the calling thread give way to the process's other threads where they want the same core: whoever reads is answered first, and while a
 * commit waits for the disk nobody is in its way. On Linux each thread has a nice value of its own; elsewhere, and where the system does not say
 * which thread this is, nothing changes.
 * @returns whether it could be done
 */
export function giveWayToOtherThreads(): boolean {
  try {
    const [pid, , thread] = readlinkSync('/proc/thread-self').split('/');
    // A /proc of another namespace of processes would name somebody else's.
    if (Number(pid) !== process.pid) return false;
    setPriority(Number(thread), NICE);
    return true;
  } catch {
    return false;
  }
}
