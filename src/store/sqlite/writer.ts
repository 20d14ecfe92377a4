import { Worker } from 'node:worker_threads';
import { AfterwordError } from '../../domain/errors.js';
import type { WriteName, WriterStats } from '../store.js';
import { storeClosed } from './connection.js';
import { type Request, receiveError, type UnitOutcome } from './messages.js';
import type { WriterData } from './writer-thread.js';

/** Units of work that are committed together at most: bounds how long the first of them waits for the last. */
const MOST_A_COMMIT = 256;
/** Units that may wait: beyond it the store says that it is not available, instead of growing without end. */
const MOST_WAITING = 10_000;

/** Something asked of the writer, and whom to tell. */
interface Asked {
  readonly kind: 'unit' | 'purge' | 'close';
  readonly name: WriteName | null;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's side of the writer: gathers what is asked for while a commit is under way, and sends it as one. */
export interface Writer {
  run(name: WriteName, input: unknown): Promise<unknown>;
  /** Empties the write-ahead log, behind everything that was asked for before. */
  purge(): Promise<void>;
  /** Takes nothing more, and ends the thread behind everything that was asked for before, once `ready` is. */
  close(ready: Promise<void>): Promise<void>;
  /** Why the thread has ended without having been asked to; not settled as long as it has not. */
  readonly death: Promise<Error>;
  stats(): WriterStats;
}

const THREAD = new URL('./writer-thread.js', import.meta.url);
/** Megabytes for what the thread has just made, nearly all of which is gone after a commit: V8 would let it take four times as much. */
const YOUNG_MB = 12;

/** @param thread the module that the thread runs; another one in tests of what happens when it dies */
export function startWriter(data: WriterData, thread: URL = THREAD): Writer {
  const worker = new Worker(thread, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const waiting: Asked[] = [];
  let underWay: readonly Asked[] = [];
  let scheduled = false;
  let closing: Promise<void> | null = null;
  let stopped: AfterwordError | null = null;
  let commits = 0;
  let units = 0;
  let tellDeath: (cause: Error) => void = () => {};
  const death = new Promise<Error>((resolve) => {
    tellDeath = resolve;
  });

  /** Takes from the front of the queue what goes to the thread in one message: units together, anything else alone. */
  function takeNext(): Asked[] {
    const end = waiting.slice(0, MOST_A_COMMIT).findIndex(({ kind }) => kind !== 'unit');
    return waiting.splice(0, end === -1 ? MOST_A_COMMIT : Math.max(end, 1));
  }

  function sendNext(): void {
    scheduled = false;
    if (underWay.length > 0 || waiting.length === 0 || stopped !== null) return;
    underWay = takeNext();
    try {
      worker.postMessage(requestOf(underWay));
    } catch {
      dropUnsendable();
      sendNext();
      return;
    }
    if (underWay[0]?.kind !== 'unit') return;
    commits += 1;
    units += underWay.length;
  }

  /** A value that cannot be sent to a thread, such as a function, fails alone; the others go back to the front of the queue. */
  function dropUnsendable(): void {
    const sendable: Asked[] = [];
    for (const asked of underWay) {
      const error = whyUnsendable(asked.input);
      if (error === null) sendable.push(asked);
      else asked.reject(error);
    }
    waiting.unshift(...sendable);
    underWay = [];
  }

  worker.on('message', (outcomes: readonly UnitOutcome[]) => {
    const asked = underWay;
    underWay = [];
    asked.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index] as UnitOutcome;
      if (outcome.ok) resolve(outcome.value);
      else reject(receiveError(outcome.error));
    });
    sendNext();
  });

  /** The thread has ended: whatever waits for it fails, and whatever will be asked. */
  function stop(cause: Error): void {
    stopped ??= new AfterwordError('unavailable', 'The comment store has stopped.', { cause });
    for (const { reject } of [...underWay, ...waiting.splice(0)]) reject(stopped);
    underWay = [];
    if (closing === null) tellDeath(cause);
  }
  worker.on('error', stop);
  worker.on('exit', () => stop(new Error('the writer has ended')));

  function ask(kind: Asked['kind'], name: WriteName | null, input: unknown): Promise<unknown> {
    if (stopped !== null) return Promise.reject(stopped);
    if (closing !== null && kind !== 'close') return Promise.reject(storeClosed());
    if (kind === 'unit' && waiting.length >= MOST_WAITING) {
      const error = new AfterwordError('unavailable', 'Too many writes are waiting.', { retryAfterSeconds: 2 });
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      waiting.push({ kind, name, input, resolve, reject });
      if (scheduled || underWay.length > 0) return;
      // Everything that arrives in one turn of the event loop goes together.
      scheduled = true;
      setImmediate(sendNext);
    });
  }

  return {
    run: (name, input) => ask('unit', name, input),
    purge: async () => {
      await ask('purge', null, undefined);
    },
    close: (ready) => {
      closing ??= ready.then(async () => {
        if (stopped === null) await ask('close', null, undefined);
      });
      return closing;
    },
    death,
    stats: () => ({ commits, units }),
  };
}

function whyUnsendable(input: unknown): Error | null {
  try {
    structuredClone(input);
    return null;
  } catch (error) {
    return error as Error;
  }
}

function requestOf(asked: readonly Asked[]): Request {
  const kind = asked[0]?.kind;
  if (kind === 'purge' || kind === 'close') return { kind };
  return { kind: 'units', units: asked.map(({ name, input }) => ({ name: name as WriteName, input })) };
}
