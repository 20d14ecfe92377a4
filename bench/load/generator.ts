import { answerParent } from '../child-process.js';
import { runClosed } from './closed-loop.js';
import { runOpen } from './open-loop.js';
import type { Load, LoadResult } from './plan.js';

/** The load generator's process: takes one load after the other. */
answerParent<Load, LoadResult>(async (load) =>
  load.kind === 'closed' ? { all: await runClosed(load) } : runOpen(load),
);
