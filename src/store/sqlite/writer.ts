import { Worker } from 'node:worker_threads';
import { AfterwordError } from '../../domain/errors.js';
import type { WriteName, WriterStats } from '../store.js';
import { type Outcome, type Request, receiveError } from './messages.js';

/** Units of work that are committed together at most: bounds how long the first of them waits for the last. */
const MOST_A_COMMIT = 256;
/** Units that may wait: beyond it the store says that it is not available, instead of growing without end. */
const MOST_WAITING = 10_000;

interface Waiting {
  readonly name: WriteName;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's side of the writer: gathers what is asked for while a commit is under way, and sends it as one. */
export interface Writer {
  run(name: WriteName, input: unknown): Promise<unknown>;
  /** Asks for something that is not a unit of work, behind every unit that was asked for before. */
  control(kind: 'purge' | 'close'): Promise<void>;
  stats(): WriterStats;
}

export function startWriter(file: string): Writer {
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: { file } });
  const waiting: Waiting[] = [];
  const controls: { kind: 'purge' | 'close'; resolve: () => void; reject: (error: Error) => void }[] = [];
  let answered: ((outcomes: Outcome[]) => void) | null = null;
  let failed: Error | null = null;
  let scheduled = false;
  let commits = 0;
  let units = 0;

  function ask(request: Request, then: (outcomes: Outcome[]) => void): void {
    answered = then;
    worker.postMessage(request);
  }

  function sendNext(): void {
    scheduled = false;
    if (answered !== null || failed !== null) return;
    if (waiting.length > 0) sendUnits(waiting.splice(0, MOST_A_COMMIT));
    else sendControl(controls.shift());
  }

  function sendControl(control: (typeof controls)[number] | undefined): void {
    if (control === undefined) return;
    ask({ kind: control.kind }, ([outcome]) => {
      if (outcome?.ok) control.resolve();
      else control.reject(receiveError((outcome as Extract<Outcome, { ok: false }>).error));
    });
  }

  function sendUnits(batch: readonly Waiting[]): void {
    commits += 1;
    units += batch.length;
    ask({ kind: 'units', units: batch.map(({ name, input }) => ({ name, input })) }, (outcomes) => {
      batch.forEach((unit, index) => {
        const outcome = outcomes[index] as Outcome;
        if (outcome.ok) unit.resolve(outcome.value);
        else unit.reject(receiveError(outcome.error));
      });
    });
  }

  /** Everything that arrives in one turn of the event loop goes together. */
  function schedule(): void {
    if (scheduled || answered !== null) return;
    scheduled = true;
    setImmediate(sendNext);
  }

  worker.on('message', (outcomes: Outcome[]) => {
    const then = answered;
    answered = null;
    then?.(outcomes);
    sendNext();
  });

  function fail(error: Error): void {
    failed = error;
    const lost = new AfterwordError('unavailable', 'The comment store has stopped.', { cause: error });
    answered?.(
      Array.from({ length: MOST_A_COMMIT }, () => ({
        ok: false,
        error: { ours: false, message: lost.message, stack: '' },
      })),
    );
    for (const unit of waiting.splice(0)) unit.reject(lost);
    for (const control of controls.splice(0)) control.reject(lost);
  }
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the writer has ended')));

  return {
    run: (name, input) =>
      new Promise((resolve, reject) => {
        if (failed !== null)
          return reject(new AfterwordError('unavailable', 'The comment store has stopped.', { cause: failed }));
        if (waiting.length >= MOST_WAITING) {
          return reject(new AfterwordError('unavailable', 'Too many writes are waiting.', { retryAfterSeconds: 2 }));
        }
        waiting.push({ name, input, resolve, reject });
        schedule();
      }),
    control: (kind) =>
      new Promise((resolve, reject) => {
        controls.push({ kind, resolve, reject });
        schedule();
      }),
    stats: () => ({ commits, units }),
  };
}
