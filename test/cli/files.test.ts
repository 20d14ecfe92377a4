import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWhole } from '../../src/cli/files.js';
import { removeFolder, temporaryFolder } from './command.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

const writing = (words: string) => async (path: string) => writeFileSync(path, words);
const IS_TAKEN = { exitCode: 73, message: expect.stringContaining('exists already') };

test('a file is whole, for its owner only, and nothing else is left beside it', async () => {
  const file = join(folder, 'export');
  await createWhole(file, writing('whole'));
  expect(readFileSync(file, 'utf8')).toBe('whole');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(createWhole(join(folder, 'failed'), () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  expect(readdirSync(folder)).toEqual(['export']);
});

test('a file that somebody made meanwhile is not overwritten', async () => {
  const file = join(folder, 'export');
  const made = createWhole(file, async (path) => {
    writeFileSync(path, 'ours');
    writeFileSync(file, 'theirs');
  });
  await expect(made).rejects.toMatchObject(IS_TAKEN);
  expect(readFileSync(file, 'utf8')).toBe('theirs');
  expect(readdirSync(folder)).toEqual(['export']);
});

test('of two that write the same file at once, one gets the name and the other is told, and neither loses its own', async () => {
  const file = join(folder, 'export');
  const inside = createWhole(file, async (path) => {
    await createWhole(file, writing('the faster one'));
    writeFileSync(path, 'the slower one', { flag: 'r+' });
  });
  await expect(inside).rejects.toMatchObject(IS_TAKEN);
  expect(readFileSync(file, 'utf8')).toBe('the faster one');
});

test('what a killed process left of the same file is removed, and what a running one writes is not', async () => {
  const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
  const left = `export.${ended}.${randomUUID()}.unfinished`;
  const running = `export.${process.pid}.${randomUUID()}.unfinished`;
  for (const name of [left, running, 'export.unfinished']) writeFileSync(join(folder, name), 'words');
  await createWhole(join(folder, 'export'), writing('whole'));
  expect(readdirSync(folder).sort()).toEqual(['export', running, 'export.unfinished'].sort());
});
