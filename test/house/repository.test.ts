import { describe, expect, test } from '@jest/globals';
import { filesBelow, readText, type SourceFile } from './source-tree.js';

const LONGEST_FILE = 350;

/** The folders that only some machines have; a path below one of them works for nobody else. */
const MACHINE_PATH = /(?<![\w.:/@-])\/(?:home|root|Users|tmp|work|workspace|private|mnt|media)\/[\w.-]+/g;
const REGISTRY_HOST = /\bregistry\.[a-z-]+\.(?:org|com|net|io|dev)\b|^\s*(?:@[\w-]+:)?registry\s*=/gm;

const code = ['src', 'test', 'bench', 'scripts'].flatMap((folder) => [
  ...filesBelow(folder, '.ts'),
  ...filesBelow(folder, '.tsx'),
  ...filesBelow(folder, '.js'),
]);
/** All but the lock file, which has its own tests, and this file with its examples of what is refused. */
const everything = filesBelow('.').filter(
  ({ path }) => path !== 'package-lock.json' && path !== 'test/house/repository.test.ts',
);
const lock = JSON.parse(readText('package-lock.json')) as { packages: Record<string, LockEntry> };

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function lineCount({ text }: SourceFile): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function findings(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([found]) => `${path}: ${found.trim()}`));
}

describe('the repository', () => {
  test('has files to look at', () => {
    expect(code.length).toBeGreaterThan(10);
    expect(everything.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['package.json', 'docs/decisions/README.md']),
    );
  });

  test(`has no code file of more than ${LONGEST_FILE} lines`, () => {
    const tooLong = code.filter((file) => lineCount(file) > LONGEST_FILE);
    expect(tooLong.map((file) => `${file.path}: ${lineCount(file)} lines`)).toEqual([]);
  });

  test('names no path of one machine', () => {
    expect(findings(everything, MACHINE_PATH)).toEqual([]);
  });

  test('names no registry host', () => {
    expect(findings(everything, REGISTRY_HOST)).toEqual([]);
  });

  test('asks URL.canParse in no code for Node.js, which gets Latin-1 wrong there (see `parseUrl`)', () => {
    const files = code.filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/web/'));
    expect(findings(files, /\bcanParse\(/g)).toEqual([]);
  });

  test.each(['home', 'root', 'Users', 'tmp', 'work'])('would notice a path below %s, wherever it stands', (folder) => {
    const below = `/${folder}/app`;
    for (const text of [below, `file in (${below})`, `"${below}/.npmrc"`, `cd ${below}`]) {
      expect(findings([{ path: 'a.md', text }], MACHINE_PATH)).toHaveLength(1);
    }
  });

  test.each(['home', 'tmp', 'work'])(
    'takes a folder %s of our own, or of an address, for no path of a machine',
    (folder) => {
      for (const text of [
        `https://blog.example/${folder}/page`,
        `./${folder}/x`,
        `test/${folder}/a.ts`,
        'get("/healthz")',
      ]) {
        expect(findings([{ path: 'a.md', text }], MACHINE_PATH)).toEqual([]);
      }
    },
  );

  test.each(['https://registry.example.org/', 'registry=https://a.example/'])(
    'would notice the registry in %s',
    (text) => {
      expect(findings([{ path: '.npmrc', text }], REGISTRY_HOST)).toHaveLength(1);
    },
  );
});

describe('the lock file', () => {
  test('names no host, so that it installs from whichever registry npm is set up with', () => {
    const hosts = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
    expect(hosts.map(([place, entry]) => `${place}: ${entry.resolved}`)).toEqual([]);
  });

  test("names the packages of every platform, without which npm ci refuses it (mend it with 'node scripts/complete-lock.js')", () => {
    const missing = Object.entries(lock.packages).flatMap(([place, entry]) =>
      place === '' ? [] : Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isLocked(name, place)),
    );
    expect(missing).toEqual([]);
  });
});

/** npm looks for a package beside the one that asks for it, then further and further out. */
function isLocked(name: string, place: string): boolean {
  if (`${place === '' ? '' : `${place}/`}node_modules/${name}` in lock.packages) return true;
  return place !== '' && isLocked(name, place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))));
}
