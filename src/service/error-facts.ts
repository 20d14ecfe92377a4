import { AfterwordError } from '../domain/errors.js';

/** Causes that are followed; an error that is its own cause must not be. */
const DEEPEST_CAUSE = 4;
const LONGEST_MESSAGE = 500;

const EMAIL = /[^\s"'`<>(),;:[\]]+@[^\s"'`<>(),;:[\]]+/g;
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const IPV6 = /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi;

/** What the log keeps of an error. */
export interface ErrorFacts {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  /** The places in the code, without the message. */
  readonly stack?: readonly string[];
  readonly cause?: ErrorFacts;
}

/**
 * An error as it may be logged: its message without addresses, since a library's message can quote what it choked on, and the code's places. No
 * other property is kept: a database's or an HTTP library's error carries values and whole requests.
 */
export function errorFacts(error: unknown, depth = 0): ErrorFacts {
  if (!(error instanceof Error)) return { type: typeof error, message: presentable(String(error)) };
  const { code } = error as { code?: unknown };
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { cause } = error;
  return {
    type: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    message: messageOf(error),
    ...(stack.length > 0 && { stack: stack.map((line) => line.trim()) }),
    ...(cause !== undefined && depth < DEEPEST_CAUSE && { cause: errorFacts(cause, depth + 1) }),
  };
}

function messageOf(error: Error): string {
  if (error instanceof AfterwordError) return presentable(error.message);
  // V8 quotes the text that is not JSON.
  return error instanceof SyntaxError ? 'a text that cannot be parsed' : presentable(error.message);
}

function presentable(message: string): string {
  const text = message.slice(0, LONGEST_MESSAGE).replace(EMAIL, '[address]').replace(IPV4, '[address]');
  return text.replace(IPV6, '[address]');
}
