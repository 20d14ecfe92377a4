import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addSite, listSites, setSite } from '../../src/cli/commands/site.js';
import { createToken, listTokens, revokeToken } from '../../src/cli/commands/token.js';
import { readConfig, type Settings } from '../../src/config.js';
import { aComment, bearer, COMMENTS } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});

afterAll(() => service.stop());

async function told(command: (report: ReturnType<typeof keptReport>['report']) => Promise<void>) {
  const kept = keptReport();
  await command(kept.report);
  return kept.results();
}

describe('further sites', () => {
  test('are added and changed while the service runs', async () => {
    const { settings } = service;
    const order = { url: 'https://second.example/blog', origins: ['https://www.second.example/x'] };
    expect(await told((report) => addSite(settings, report, 'second', order))).toEqual([
      {
        site: 'second',
        name: 'second.example',
        url: 'https://second.example/blog',
        origins: ['https://second.example', 'https://www.second.example'],
        policy: 'hold',
        emailRequired: true,
        closeAfterDays: null,
      },
    ]);
    const send = (url: string) =>
      service.agent.post(COMMENTS.replace('default', 'second')).send(aComment({ article: { url } }));
    await send('https://www.second.example/1').expect(201);
    await send('https://third.example/1').expect(422);

    const [changed] = await told((report) => setSite(settings, report, 'second', { url: 'https://third.example' }));
    expect(changed).toMatchObject({ origins: ['https://third.example', 'https://www.second.example'], policy: 'hold' });
    await send('https://third.example/1').expect(201);
    await send('https://second.example/1').expect(422);
  });

  test('are listed after the default one', async () => {
    const other = await startTestService();
    await other.addSite('another');
    const sites = await told((report) => listSites(other.settings, report));
    expect(sites.map(({ site }) => site)).toEqual(['default', 'another']);
    await other.stop();
  });

  test.each([
    ['Second', {}, 'small letters'],
    ['third', { url: 'javascript:alert(1)' }, '--url'],
    ['third', { origins: ['nonsense'] }, '--origin'],
    ['default', {}, 'SITE_URL'],
  ])('are refused when wrong: %s %j', async (slug, order, words) => {
    const command = addSite(service.settings, keptReport().report, slug, { url: 'https://a.example', ...order });
    await expect(command).rejects.toMatchObject({ exitCode: 64, message: expect.stringContaining(words) });
  });

  test('are made once, and only what exists is changed', async () => {
    const { settings } = service;
    const { report } = keptReport();
    await addSite(settings, report, 'once', { url: 'https://a.example' });
    await expect(addSite(settings, report, 'once', { url: 'https://a.example' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(setSite(settings, report, 'tenth', {})).rejects.toMatchObject({ exitCode: 64 });
    await expect(setSite(settings, report, 'default', { name: 'x' })).rejects.toMatchObject({ exitCode: 64 });
  });
});

describe('the age at which articles are closed', () => {
  test('is set by the command, also for the default site, of which the environment says the rest', async () => {
    const folder = temporaryFolder();
    const at = { folder, env: { SITE_URL: 'https://blog.example' } };
    const set = (...args: string[]) => afterword(at, 'site', 'set', 'default', ...args);
    await afterword(at, 'token', 'create', '--role', 'admin', '--name', 'x');
    const { code, stdout } = await set('--close-after-days', '90', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ site: 'default', closeAfterDays: 90, policy: 'hold' });
    expect((await afterword(at, 'site', 'list')).stdout).toMatch(/default +hold +required +after 90 days/);
    expect((await set('--close-after-days', 'never')).stdout).toMatch(/default +hold +required +never/);
    for (const wrong of ['0', '3651', '1.5', 'soon', '-1']) {
      const refused = await set(`--close-after-days=${wrong}`);
      expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('never, or 1 to 3650') });
    }
    const both = await set('--close-after-days', '9', '--name', 'Mine');
    expect(both).toMatchObject({ code: 64, stderr: expect.stringContaining('SITE_NAME') });
    expect((await afterword(at, 'site', 'list')).stdout).toMatch(/default +hold +required +never/);
    removeFolder(folder);
  });

  test('is said when a site is added, and closes an article of a running service', async () => {
    const { settings } = service;
    const order = { url: 'https://closing.example', closeAfterDays: 1 };
    expect(await told((report) => addSite(settings, report, 'closing', order))).toMatchObject([{ closeAfterDays: 1 }]);
    const article = { url: 'https://closing.example/1' };
    const send = () => service.agent.post(COMMENTS.replace('default', 'closing')).send(aComment({ article }));
    await send().expect(201);
    service.clock.advance(24 * 3_600_000);
    expect((await send().expect(403)).body.detail).toBe('Comments are closed. This article is older than 1 day.');
    await told((report) => setSite(settings, report, 'closing', { closeAfterDays: 2 }));
    await send().expect(201);
  });
});

describe('tokens', () => {
  test('are made before the first start, for the default site too', async () => {
    const folder = temporaryFolder();
    const settings: Settings = readConfig({ DATA_DIR: folder, SITE_URL: 'https://blog.example' });
    const [token] = await told((report) => createToken(settings, report, { role: 'blog', name: 'b', site: 'default' }));
    expect(token).toMatchObject({ role: 'blog', site: 'default', token: expect.stringMatching(/^afterword_/) });
    removeFolder(folder);
  });

  test('leave the default site as the running service has made it', async () => {
    const elsewhere: Settings = { ...service.settings, SITE_URL: 'https://wrong.example' };
    await told((report) => createToken(elsewhere, report, { role: 'admin', name: 'x' }));
    expect(await service.store.siteBySlug({ slug: 'default' })).toMatchObject({ url: 'https://blog.example/' });
  });

  test('are for their site only, are listed without their secret, and are refused once revoked', async () => {
    const { settings } = service;
    await service.addSite('moderated');
    const order = { role: 'moderator' as const, name: '  The\nmoderator ', site: 'moderated' };
    const [made] = await told((report) => createToken(settings, report, order));
    const { id, token } = made as { id: string; token: string };
    expect(made).toMatchObject({ name: 'The moderator', site: 'moderated', revokedAt: null });
    const ask = (site: string) => service.agent.get(`/api/v1/sites/${site}/moderation/summary`).set(bearer(token));
    await ask('moderated').expect(200);
    await ask('default').expect(403);

    const listed = await told((report) => listTokens(settings, report));
    expect(listed.find((one) => one.id === id)).toMatchObject({ role: 'moderator', name: 'The moderator' });
    expect(JSON.stringify(listed)).not.toContain(token);

    const [revoked] = await told((report) => revokeToken(settings, report, id));
    expect(revoked).toMatchObject({ id, revokedAt: expect.any(String) });
    await ask('moderated').expect(401);
  });

  test.each([
    [{ role: 'admin', name: ' \u200b ' }, { exitCode: 64 }],
    [{ role: 'admin', name: 'x', site: 'nowhere' }, { code: 'not-found' }],
  ] as const)('are refused when wrong: %j', async (order, failure) => {
    await expect(createToken(service.settings, keptReport().report, order)).rejects.toMatchObject(failure);
  });

  test('that are not known cannot be revoked', async () => {
    await expect(revokeToken(service.settings, keptReport().report, 'x')).rejects.toMatchObject({ code: 'not-found' });
  });
});
