import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { afterword, removeFolder, type ServedProcess, served, temporaryFolder } from '../cli/command.js';
import { bearer, MODERATION } from '../support/http.js';
import { freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { ask, postTo, type Several, startSeveral } from './several.js';

const OTHER_KEYS = /holds other keys than those of this database\..*copy the key file of one that serves it/;

let several: Several;
/** Another machine: a folder of its own. */
let machine: string;
const itsKeys = () => join(machine, 'secret.key');
const onMachine = (env: Record<string, string> = {}) => ({
  folder: machine,
  env: { ...several.env, DATA_DIR: machine, ...env },
});
const firstKeys = () => join(several.folder, 'data', 'secret.key');

/** Lets the machine make keys of its own, as a start on a database of its own does. */
async function makeItsOwnKeys(): Promise<void> {
  const database = await freshDatabase();
  for (const command of [['migrate'], ['key', 'rotate']])
    expect((await afterword(onMachine({ DATABASE_URL: database.url }), ...command)).code).toBe(0);
  await database.drop();
}

async function emailOf(url: string, id: string): Promise<string> {
  const answer = await ask(url, `${MODERATION}/comments/${id}/email`, { headers: bearer(several.moderator) });
  return answer.text;
}

describeOnPostgres('the keys of machines that share a database', () => {
  beforeEach(async () => {
    several = await startSeveral({ processes: 1 });
    machine = temporaryFolder();
  });
  afterEach(async () => {
    await several.stop();
    removeFolder(machine);
  });

  it('are refused where they are others than the first one’s, at every start and by every command', async () => {
    await makeItsOwnKeys();
    for (const command of [['serve'], ['token', 'list'], ['key', 'rotate']]) {
      const { code, stderr } = await afterword(onMachine(), ...command);
      expect({ command, code, stderr }).toEqual({ command, code: 69, stderr: expect.stringMatching(OTHER_KEYS) });
      for (const line of readFileSync(itsKeys(), 'utf8')
        .split('\n')
        .filter((text) => /^\w+ \S{44}$/.test(text)))
        expect(stderr).not.toContain(line.split(' ')[1]);
    }
    const { stdout } = await afterword(onMachine(), 'check');
    expect(stdout).toMatch(OTHER_KEYS);
    // Nothing of them is left for which the right ones would be refused.
    expect(await several.ask('select number from key_prints order by number')).toEqual([{ number: 0 }, { number: 1 }]);
    await several.replace(0);
  });

  it('are not made by a machine that comes later', async () => {
    const { code, stderr } = await afterword(onMachine(), 'serve');
    expect(code).toBe(69);
    expect(stderr).toMatch(/The key file .* is missing.*copy it from another machine/);
  });

  it('are one’s own where several machines start on an empty database at the same instant', async () => {
    const database = await freshDatabase();
    const machines = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const starts = await Promise.allSettled(
      machines.map((folder) =>
        served({ folder, env: { ...several.env, DATABASE_URL: database.url, DATA_DIR: folder } }),
      ),
    );
    const serving = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const refused = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
    await Promise.all(serving.map((one: ServedProcess) => one.stop()));
    await database.drop();
    for (const folder of machines) removeFolder(folder);
    expect(serving).toHaveLength(1);
    for (const why of refused) expect(why).toMatch(/ended with 69.*(?:other keys than those|key file .* is missing)/s);
  });

  it('are known by what was encrypted, in a database of before prints of them were kept', async () => {
    await postTo(several.urls[0] as string);
    await several.ask('delete from key_prints');
    await makeItsOwnKeys();
    const { code, stderr } = await afterword(onMachine(), 'serve');
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringMatching(OTHER_KEYS) });
    expect(await several.ask('select number from key_prints')).toEqual([]);
    copyFileSync(firstKeys(), itsKeys());
    await (await served(onMachine())).stop();
    expect(await several.ask('select number from key_prints order by number')).toEqual([{ number: 0 }, { number: 1 }]);
    expect((await afterword(onMachine(), 'check')).stdout).toContain('the keys open what is stored');
  });

  it('can come from the environment, on one line, and are then in no file and in no output', async () => {
    const { comment } = await postTo(several.urls[0] as string, { author: { name: 'Ada', email: 'ada@example.org' } });
    const lines = readFileSync(firstKeys(), 'utf8').split('\n');
    const key = lines.filter((line) => line !== '' && !line.startsWith('#')).join(',');
    const env = onMachine({ SECRET_KEY: key });
    const second = await served(env);
    expect(await emailOf(second.url, comment.id)).toContain('ada@example.org');
    await second.stop();
    const whole = await served(onMachine({ SECRET_KEY: lines.join('\n') }));
    await whole.stop();
    expect(() => readFileSync(itsKeys())).toThrow('ENOENT');
    const told = await afterword(env, 'config');
    const checked = await afterword(env, 'check');
    for (const part of key.split(/[ ,]/).filter((word) => word.length > 20))
      expect(told.stdout + told.stderr + checked.stdout + checked.stderr + JSON.stringify(second.log)).not.toContain(
        part,
      );
    expect(checked.stdout).toContain('SECRET_KEY, 1 key');
    const rotated = await afterword(env, 'key', 'rotate');
    expect(rotated).toMatchObject({ code: 78, stderr: expect.stringContaining('run this with SECRET_FILE instead') });
    const broken = await afterword(onMachine({ SECRET_KEY: key.slice(0, -5) }), 'serve');
    expect(broken).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('SECRET_KEY is not what a key file holds'),
    });
    expect(broken.stderr).not.toContain(key.slice(10, 30));
  });

  it('must all be there: a machine without the one of a rotation is told to copy the file again', async () => {
    mkdirSync(machine, { recursive: true });
    copyFileSync(firstKeys(), itsKeys());
    expect((await afterword({ folder: several.folder, env: several.env }, 'key', 'rotate')).code).toBe(0);
    const { code, stderr } = await afterword(onMachine(), 'serve');
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('lacks key 2 of this database') });
    expect((await afterword(onMachine(), 'check')).stdout).toContain('lacks key 2 of this database');
    copyFileSync(firstKeys(), itsKeys());
    await (await served(onMachine())).stop();
  });
});
