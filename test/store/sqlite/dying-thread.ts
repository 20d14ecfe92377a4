import { parentPort, workerData } from 'node:worker_threads';

/** A writer's thread that answers nothing and dies of the first thing that it is asked, in the way that `file` says. */
parentPort?.on('message', () => {
  if ((workerData as { file: string }).file === 'throws') throw new Error('a fault of the thread');
  process.exit(1);
});
