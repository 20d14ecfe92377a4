import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { removeSiteWithComments } from '../../src/app/operation/remove-site.js';
import { type RemovalOrder, removeSite } from '../../src/cli/commands/remove-site.js';
import { newCode, signIn } from '../http/desk-visitor.js';
import { filesIn } from '../support/folder-files.js';
import { bearer, post, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const data = join(folder, 'data');
let service: TestService;

beforeAll(async () => {
  service = await startTestService({ akismet: true, settings: { DATA_DIR: data } });
});

afterAll(async () => {
  await service.stop();
  removeFolder(folder);
});

async function removed(slug: string, order: RemovalOrder = {}) {
  const kept = keptReport();
  await removeSite(service.settings, kept.report, slug, { yes: true, ...order });
  return kept.results()[0];
}

/** A site with a thread three deep, of whose top an empty place remains, spam, a decision, and a moderator of its own. */
async function aLivelySite(slug: string, word: string) {
  await service.addSite(slug);
  const { token } = await service.newToken('moderator', { site: slug, name: `${word}-moderator` });
  const article = { url: `https://${slug}.example/${word}`, title: `${word} title` };
  const author = { name: `${word} name`, email: `${word}@reader.example` };
  const decideOn = (decision: string, id: string | null) =>
    service.agent
      .post(`/api/v1/sites/${slug}/moderation/decisions`)
      .set(bearer(token))
      .send({ decision, comments: [id] })
      .expect(200);
  let parent: string | null = null;
  let first: string | null = null;
  for (let depth = 0; depth < 3; depth += 1) {
    const { comment } = await post(service, { article, author, parent, body: `${word} at depth ${depth}` }, slug);
    parent = comment.id;
    await service.work();
    first ??= parent;
    await decideOn('approve', parent);
  }
  await decideOn('trash', first);
  await decideOn('delete', first);
  await post(service, { article, author: { ...author, name: 'akismet-guaranteed-spam' }, body: `${word} spam` }, slug);
  await service.work();
  await signIn(service, { token });
  await newCode(service, { name: `${word}-desk`, site: slug });
  return token;
}

/** How many rows of each table belong to a site, or to one of its tokens; without those that have none. */
function rowsOf(siteId: number): Record<string, number> {
  const db = new Database(join(data, 'afterword.db'), { readonly: true });
  const tables = db.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
  const counts = tables.flatMap((table) => {
    const columns = db.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[];
    if (!columns.includes('site_id')) return [];
    const rows = db.prepare(`select count(*) from "${table}" where site_id = ?`).pluck().get(siteId) as number;
    return rows === 0 ? [] : [[table, rows] as const];
  });
  const lost = 'select count(*) from desk_sessions where token_id not in (select id from tokens)';
  const sessions = db.prepare(lost).pluck().get() as number;
  db.close();
  return Object.fromEntries(sessions === 0 ? counts : [...counts, ['desk_sessions of nobody', sessions]]);
}

function filesWith(word: string): string[] {
  return [...filesIn(data)].filter(([, bytes]) => bytes.includes(word)).map(([name]) => name);
}

/** What a site's rows are in, once it has been in use. */
const TABLES = [
  ...['articles', 'audit', 'authors', 'comments', 'daily', 'desk_codes'],
  ...['lessons', 'models', 'outbox', 'status_counts', 'tokens'],
];

/** Does something as on a terminal on which somebody types. @returns also what was asked */
async function onTerminal<Result>(typed: string, act: () => Promise<Result>) {
  const { stdin, stderr } = process;
  const [input, output] = [Object.assign(new PassThrough(), { isTTY: true }), new PassThrough()];
  Object.defineProperties(process, {
    stdin: { value: input, configurable: true },
    stderr: { value: output, configurable: true },
  });
  try {
    input.write(typed);
    const result = await act();
    return { said: String(output.read() ?? ''), result };
  } finally {
    Object.defineProperties(process, {
      stdin: { value: stdin, configurable: true },
      stderr: { value: stderr, configurable: true },
    });
  }
}

describe('`site remove`, beside a running service,', () => {
  test('refuses a site with comments, and says how many there are', async () => {
    await aLivelySite('busy', 'quokka');
    await expect(removed('busy')).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringContaining('has 3 comments'),
    });
    expect(await removed('busy', { dryRun: true, withComments: true })).toEqual({ site: 'busy', comments: 3 });
    await service.agent.get('/api/v1/sites/busy').expect(200);
  });

  test('removes it with comments, tokens and history when told to, and leaves nothing of it in any file', async () => {
    const token = await aLivelySite('gone', 'zarzuela');
    const other = await publish(service, { body: 'On another site' });
    expect(filesWith('zarzuela')).not.toEqual([]);
    expect(await removed('gone', { withComments: true })).toEqual({ site: 'gone', comments: 3 });
    expect(filesWith('zarzuela')).toEqual([]);
    await service.agent.get('/api/v1/sites/gone').expect(404);
    await service.agent.get('/api/v1/sites/gone/comments?article=/zarzuela').expect(404);
    await service.agent.get('/api/v1/sites/default/moderation/summary').set(bearer(token)).expect(401);
    await service.agent.get(`/api/v1/sites/default/comments/${other}`).expect(200);
    await service.work();
  });

  test('leaves no row of any table but one line of the history', async () => {
    await aLivelySite('rows', 'numbat');
    const { id: siteId } = (await service.store.siteBySlug({ slug: 'rows' })) as { id: number };
    // A correction outlives its comment.
    const { comment } = await post(service, { article: { url: 'https://rows.example/numbat' } }, 'rows');
    await service.work();
    const decision = { siteId, ids: [comment.id], note: null, actor: 'Mona', now: service.clock.now(), lessons: [] };
    const due = { correctionAt: Number.MAX_SAFE_INTEGER, correctionGiveUpAt: Number.MAX_SAFE_INTEGER };
    for (const what of ['spam', 'delete'] as const) await service.store.decide({ ...decision, ...due, decision: what });
    await service.store.keepModel({ siteId, upTo: 1, learned: new Uint8Array([1]) });
    const before = Object.keys(rowsOf(siteId));
    expect(before).toEqual(expect.arrayContaining(TABLES));
    await removed('rows', { withComments: true });
    expect(rowsOf(siteId)).toEqual({ audit: 1 });
  });

  test('leaves no history of the comments that are removed, also when it is interrupted', async () => {
    await aLivelySite('half', 'wombat');
    const { id: siteId } = (await service.store.siteBySlug({ slug: 'half' })) as { id: number };
    const comments = async () =>
      new Set((await service.store.auditOfSite({ siteId, before: null, limit: 100 })).map(({ comment }) => comment));
    const before = await comments();
    await service.store.removeCommentsOfSite({ siteId, limit: 1 });
    expect((await comments()).size).toBe(before.size - 1);
    expect(await removed('half', { withComments: true })).toEqual({ site: 'half', comments: 2 });
  });

  test('also removes a comment that comes while it is at work', async () => {
    await aLivelySite('late', 'bilby');
    const site = await service.store.siteBySlug({ slug: 'late' });
    let isFirst = true;
    const store = {
      ...service.store,
      async removeSite(order: { slug: string; now: number }) {
        if (isFirst) await post(service, { article: { url: 'https://late.example/bilby' } }, 'late');
        isFirst = false;
        return service.store.removeSite(order);
      },
    };
    const done: number[] = [];
    const all = await removeSiteWithComments(store, service.clock, site as never, (count) => done.push(count));
    expect(all).toBe(4);
    expect(done.at(-1)).toBe(4);
    await service.agent.get('/api/v1/sites/late').expect(404);
  });

  test('asks first on a terminal, and takes nothing but yes for a yes', async () => {
    await service.addSite('asked');
    expect(await onTerminal('no\n', () => removed('asked', { yes: false }))).toEqual({
      said: 'This removes the site "asked" with 0 comments, with its tokens and its history, for good. Type yes: ',
      result: undefined,
    });
    await service.agent.get('/api/v1/sites/asked').expect(200);
    const { result } = await onTerminal('yes\n', () => removed('asked', { yes: false }));
    expect(result).toEqual({ site: 'asked', comments: 0 });
  });

  test('does not ask there with --yes', async () => {
    await service.addSite('unasked');
    const result = { site: 'unasked', comments: 0 };
    expect(await onTerminal('no\n', () => removed('unasked'))).toEqual({ said: '', result });
  });

  test('lets nothing of it come back with a site of the same name', async () => {
    await aLivelySite('again', 'ocelot');
    const before = await service.store.siteBySlug({ slug: 'again' });
    await removed('again', { withComments: true });
    const after = await service.addSite('again');
    expect(after.id).toBeGreaterThan(before?.id as number);
    const list = await service.agent.get('/api/v1/sites/again/comments?article=/ocelot').expect(200);
    expect(list.body).toMatchObject({ comments: [], article: { count: 0, title: null } });
  });

  test('refuses the site of the settings and one that does not exist', async () => {
    const order = { withComments: true };
    const words = expect.stringContaining('cannot be removed');
    await expect(removed('default', order)).rejects.toMatchObject({ exitCode: 64, message: words });
    await expect(removed('nowhere')).rejects.toMatchObject({ exitCode: 64, message: 'There is no site "nowhere".' });
  });

  test('is done by the command line without a question where there is no terminal', async () => {
    await service.addSite('empty');
    const { code, stdout } = await afterword({ folder, env: { DATA_DIR: data } }, 'site', 'remove', 'empty');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The site "empty" with 0 comments is removed.\n' });
  });
});
