import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withNewVersion } from '../../src/app/keys/key-ring.js';
import { openKeyFile, readKeys, writeKeys } from '../../src/service/key-file.js';
import { afterword, removeFolder, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const file = join(folder, 'keys/secret.key');

beforeEach(() => rmSync(join(folder, 'keys'), { recursive: true, force: true }));
afterAll(() => removeFolder(folder));

describe('the key file', () => {
  test('is made once, for its owner only', () => {
    const first = openKeyFile(file, randomBytes, true)();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openKeyFile(file, randomBytes, true)()).toEqual(first);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['secret.key']);
  });

  test('is not made anew where comments are stored already', () => {
    expect(() => openKeyFile(file, randomBytes, false)).toThrow(/is missing.*Restore it from your backup/);
    expect(existsSync(file)).toBe(false);
  });

  test('is refused when others can read it', () => {
    openKeyFile(file, randomBytes, true);
    chmodSync(file, 0o640);
    expect(() => openKeyFile(file, randomBytes, false)).toThrow(/can be read by others; run: chmod 600/);
  });

  test('is refused when it is cut off, without a word of what is in it', () => {
    openKeyFile(file, randomBytes, true);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, -10));
    const failure = (() => {
      try {
        return String(openKeyFile(file, randomBytes, false));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(failure).toMatch(/Restore it from your backup/);
    for (const word of text.split(/\s+/).filter((part) => part.length > 20)) expect(failure).not.toContain(word);
  });

  test('is replaced whole, with the same mode', () => {
    openKeyFile(file, randomBytes, true);
    const next = withNewVersion(readKeys(file), randomBytes);
    writeKeys(file, next);
    expect(readKeys(file)).toEqual(next);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['secret.key']);
  });

  test('is not needed again by who has read it', () => {
    const load = openKeyFile(file, randomBytes, true);
    const known = load();
    rmSync(file);
    expect(load()).toBe(known);
  });

  test('has one set of keys though two processes start at once', async () => {
    const order = ['token', 'create', '--role', 'admin', '--name', 'me'];
    const both = await Promise.all([afterword({ folder }, ...order), afterword({ folder }, ...order)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const { stdout } = await afterword({ folder }, 'token', 'list', '--json');
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(readKeys(join(folder, 'data/secret.key')).versions.size).toBe(1);
  });
});
