import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { removeFolder, type ServedProcess, served, temporaryFolder } from './command.js';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));
const readme = readFileSync('README.md', 'utf8');
const folder = temporaryFolder();
let service: ServedProcess | undefined;

beforeAll(async () => {
  service = await served({ folder });
});

afterAll(async () => {
  await service?.stop();
  removeFolder(folder);
});

/** The shell commands of a section, in their order. */
function commandsOf(section: string): string {
  const start = readme.indexOf(`\n## ${section}\n`);
  const text = readme.slice(start, readme.indexOf('\n## ', start + 1));
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]).join('\n');
}

const hasCurl = spawnSync('bash', ['-c', 'command -v curl']).status === 0;
const withCurl = hasCurl ? test : test.skip;
const why = hasCurl ? '' : ' (left out: there is no curl, or no bash; install it)';

describe('the README', () => {
  withCurl(`leads a newcomer to the first comment, word by word${why}`, async () => {
    const commands = commandsOf('Your first comment').replaceAll(
      'http://127.0.0.1:8080',
      (service as ServedProcess).url,
    );
    const npx = `npx() { [ "$1" = afterword ] && shift && "${process.execPath}" "${BIN}" "$@"; }`;
    const shell = spawn('bash', ['-euc', `${npx}\n${commands}`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const [code] = await once(shell, 'close');
    expect(code).toBe(0);
    const answers = output.match(/\{.*?\}(?=\{|$)/gs) ?? [];
    const [posted, decided, read] = answers.map((answer) => JSON.parse(answer));
    expect(posted).toMatchObject({ comment: { status: 'pending', html: '<p>My <em>first</em> comment</p>' } });
    expect(decided.results).toMatchObject([{ from: 'pending', to: 'approved', changed: true }]);
    expect(read).toMatchObject({ article: { key: '/hello', count: 1 }, comments: [{ id: posted.comment.id }] });
  });

  test('has the section that the service names when a database is damaged', () => {
    expect(readme).toContain('\n## Backup and restore\n');
  });

  test('names every command', () => {
    for (const command of [
      'token create',
      'token list',
      'token revoke',
      'site add',
      'site set',
      'config',
      'backup',
      'export',
      'import',
      'erase',
      'recheck',
      'check',
      'desk',
      'key rotate',
    ]) {
      expect(readme).toContain(`npx afterword ${command}`);
    }
  });
});
