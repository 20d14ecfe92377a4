import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, MODERATION } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ settings: { POST_LIMIT: '20/5m', RETENTION_SPAM_DAYS: '20' } });
  for (const site of ['second', 'third']) await service.addSite(site);
});
afterAll(() => service.stop());

const settingsOf = (site: string) => MODERATION.replace('default', site).concat('/settings');

async function see(site: string) {
  const { body } = await service.agent.get(settingsOf(site)).set(bearer(service.tokens.admin)).expect(200);
  return body;
}

const change = (site: string, wanted: object) =>
  service.agent.patch(settingsOf(site)).set(bearer(service.tokens.admin)).send(wanted);

describe('the settings of a site', () => {
  it('say of each where it comes from: the environment of the service, or what was stored', async () => {
    const { settings, service: everywhere } = await see('default');
    expect(settings).toEqual({
      name: { value: 'A blog', from: 'environment', variable: 'SITE_NAME' },
      url: { value: 'https://blog.example/', from: 'environment', variable: 'SITE_URL' },
      origins: { value: ['https://blog.example'], from: 'environment', variable: 'SITE_ORIGINS' },
      policy: { value: 'hold', from: 'environment', variable: 'MODERATION_POLICY' },
      emailRequired: { value: true, from: 'environment', variable: 'EMAIL_REQUIRED' },
      closeAfterDays: { value: null, from: 'stored', variable: null },
    });
    expect(everywhere).toEqual({
      checker: { value: 'local', variable: 'AKISMET_KEY' },
      retentionSpamDays: { value: 20, variable: 'RETENTION_SPAM_DAYS' },
      retentionClientDays: { value: 30, variable: 'RETENTION_CLIENT_DAYS' },
      editWindowMinutes: { value: 15, variable: 'EDIT_WINDOW_MINUTES' },
      postLimit: { value: { comments: 20, seconds: 300 }, variable: 'POST_LIMIT' },
    });
    const second = (await see('second')).settings;
    expect(new Set(Object.values(second).map((said) => (said as { from: string }).from))).toEqual(new Set(['stored']));
  });

  it('that the environment says are refused with the variable that says them, and nothing is changed', async () => {
    const { body } = await change('default', { policy: 'publish', name: 'Mine', closeAfterDays: 9 }).expect(422);
    expect(body.errors).toEqual([
      { pointer: '/name', detail: 'comes from SITE_NAME; change it there, and restart' },
      { pointer: '/policy', detail: 'comes from MODERATION_POLICY; change it there, and restart' },
    ]);
    expect((await see('default')).settings).toMatchObject({
      policy: { value: 'hold' },
      closeAfterDays: { value: null },
    });
  });

  it('are changed for the next request, and stand in the audit with whoever changed them', async () => {
    const wanted = { name: ' The  second ', policy: 'publish', emailRequired: false, closeAfterDays: 30 };
    const { body } = await change('second', { ...wanted, url: 'https://moved.example' }).expect(200);
    expect(body.settings).toMatchObject({
      name: { value: 'The second' },
      url: { value: 'https://moved.example/' },
      origins: { value: ['https://moved.example'] },
      policy: { value: 'publish' },
      emailRequired: { value: false },
      closeAfterDays: { value: 30 },
    });
    const comment = aComment({ article: { url: 'https://moved.example/1' }, author: { name: 'Ada' } });
    await service.agent.post('/api/v1/sites/second/comments').send(comment).expect(201);
    const audit = await service.agent
      .get(MODERATION.replace('default', 'second').concat('/audit'))
      .set(bearer(service.tokens.admin))
      .expect(200);
    expect(audit.body.entries.at(-1)).toMatchObject({
      actor: 'the admin',
      action: 'change-site',
      comment: null,
      note: expect.stringContaining('policy: publish; emailRequired: false; closeAfterDays: 30'),
    });
  });

  it('keep the front page among the origins that may post, whatever the list says', async () => {
    const { body } = await change('third', { origins: ['https://www.third.example/x'] }).expect(200);
    expect(body.settings.origins.value).toEqual(['https://third.example', 'https://www.third.example']);
  });

  it.each([
    [{ url: 'javascript:alert(1)' }, '/url'],
    [{ url: 'https://user:word@blog.example' }, '/url'],
    [{ origins: ['https://a.example', 'https://*.example'] }, '/origins/1'],
    [{ name: '\u200b' }, '/name'],
    [{ closeAfterDays: 0 }, '/closeAfterDays'],
    [{ closeAfterDays: 3651 }, '/closeAfterDays'],
    [{ policy: 'all' }, '/policy'],
  ])('refuse %j', async (wanted, pointer) => {
    const { body } = await change('second', wanted).expect(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });
});
