import { AfterwordError, type ErrorCode } from '../domain/errors.js';
import { lacksRights, rightsWords } from './rights.js';
import { tooManyFiles } from './too-many-files.js';

/** Exit codes as `sysexits.h` of BSD names them. */
export const EX = {
  OK: 0,
  USAGE: 64,
  DATAERR: 65,
  NOINPUT: 66,
  UNAVAILABLE: 69,
  SOFTWARE: 70,
  CANTCREAT: 73,
  TEMPFAIL: 75,
  NOPERM: 77,
  CONFIG: 78,
} as const;

export type ExitCode = (typeof EX)[keyof typeof EX];

/** A failure of a command that no code of `AfterwordError` tells apart, such as a wrong setting or a file that exists. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

const BY_ERROR_CODE: Readonly<Record<ErrorCode, ExitCode>> = {
  malformed: EX.DATAERR,
  unauthorized: EX.NOPERM,
  forbidden: EX.NOPERM,
  'not-found': EX.USAGE,
  'method-not-allowed': EX.USAGE,
  'not-acceptable': EX.USAGE,
  conflict: EX.DATAERR,
  'too-large': EX.DATAERR,
  'unsupported-media-type': EX.DATAERR,
  invalid: EX.USAGE,
  'too-many-requests': EX.TEMPFAIL,
  unavailable: EX.UNAVAILABLE,
};

/** What the file system (`errno.h`) and the databases say, in their own codes: only here they become what a shell is told. */
const BY_SYSTEM_CODE: Readonly<Record<string, ExitCode>> = {
  EACCES: EX.NOPERM,
  EPERM: EX.NOPERM,
  ENOENT: EX.NOINPUT,
  EISDIR: EX.NOINPUT,
  ENOTDIR: EX.NOINPUT,
  EEXIST: EX.CANTCREAT,
  ENOSPC: EX.CANTCREAT,
  EROFS: EX.CANTCREAT,
  SQLITE_FULL: EX.CANTCREAT,
  SQLITE_CANTOPEN: EX.CANTCREAT,
  SQLITE_CORRUPT: EX.DATAERR,
  SQLITE_NOTADB: EX.DATAERR,
  SQLITE_BUSY: EX.TEMPFAIL,
  EMFILE: EX.TEMPFAIL,
  ENFILE: EX.TEMPFAIL,
};

/** How a command that has failed ends: the one line on stderr, and the exit code. */
export interface Ending {
  readonly exitCode: ExitCode;
  readonly line: string;
  /** Our own fault: the stack is worth printing. */
  readonly isOurs: boolean;
}

/** The one map from what was thrown to an exit code. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommandError) return { exitCode: error.exitCode, line: error.message, isOurs: false };
  if (error instanceof AfterwordError) {
    const { path } = (error.facts.cause ?? {}) as { path?: unknown };
    const rights = typeof path === 'string' && lacksRights(error.facts.cause) ? ` ${rightsWords(path)}` : '';
    return { exitCode: exitCodeOf(error), line: wordsOf(error) + rights, isOurs: false };
  }
  const { code, message, path } = (error ?? {}) as { code?: unknown; message?: unknown; path?: unknown };
  const known = typeof code === 'string' ? BY_SYSTEM_CODE[code] : undefined;
  if (known !== undefined) {
    const line =
      typeof path === 'string' && lacksRights(error) ? noRights(path, error) : (tooManyFiles(error) ?? String(message));
    return { exitCode: known, line, isOurs: false };
  }
  return { exitCode: EX.SOFTWARE, line: `This should not have happened: ${String(message ?? error)}`, isOurs: true };
}

function noRights(path: string, error: unknown): string {
  return `${path} cannot be used (${(error as { code: string }).code}). ${rightsWords(path)}`;
}

/** What passes by itself, and what the user may not do, is told apart from what somebody has to put right. */
function exitCodeOf({ code, facts }: AfterwordError): ExitCode {
  if (code !== 'unavailable') return BY_ERROR_CODE[code];
  if (facts.retryAfterSeconds !== undefined) return EX.TEMPFAIL;
  const system = (facts.cause as { code?: unknown } | undefined)?.code;
  return system === 'EACCES' || system === 'EPERM' ? EX.NOPERM : EX.UNAVAILABLE;
}

function wordsOf({ message, facts }: AfterwordError): string {
  const fields = (facts.fields ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
  return [message, ...fields].join(' ');
}
