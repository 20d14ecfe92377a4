import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RemovalOrder, removeSite } from '../../src/cli/commands/remove-site.js';
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
  return token;
}

function filesWith(word: string): string[] {
  return [...filesIn(data)].filter(([, bytes]) => bytes.includes(word)).map(([name]) => name);
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
    await expect(removed('default')).rejects.toMatchObject({ exitCode: 64 });
    await expect(removed('nowhere')).rejects.toMatchObject({ exitCode: 64, message: 'There is no site "nowhere".' });
  });

  test('is done by the command line without a question where there is no terminal', async () => {
    await service.addSite('empty');
    const { code, stdout } = await afterword({ folder, env: { DATA_DIR: data } }, 'site', 'remove', 'empty');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The site "empty" with 0 comments is removed.\n' });
  });
});
