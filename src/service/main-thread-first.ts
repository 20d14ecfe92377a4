import { readdirSync, readlinkSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';

/** The nice value of threads that others go before; 0 is usual, 19 the most (setpriority(2)). */
const NICE = 10;

/**
 * Where there is one core for everything, has the threads that this process has so far give way to the main thread: readers are answered before
 * the writer goes on, and before V8's helpers compile or collect. On Linux each thread has a nice value of its own; elsewhere nothing changes.
 */
export function letMainThreadGoFirst(cores = availableParallelism()): void {
  if (process.platform !== 'linux' || cores > 1) return;
  for (const thread of otherThreads()) {
    try {
      setPriority(thread, NICE);
    } catch {
      // It has ended, or the system does not allow it: then it has the priority that it had.
    }
  }
}

/** Their numbers; none where `/proc` is not there, or is that of other processes: it would name somebody else's threads. */
function otherThreads(): number[] {
  try {
    const threads = readdirSync(`/proc/${process.pid}/task`).map(Number);
    return readlinkSync('/proc/self') === String(process.pid) ? threads.filter((thread) => thread !== process.pid) : [];
  } catch {
    return [];
  }
}
