import { randomBytes } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importExport } from '../../src/app/transfer/import.js';
import { exportAll, exportOnePerson } from '../../src/cli/commands/export.js';
import { importFile } from '../../src/cli/commands/import.js';
import { linesOf } from '../../src/cli/lines.js';
import { readConfig, type Settings } from '../../src/config.js';
import { type Opened, openStore } from '../../src/service/open-store.js';
import { systemClock } from '../../src/service/system-clock.js';
import { bearer, COMMENTS, decide, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { keptReport, removeFolder, temporaryFolder } from './command.js';

type Line = Record<string, unknown> & { id: string; parent: string | null; content: Record<string, unknown> | null };

const folder = temporaryFolder();
let source: TestService;
let exported: string;
let parts: string[];
let number = 0;

function emptyPlace(): Settings {
  number += 1;
  return readConfig({ DATA_DIR: join(folder, `place-${number}`), SITE_URL: 'https://blog.example/' });
}

function fileOf(text: string): string {
  number += 1;
  const file = join(folder, `file-${number}.jsonl`);
  writeFileSync(file, text);
  return file;
}

async function exportOf(settings: Settings): Promise<string> {
  number += 1;
  const file = join(folder, `export-${number}.jsonl`);
  await exportAll(settings, keptReport().report, file);
  return readFileSync(file, 'utf8');
}

async function imported(settings: Settings, text: string) {
  const kept = keptReport();
  const code = await importFile(settings, kept.report, fileOf(text));
  return { code, ...(kept.results()[0] as Record<string, number>), said: kept.err() };
}

function changed(index: number, change: (line: Line) => void): string {
  const line = JSON.parse(parts[index] as string) as Line;
  change(line);
  return [...parts.slice(0, index), JSON.stringify(line), ...parts.slice(index + 1), ''].join('\n');
}

beforeAll(async () => {
  source = await startTestService({ settings: { EMAIL_REQUIRED: 'false' } });
  await source.addSite('other');
  const top = await publish(source, { body: 'The *first* word', author: { name: 'Ada', email: 'ada@example.org' } });
  const answer = await publish(source, {
    parent: top,
    author: { name: 'Grace', email: 'grace@example.org', url: 'https://grace.example/' },
  });
  await publish(source, { parent: answer, author: { name: 'No email' } });
  const taken = await post(source, { body: 'Taken back', author: { name: 'Ada', email: 'ada@example.org' } });
  await decide(source, 'approve', taken.comment.id);
  await publish(source, { parent: taken.comment.id, body: 'An answer that stays' });
  await source.agent.delete(`${COMMENTS}/${taken.comment.id}`).set(bearer(taken.editToken)).expect(204);
  await decide(source, 'spam', (await post(source)).comment.id);
  await decide(source, 'trash', (await post(source)).comment.id);
  await post(source, { article: { url: 'https://blog.example/caf%C3%A9' }, body: 'Line one\n\nline two' });
  await source.agent
    .patch(`${SITE}/articles`)
    .set(bearer(source.tokens.moderator))
    .send({ article: '/caf%C3%A9', open: false });
  const edited = await post(source, { body: 'Passed' });
  await decide(source, 'approve', edited.comment.id);
  await source.agent
    .patch(`${SITE}/comments/${edited.comment.id}`)
    .set(bearer(edited.editToken))
    .send({ body: 'Proposed' })
    .expect(200);
  await post(source, { article: { url: 'https://other.example/1' } }, 'other');
  exported = await exportOf(source.settings);
  parts = exported.trim().split('\n');
});

afterAll(async () => {
  await source.stop();
  removeFolder(folder);
});

describe('an export', () => {
  test('has a header with the sites and a line a comment, placeholders included', () => {
    const [header, ...lines] = parts.map((line) => JSON.parse(line));
    expect(header).toMatchObject({ afterword: 'export', version: 1, sites: [{ slug: 'default' }, { slug: 'other' }] });
    expect(lines).toHaveLength(10);
    expect(lines.filter(({ content }) => content === null)).toHaveLength(1);
    expect(new Set(lines.map(({ status }) => status))).toEqual(new Set(['approved', 'pending', 'spam', 'trash']));
    expect(lines[0].content.author).toMatchObject({ name: 'Ada', email: 'ada@example.org' });
  });

  test('of one person has all that is kept of that person, and nothing of others', async () => {
    const file = join(folder, 'ada.json');
    await exportOnePerson(source.settings, keptReport().report, 'ADA@Example.org', file);
    const { comments } = JSON.parse(readFileSync(file, 'utf8')) as { comments: Record<string, unknown>[] };
    expect(comments.length).toBeGreaterThan(1);
    for (const comment of comments)
      expect(comment).toMatchObject({ author: { name: 'Ada', email: 'ada@example.org' } });
    expect(JSON.stringify(comments)).not.toContain('grace');
  });
});

describe('an import', () => {
  test('into an empty database gives the same export, and the same pages', async () => {
    const place = emptyPlace();
    expect(await imported(place, exported)).toMatchObject({ code: 0, sites: 2, imported: 10, known: 0, orphans: 0 });
    expect(await exportOf(place)).toBe(exported);

    const target = await startTestService({ settings: { DATA_DIR: place.DATA_DIR, EMAIL_REQUIRED: 'false' } });
    for (const article of ['/2026/an-article', '/caf%C3%A9']) {
      const path = `${COMMENTS}?article=${encodeURIComponent(article)}`;
      const [original, copy] = await Promise.all([source.agent.get(path), target.agent.get(path)]);
      expect(original.status).toBe(200);
      expect(copy.body).toEqual(original.body);
    }
    await target.stop();
  });

  test('changes nothing the second time', async () => {
    const place = emptyPlace();
    await imported(place, exported);
    expect(await imported(place, exported)).toMatchObject({ code: 0, sites: 0, imported: 0, known: 10 });
    expect(await exportOf(place)).toBe(exported);
  });

  test('finds parents that stand behind their answers', async () => {
    const place = emptyPlace();
    const [header = '', ...lines] = parts;
    expect(await imported(place, [header, ...lines.reverse(), ''].join('\n'))).toMatchObject({ code: 0, imported: 10 });
    expect((await exportOf(place)).split('\n').sort()).toEqual(exported.split('\n').sort());
  });

  test('leaves out answers whose parent is nowhere, and says so', async () => {
    const [header = '', , ...rest] = parts;
    const result = await imported(emptyPlace(), [header, ...rest, ''].join('\n'));
    expect(result).toMatchObject({ code: 65, orphans: 2, imported: 7 });
    expect(result.said).toContain('Left out: 2 comments');
  });

  test('makes the HTML anew from the words', async () => {
    const place = emptyPlace();
    const evil = changed(1, (line) => {
      (line.content as { html: string }).html = '<script>alert(1)</script>';
    });
    expect(await imported(place, evil)).toMatchObject({ imported: 10 });
    expect(await exportOf(place)).toBe(exported);
  });
});

describe('an import of what is no export', () => {
  const place = emptyPlace();
  let opened: Opened;
  beforeAll(async () => {
    opened = await openStore(place, 0);
  });
  afterAll(() => opened.store.close());

  function read(text: string) {
    const file = fileOf(text);
    return importExport(opened.store, opened.keys, systemClock, randomBytes, () =>
      linesOf(createReadStream(file), file),
    );
  }

  test.each<[string, (line: Line) => void, string]>([
    ['an unknown property', (line) => Object.assign(line, { admin: true }), 'it: has properties that are not known'],
    ['a wrong id', (line) => Object.assign(line, { id: 'x' }), '/id:'],
    ['an unknown site', (line) => Object.assign(line, { site: 'third' }), '/site: is not among the sites'],
    [
      'a name of nothing visible',
      (line) => Object.assign(line.content?.author as object, { name: '\u200b' }),
      '/content/author/name:',
    ],
    [
      'a wrong address',
      (line) => Object.assign(line.content?.author as object, { email: 'ada at home' }),
      '/content/author/email:',
    ],
    [
      'a time without milliseconds',
      (line) => Object.assign(line, { createdAt: '2026-11-24T12:00:00Z' }),
      '/createdAt:',
    ],
    [
      'an avatar that is a path',
      (line) => Object.assign(line.content?.author as object, { avatar: '../../x' }),
      '/content/author/avatar:',
    ],
  ])('refuses a file with %s, and names line and field', async (_, change, where) => {
    const failure = read(changed(2, change));
    await expect(failure).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining(`Line 3 of the export: ${where}`),
    });
    await expect(failure).rejects.not.toThrow(/ada|home/);
  });

  test.each([
    ['', 'is empty'],
    ['not JSON\n', 'Line 1 of the export is not JSON'],
    ['{"afterword":"export","version":2,"sites":[]}\n', 'has the version 2'],
    ['{"comments":[]}\n', 'Line 1 of the export'],
  ])('takes no other file: %j', async (text, words) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining(words),
    });
  });

  test('has stored nothing after all of that', async () => {
    expect((await exportOf(place)).trim().split('\n')).toHaveLength(1);
  });
});

describe('the lines of a file', () => {
  test('end at newlines only, across reads and without a last newline', async () => {
    const long = 'x'.repeat(300_000);
    const file = fileOf(`a\u2028b\r\n\n${long}\nlast`);
    const lines: string[] = [];
    for await (const line of linesOf(createReadStream(file), file)) lines.push(line);
    expect(lines).toEqual(['a\u2028b', '', long, 'last']);
  });
});
