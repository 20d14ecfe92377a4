import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, MODERATION, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ settings: { EDIT_WINDOW_MINUTES: '7' } });
});
afterAll(() => service.stop());

describe('what a form has to say about a site', () => {
  it('is told to any page, with nothing that is not for readers', async () => {
    const { body, headers } = await service.agent.get(SITE).expect(200);
    expect(body).toEqual({
      site: {
        id: 'default',
        name: 'A blog',
        url: 'https://blog.example/',
        origins: ['https://blog.example'],
        emailRequired: true,
        editWindowMinutes: 7,
        checker: 'local',
      },
    });
    expect(headers['access-control-allow-origin']).toBe('*');
  });

  it('is found to have changed when the site has', async () => {
    const site = await service.addSite('moving');
    const first = await service.agent.get('/api/v1/sites/moving').expect(200);
    const again = () => service.agent.get('/api/v1/sites/moving').set('If-None-Match', first.headers.etag!);
    await again().expect(304);
    await service.store.changeSite({ slug: site.slug, emailRequired: false });
    expect((await again().expect(200)).body.site.emailRequired).toBe(false);
  });

  it('says that Akismet is asked where it is', async () => {
    const checked = await startTestService({ akismet: true });
    const { body } = await checked.agent.get(SITE).expect(200);
    expect(body.site.checker).toBe('akismet');
    await checked.stop();
  });
});

describe('a preview', () => {
  const at = `${SITE}/preview`;

  it('is what the comment would be, and stores nothing', async () => {
    const { body } = await service.agent.post(at).send({ body: '*So* <script>alert(1)</script>' }).expect(200);
    expect(body).toEqual({ html: '<p><em>So</em> &lt;script&gt;alert(1)&lt;/script&gt;</p>' });
    const queue = await service.agent.get(`${MODERATION}/comments`).set(bearer(service.tokens.moderator)).expect(200);
    expect(queue.body.total).toBe(0);
  });

  it('is refused for a body that shows nothing, and names the field', async () => {
    for (const words of ['', ' \n ', '\u200b', '>', '&#x200B;']) {
      const { body } = await service.agent.post(at).send({ body: words }).expect(422);
      expect(body.errors).toEqual([{ pointer: '/body', detail: expect.any(String) }]);
    }
  });

  it("is made for the site's own pages only", async () => {
    const from = (origin: string) => service.agent.post(at).set('Origin', origin).send({ body: 'x' });
    const own = await from('https://blog.example').expect(200);
    expect(own.headers['access-control-allow-origin']).toBe('https://blog.example');
    await from('https://evil.example').expect(403);
  });

  it('is limited like posting, to three times as many', async () => {
    const limited = await startTestService({ settings: { TRUST_PROXY: '1', POST_LIMIT: '4/1m' } });
    const ask = (address: string) => limited.agent.post(at).set('X-Forwarded-For', address).send({ body: 'x' });
    for (let n = 0; n < 12; n++) await ask('192.0.2.1').expect(200);
    const { headers } = await ask('192.0.2.1').expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await ask('192.0.2.2').expect(200);
    await limited.stop();
  });
});
