import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eraseAddress } from '../../src/cli/commands/erase.js';
import { exportOnePerson } from '../../src/cli/commands/export.js';
import { EX } from '../../src/cli/exit-codes.js';
import { filesIn } from '../support/folder-files.js';
import { COMMENTS, decide, post, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';

const ADDRESS = 'ada.lovelace@analytical.example';
const folder = temporaryFolder();
const data = join(folder, 'data');
const ada = { name: 'Ada Lovelace', email: 'Ada.Lovelace@Analytical.example', url: 'https://ada-was-here.example/' };
let service: TestService;

beforeAll(async () => {
  service = await startTestService({ akismet: true, settings: { DATA_DIR: data } });
});

afterAll(async () => {
  await service.stop();
  removeFolder(folder);
});

/** Every form in which an address is usually kept, as bytes to look for. */
function traces(address: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const text of [address, address.toUpperCase()]) {
    found.set(`in clear: ${text}`, Buffer.from(text));
    found.set(`base64 of ${text}`, Buffer.from(Buffer.from(text).toString('base64').replace(/=+$/, '')));
    found.set(`UTF-16 of ${text}`, Buffer.from(text, 'utf16le'));
  }
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
    const hash = createHash(algorithm).update(address).digest();
    found.set(algorithm, hash);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      found.set(`${algorithm} in ${encoding}`, Buffer.from(hash.toString(encoding).replace(/=+$/, '')));
    }
  }
  return found;
}

/** The traces that stand in any file of the data folder, write-ahead log included. */
function tracesInFiles(looked: Map<string, Buffer>): string[] {
  return [...filesIn(data)].flatMap(([name, bytes]) =>
    [...looked].filter(([, trace]) => bytes.includes(trace)).map(([what]) => `${name}: ${what}`),
  );
}

async function erased(address: string) {
  const kept = keptReport();
  await eraseAddress(service.settings, kept.report, address, true);
  return { ...kept.results<{ comments: number; placeholders: number; quotedIn: unknown[] }>()[0], said: kept.err() };
}

describe('an erasure beside a running service', () => {
  test('leaves nothing of a person in any file, and a place where others have answered', async () => {
    const key = { 'Idempotency-Key': 'once-only' };
    const comment = {
      article: { url: 'https://blog.example/2026/an-article' },
      author: ada,
      body: 'Zarzuela quixotry',
    };
    const first = await service.agent.post(COMMENTS).set(key).send(comment).expect(201);
    const { id } = first.body.comment as { id: string };
    await decide(service, 'approve', id);
    const answer = await publish(service, { parent: id, author: { name: 'Grace', email: 'grace@example.org' } });
    await decide(service, 'spam', (await post(service, { author: ada, body: 'Zarzuela once more' })).comment.id);
    await service.work();

    const result = await erased(ADDRESS);
    expect(result).toMatchObject({ comments: 2, placeholders: 1, quotedIn: [] });
    expect(result.said).toContain('Backups and exports made earlier still hold it');
    expect(tracesInFiles(traces(ADDRESS))).toEqual([]);
    const words = ['Zarzuela', 'zarzuela', 'Lovelace', 'lovelace', 'ada-was-here'].map(
      (word) => [word, Buffer.from(word)] as const,
    );
    expect(tracesInFiles(new Map(words))).toEqual([]);

    const list = await service.agent.get(`${COMMENTS}?article=/2026/an-article`).expect(200);
    expect(list.body.comments).toMatchObject([
      { id, author: null, html: '' },
      { id: answer, parent: id },
    ]);
    const again = await service.agent.post(COMMENTS).set(key).send(comment).expect(201);
    expect(again.body.comment.id).not.toBe(id);
    expect(await erased(ADDRESS)).toMatchObject({ comments: 1, placeholders: 0 });
  });

  test('has something to find before it: the look into the files is not blind', async () => {
    const quoted = 'quoted@analytical.example';
    await post(service, { author: { name: 'Open book', email: 'open@book.example' }, body: `Write to ${quoted}` });
    const found = tracesInFiles(traces(quoted));
    expect(found.some((line) => line.includes('in clear'))).toBe(true);
    const result = await erased(quoted);
    expect(result).toMatchObject({ comments: 0, quotedIn: [{ site: 'default', comments: [expect.any(String)] }] });
    expect(result.said).toContain("Other people's comments on default quote the address");
  });

  test('is done by the command line without a question where there is no terminal', async () => {
    await post(service, { author: { name: 'Alan', email: 'alan@example.org' } });
    const { code, stdout, stderr } = await afterword({ folder, env: { DATA_DIR: data } }, 'erase', 'alan@example.org');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1 comment erased, with their history and all that was kept beside them\n',
    });
    expect(stderr).not.toContain('alan');
    const kept = join(folder, 'alan.json');
    await exportOnePerson(service.settings, keptReport().report, 'alan@example.org', kept);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ knownOn: [], comments: [], waitingCorrections: [] });
  });

  test('reads the email from standard input, where no other user of the machine sees it', async () => {
    await post(service, { author: { name: 'Mary', email: 'mary@example.org' }, body: 'Mary was here' });
    const there = { folder, env: { DATA_DIR: data }, input: 'mary@example.org\n' };
    const exported = await afterword(there, 'export', '--email', '-');
    expect(JSON.parse(exported.stdout)).toMatchObject({ comments: [{ body: 'Mary was here' }] });
    expect(await afterword(there, 'erase', '-')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 comment /),
    });
    const nothing = await afterword({ ...there, input: '' }, 'erase', '-');
    expect(nothing).toEqual({ code: 64, stdout: '', stderr: 'afterword: There is no email on standard input.\n' });
  });

  test('says what it could not unlearn, and does not end well then', async () => {
    const damaged = await startTestService();
    const site = await damaged.store.siteBySlug({ slug: 'default' });
    await post(damaged, { author: { name: 'Lin', email: 'lin@example.org' } });
    await damaged.store.keepModel({ siteId: site?.id as number, upTo: 1_000_000, learned: Buffer.from('nonsense') });
    const kept = keptReport();
    expect(await eraseAddress(damaged.settings, kept.report, 'lin@example.org', true)).toBe(EX.DATAERR);
    await damaged.stop();
    expect(kept.results()).toMatchObject([{ comments: 1, notUnlearnedOn: ['default'] }]);
    expect(kept.err()).toContain('Not everything is erased: the classifier of default is damaged');
  });

  test('can be tried first, which changes nothing', async () => {
    const author = { name: 'Joan', email: 'joan@example.org' };
    const { id } = (await post(service, { author, body: 'I am joan@example.org' })).comment;
    const quote = (await post(service, { body: 'Ask joan@example.org' })).comment.id;
    const there = { folder, env: { DATA_DIR: data }, input: 'joan@example.org' };
    const tried = await afterword(there, 'erase', '--dry-run', '--json', '-');
    expect(JSON.parse(tried.stdout)).toEqual({
      comments: [{ site: 'default', id }],
      corrections: 0,
      quotedIn: [{ site: 'default', comments: [quote] }],
    });
    expect(await erased('joan@example.org')).toMatchObject({ comments: 1 });
  });

  test('of an unknown email says so, and nothing of backups', async () => {
    const kept = keptReport(false);
    await eraseAddress(service.settings, kept.report, 'nobody@example.org', true);
    expect(kept.out()).toBe('Nothing is stored under this email.\n');
    expect(kept.err()).not.toContain('ackup');
  });

  test('refuses what is no address', async () => {
    await expect(erased('ada')).rejects.toMatchObject({ code: 'invalid' });
  });
});
