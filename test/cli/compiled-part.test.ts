import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { afterword, removeFolder, temporaryFolder } from './command.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

/** Lets Node.js load something else in the place of better-sqlite3's compiled part. */
function withCompiledPart(code: string): Readonly<Record<string, string>> {
  const module = `const load = process.dlopen.bind(process);
    process.dlopen = (module, file, ...flags) => {
      if (!file.includes('better_sqlite3')) return load(module, file, ...flags);
      ${code}
    };`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(module)}` };
}

const WHAT_TO_DO = ` In Afterword's folder run \`npm ci\` with this Node.js, ${process.version}. Where Afterword was installed as a package, run \`npm rebuild better-sqlite3\`.\n`;

/** Word for word what Node.js says; to have one really built for another version would take that version. */
const OF_ANOTHER_VERSION = `throw Object.assign(
  new Error('The module was compiled against a different Node.js version using\\nNODE_MODULE_VERSION 108.'),
  { code: 'ERR_DLOPEN_FAILED' },
);`;

test.each(['serve', 'check', 'token list', 'backup copy.db'])(
  '`afterword %s` says that the compiled part is of another Node.js, and nothing of the database',
  async (command) => {
    if (command !== 'serve') await afterword({ folder, env: { DATA_DIR: folder } }, 'migrate');
    const env = { DATA_DIR: folder, PORT: '0', ...withCompiledPart(OF_ANOTHER_VERSION) };
    const { code, stdout, stderr } = await afterword({ folder, env }, ...command.split(' '));
    expect(code).toBe(69);
    const said = command === 'check' ? stdout : stderr;
    expect(said).toContain(
      `The compiled part of better-sqlite3 was built for another version of Node.js.${WHAT_TO_DO}`,
    );
    expect(said).not.toMatch(/cannot be opened|restore|damaged/);
  },
);

test('a compiled part that the system refuses, or that is not there, is said as clearly', async () => {
  const garbage = join(folder, 'garbage.node');
  writeFileSync(garbage, 'not for this machine');
  const refused = withCompiledPart(`load(module, ${JSON.stringify(garbage)}, ...flags);`);
  const missing = withCompiledPart(`throw Object.assign(new Error('gone'), { code: 'MODULE_NOT_FOUND' });`);
  const tries = [
    { env: refused, words: 'does not run here' },
    { env: missing, words: 'is missing' },
  ];
  for (const { env, words } of tries) {
    const { code, stderr } = await afterword({ folder, env: { DATA_DIR: folder, PORT: '0', ...env } }, 'serve');
    expect({ code, stderr }).toEqual({
      code: 69,
      stderr: `afterword: The compiled part of better-sqlite3 ${words}.${WHAT_TO_DO}`,
    });
  }
});
