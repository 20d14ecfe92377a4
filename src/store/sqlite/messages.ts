import { AfterwordError, type ErrorCode, type ErrorFacts } from '../../domain/errors.js';
import type { WriteName } from '../store.js';

/** A unit of work to be done. */
export interface AskedUnit {
  readonly name: WriteName;
  readonly input: unknown;
}

/** What the main thread asks of the writer's thread: units of work to commit together, or something about the file. */
export type Request =
  | { readonly kind: 'units'; readonly units: readonly AskedUnit[] }
  | { readonly kind: 'purge' }
  | { readonly kind: 'close' };

/** An outcome in a form that crosses threads. */
export type UnitOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: SentError };

export type SentError =
  | { readonly ours: true; readonly code: ErrorCode; readonly message: string; readonly facts: ErrorFacts }
  | { readonly ours: false; readonly message: string; readonly stack: string };

export function sendError(error: unknown): SentError {
  if (error instanceof AfterwordError) {
    return { ours: true, code: error.code, message: error.message, facts: error.facts };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ours: false, message, stack: stack ?? message };
}

export function receiveError(sent: SentError): Error {
  if (sent.ours) return new AfterwordError(sent.code, sent.message, sent.facts);
  const error = new Error(sent.message);
  error.stack = sent.stack;
  return error;
}
