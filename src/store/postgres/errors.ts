import { AfterwordError } from '../../domain/errors.js';
import { readOnlyError } from '../moving.js';

/** The code of what a database says that is being moved, or was: a class of our own. */
export const READ_ONLY = 'AFMOV';

/** What PostgreSQL says of an error (https://www.postgresql.org/docs/current/errcodes-appendix.html); of one of the network there is only its code. */
interface SaidError {
  readonly code?: unknown;
  readonly message: string;
}

/** Deadlock, serialization; and what another process wrote first: run again, a unit finds it. */
const RUN_AGAIN = ['40P01', '40001', '23505', '23503'];
/** A lock that was not had in time: whoever has waited for it once need not wait again. */
const LOCK_NOT_HAD = '55P03';
/** A prepared statement that the server no longer knows or whose result has another shape, after a migration: the connection is made anew. */
const STALE_STATEMENT = ['26000', '0A000'];
/** The server goes, comes, is full or only reads: classes 08, 53, 57P and 58, and 25006 of a server that has become a standby. */
const SERVER_AWAY = /^(?:08|53|57P|58|25006)/;
/** What `pg` says without a code when a connection ends or does not come. */
const CONNECTION_LOST =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|read timeout|not queryable|connection timeout|cannot use a pool/i;

/** Whether the same unit may succeed when it is run again. */
export function mayRunAgain(error: unknown): boolean {
  const { code } = error as SaidError;
  return typeof code === 'string' && (RUN_AGAIN.includes(code) || STALE_STATEMENT.includes(code));
}

/** Whether a connection on which this happened is of no more use. */
export function spoilsConnection(error: unknown): boolean {
  const { code } = error as SaidError;
  return isAway(error) || (typeof code === 'string' && STALE_STATEMENT.includes(code));
}

/** Whether the server could not be reached, or cannot do it now. */
export function isAway(error: unknown): boolean {
  const { code, message } = error as SaidError;
  if (typeof code === 'string' && (SERVER_AWAY.test(code) || /^(?:E[A-Z]+|ERR_[A-Z_]+)$/.test(code))) return true;
  return code === undefined && CONNECTION_LOST.test(message ?? '');
}

/** Turns what the database says into our own error where the caller can do something: try again later. Its words may hold what was written: they stay here. */
export function storeError(error: unknown): unknown {
  if (error instanceof AfterwordError) return error;
  if ((error as SaidError).code === READ_ONLY) return readOnlyError((error as SaidError).message);
  const { code, message } = error as SaidError;
  if (!isAway(error) && !mayRunAgain(error) && code !== LOCK_NOT_HAD) return error;
  return new AfterwordError('unavailable', 'The comment store cannot be used right now.', {
    retryAfterSeconds: 5,
    cause: typeof code === 'string' ? `PostgreSQL: ${code}` : `PostgreSQL: ${message}`,
  });
}
