/**
 * Stops the thread that loads this now and then, for some milliseconds or for a fifth of a second, as a busy machine
 * would. `npm run test:hard` lets every process of the tests load it (`NODE_OPTIONS`), with the seed in its address.
 *
 * Which delays there are follows from the seed; when they come does not, since the loop of events is no clock.
 */
import { threadId } from 'node:worker_threads';
import { chance } from '../lib/chance.js';

const SHORT_MS = 20;
const LONG_MS = 200;
const LONG_SHARE = 0.1;
/** At most so long from one delay to the next. */
const APART_MS = 400;

const seed = new URL(import.meta.url).searchParams.get('seed') ?? '';
const who = `${process.argv[1]} ${process.env.JEST_WORKER_ID ?? ''} ${threadId}`;
const nobodyWakesIt = new Int32Array(new SharedArrayBuffer(4));

/** @param {number} count of the delay */
function delayLater(count) {
  const draw = (/** @type {string} */ what) => chance(seed, who, count, what);
  const longest = draw('long') < LONG_SHARE ? LONG_MS : SHORT_MS;
  setTimeout(() => {
    // Asleep, not busy: the other threads and processes go on meanwhile, and no processor time is counted.
    Atomics.wait(nobodyWakesIt, 0, 0, draw('length') * longest);
    delayLater(count + 1);
  }, draw('pause') * APART_MS).unref();
}

delayLater(0);
