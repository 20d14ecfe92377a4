import { describe } from '@jest/globals';
import { findPrograms, WITHOUT_POSTGRES } from './find.js';
import { isPostgresOffered } from './run.js';

/** Tests on the PostgreSQL server of the run. Where there is none they are skipped; at the end of the run a line says so. */
export function describeOnPostgres(name: string, tests: () => void): void {
  describeIf(isPostgresOffered() ? '' : WITHOUT_POSTGRES, name, tests);
}

/** Tests that start servers of their own, to do with them what nobody else could stand. */
export function describeOnServers(name: string, tests: () => void): void {
  describeIf(findPrograms() === null ? WITHOUT_POSTGRES : '', name, tests);
}

/** Tests that start servers of their own, of which one is the standby of another. */
export function describeOnPair(name: string, tests: () => void): void {
  const programs = findPrograms();
  if (programs?.canCopyServers !== false) describeIf(programs === null ? WITHOUT_POSTGRES : '', name, tests);
  else describeIf('there is no pg_basebackup; install the packages of PostgreSQL', name, tests);
}

function describeIf(missing: string, name: string, tests: () => void): void {
  if (missing === '') describe(name, tests);
  else describe.skip(`${name} (left out: ${missing})`, tests);
}
