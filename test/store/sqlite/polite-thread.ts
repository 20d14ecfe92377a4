import { parentPort } from 'node:worker_threads';
import { giveWayToOtherThreads } from '../../../src/store/sqlite/thread-priority.js';

/** A thread that gives way, says so, and stays until it is told to go. */
parentPort?.once('message', () => parentPort?.close());
parentPort?.postMessage(giveWayToOtherThreads());
