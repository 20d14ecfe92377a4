/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, until } from './desk-browser.js';

const SCRIPTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '[click](javascript:alert(1)) <a href="javascript:alert(1)">here</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe><base href="https://evil.example/">',
  '<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>',
  '![](https://evil.example/pixel.gif) <form action=https://evil.example><input name=token></form>',
  '</pre></div><h1 onclick=alert(1)>{{alert(1)}} {%alert(1)%}',
  '\u202Egnp.exe \u0000 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!',
  'x'.repeat(4000),
];

/** What the desk itself puts neither on a card nor into its pane. */
const NEVER = 'script, style, img, svg:not(.icon)';

describeInBrowser('hostile comments at the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ settings: { EMAIL_REQUIRED: 'false' } });
    for (const [n, payload] of SCRIPTS.entries()) {
      service.clock.advance(1000);
      const response = await service.unchecked
        .post('/api/v1/sites/default/comments')
        .set('User-Agent', payload.replace(/[^\x20-\x7E]/g, ''))
        .set('Referer', `https://blog.example/${encodeURIComponent(payload.slice(0, 100))}`)
        .send({
          article: {
            url: `https://blog.example/${n}`,
            title: payload.slice(0, 300),
            key: payload.slice(0, 100).replace(/[^\x20-\x7E]/g, ''),
          },
          author: {
            name: payload.slice(0, 100),
            url: `https://evil.example/?${encodeURIComponent(payload.slice(0, 90))}`,
          },
          body: payload,
        });
      if (response.status !== 201) throw new Error(`${n}: ${response.status} ${response.text}`);
    }
  });
  afterAll(() => service?.stop());

  it('run nothing, load nothing and hide nothing', async () => {
    const desk = await openDesk(service, 'order=oldest');
    const { page, keys } = desk;
    await desk.cards(SCRIPTS.length);
    for (let n = 0; n < SCRIPTS.length; n++) {
      await until(() => page.locator('.detail-head p').textContent(), `${n + 1} of ${SCRIPTS.length}`);
      await page.locator('.details .history, .details p').first().waitFor();
      expect(await page.locator(`.detail :is(${NEVER})`).count()).toBe(0);
      await keys('j');
    }
    expect(await page.locator(`iframe, form:not(search form), base, .card :is(${NEVER})`).count()).toBe(0);
    const links = await page
      .locator('.card a, .detail a')
      .evaluateAll((all) => all.map((link) => String((link as { href?: string }).href)));
    expect(links.filter((href) => !/^https?:/.test(href))).toEqual([]);
    const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    expect(desk.complaints).toEqual([]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await axeFindings(page)]).toEqual([colorScheme, []]);
      await picture(page, `desk-hostile-${colorScheme}`);
    }
  });

  it('reach the desk through the address bar only as words', async () => {
    const payload = '"><img src=x onerror=alert(1)>';
    const hash = new URLSearchParams({
      q: payload,
      article: payload,
      status: payload,
      site: payload,
      order: payload,
    }).toString();
    const desk = await openDesk(service, hash);
    expect(await desk.page.getByRole('searchbox').inputValue()).toBe(payload);
    expect(await desk.page.locator('#desk img').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  it('can be decided on with a thumb: nothing is wider than a telephone', async () => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    const desk = await openDesk(service, 'order=oldest', phone);
    const { page } = desk;
    await desk.cards(SCRIPTS.length);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.locator('.card').first().tap();
    await page.locator('.details h3', { hasText: 'History' }).waitFor();
    await picture(page, 'desk-phone', false);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const small = await page
      .locator('.detail button, .side a, .side button, .tabs a')
      .evaluateAll(
        (all) =>
          all
            .map((it) =>
              (it as unknown as { getBoundingClientRect(): { width: number; height: number } }).getBoundingClientRect(),
            )
            .filter(({ width, height }) => width > 0 && Math.min(width, height) < 20).length,
      );
    expect(small).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('.detail').getByRole('button', { name: 'Approve' }).tap();
    await desk.says('1 comment published.');
    await picture(page, 'desk-phone-undo', false);
    await page.getByRole('button', { name: 'Undo' }).tap();
    await desk.cards(SCRIPTS.length);
    expect(desk.complaints).toEqual([]);
  });
});
