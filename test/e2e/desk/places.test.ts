/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { decide } from '../../support/http.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, until } from './desk-browser.js';

const WIDTHS = [320, 390, 768, 1280, 1920];
const PAGES = ['queue', 'articles', 'numbers', 'audit', 'settings', 'embed'];
const LONG = 'Wort'.repeat(25);

/** What is wider than the window, or reaches out of it. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const out = [];
    if (document.documentElement.scrollWidth > innerWidth) out.push('the page');
    if (document.documentElement.scrollHeight > innerHeight) out.push('the page is higher than the window');
    for (const it of document.querySelectorAll('main, .page, .filters, .bar, .bar > *, .row, .full, .row header, .detail, .toast, .tile, table, .snippet, .state')) {
      if (!it.checkVisibility({ visibilityProperty: true }) || it.closest('.unseen')) continue;
      const { left, right, width } = it.getBoundingClientRect();
      if (left < -0.5 || right > innerWidth + 0.5) out.push(it.className + ' ' + left + ' to ' + right);
      if (it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1 && it.matches('main, .page, .bar, .row, .full, .detail')) out.push(it.localName + '.' + it.className + ' holds ' + it.scrollWidth + ' of ' + it.clientWidth);
    }
    return out;
  })()`);
}

describeInBrowser('at the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    const ids = await plant(
      service,
      Array.from({ length: 60 }, (_, n) => ({
        url: `https://blog.example/${LONG}-${n % 3}`,
        title: `${LONG} ${LONG} ${n % 3}`,
        status: 'pending' as const,
        author: { name: n % 2 ? LONG : `Reader ${n}`, url: `https://reader.example/${LONG}` },
        body: n % 2 ? LONG.repeat(5) : `Words ${n} https://reader.example/${LONG}`,
      })),
    );
    for (const id of ids.slice(0, 54)) await decide(service, 'spam', id);
    for (const id of ids.slice(0, 54)) await decide(service, 'hold', id);
  });
  afterAll(() => service?.stop());

  it.each(WIDTHS)(
    'nothing is wider than its place at %i px, on any page, in any look, nor with words without an end',
    async (width) => {
      const desk = await openDesk(service, '', { viewport: { width, height: 800 } });
      const { page } = desk;
      await desk.cards(50);
      const found = async (where: string) => {
        await picture(page, `desk-${width}-${where}`, false);
        return (await tooWide(page)).map((what) => `${where}: ${what}`);
      };
      const all = [...(await found('list'))];
      await desk.keys('o');
      all.push(...(await found('detail')));
      await desk.keys('o', 'x', 'J');
      all.push(...(await found('selection')));
      await desk.keys('t');
      await desk.says('2 comments moved to the trash.');
      all.push(...(await found('toast')));
      await desk.keys('u');
      if (width < 600) await page.getByRole('button', { name: 'Search and order' }).click();
      await page.getByRole('button', { name: 'Show cards' }).click();
      all.push(...(await found('cards')));
      for (const name of PAGES.slice(1)) {
        await page.goto(`${service.url}/desk#page=${name}`);
        await page.locator('.page h2').first().waitFor();
        all.push(...(await found(name)));
        expect([name, await axeFindings(page)]).toEqual([name, []]);
      }
      expect(all).toEqual([]);
      expect(desk.complaints).toEqual([]);
    },
  );

  it('a telephone has its first comment at 96 pixels, and the pages in a drawer that gives the focus back', async () => {
    const desk = await openDesk(service, '', { viewport: { width: 390, height: 844 } });
    const { page } = desk;
    await desk.cards(50);
    const first = await page.locator('.list > li').first().boundingBox();
    expect(first?.y).toBeLessThanOrEqual(97);
    const pages = page.getByRole('navigation', { name: 'Pages' });
    expect(await pages.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await until(() => desk.hasFocus('.side *'), true);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-drawer', false);
    await desk.keys('Escape');
    expect(await pages.isVisible()).toBe(false);
    expect(await desk.hasFocus('#menu')).toBe(true);
    await page.getByRole('button', { name: 'Menu' }).click();
    await pages.getByRole('link', { name: 'Statistics' }).click();
    await page.getByRole('heading', { name: 'Statistics' }).waitFor();
    expect(await pages.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.mouse.click(370, 400);
    await until(() => pages.isVisible(), false);
  });

  it('the frame stays where it is from page to page', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    const tops: unknown[] = [];
    for (const name of PAGES) {
      await page.goto(`${service.url}/desk#page=${name}`);
      await page.locator('.card, .page h2').first().waitFor();
      tops.push([name, (await page.locator('.side').boundingBox())?.y, (await page.locator('main').boundingBox())?.y]);
    }
    expect(tops).toEqual(PAGES.map((name) => [name, 0, 0]));
  });

  it('the statistics have two tiles a row on a narrow telephone', async () => {
    const desk = await openDesk(service, 'page=numbers', { viewport: { width: 320, height: 640 } });
    await desk.page.locator('.tile').first().waitFor();
    const lefts = await desk.page.evaluate<number[]>(
      `[...new Set([...document.querySelectorAll('.tile')].map((tile) => tile.getBoundingClientRect().left))]`,
    );
    expect(lefts.length).toBe(2);
  });

  it('the row with the focus is seen from its name on at 400 %, wherever the keys lead', async () => {
    // A window of 1280 by 1024 pixels at that size.
    const desk = await openDesk(service, '', { viewport: { width: 320, height: 256 } });
    await desk.cards(50);
    const hidden: string[] = [];
    for (const key of ['j', 'j', 'j', 'k', 'k', 'j', 'j', 'j', 'k', 'k', 'k']) {
      await desk.keys(key);
      const [name, ceiling, floor] = await desk.page.evaluate<
        [{ top: number; bottom: number }, number, number]
      >(`(() => [
        document.querySelector('.row.current h3').getBoundingClientRect().toJSON(),
        document.querySelector('.filters').getBoundingClientRect().bottom,
        innerHeight,
      ])()`);
      if (name.top < ceiling || name.bottom > floor) hidden.push(`${key}: ${name.top} to ${name.bottom}`);
    }
    expect(hidden).toEqual([]);
  });

  it('the help begins with its first line at 400 %', async () => {
    const desk = await openDesk(service, '', { viewport: { width: 320, height: 256 } });
    await desk.cards(50);
    await desk.keys('?');
    const dialog = desk.page.locator('dialog');
    await dialog.waitFor();
    expect(await dialog.evaluate((it) => it.scrollTop)).toBe(0);
    expect(await desk.hasFocus('dialog *')).toBe(true);
  });

  it('the tabs are one row, which scrolls, at counts of four digits on a narrow telephone', async () => {
    const counts = { pending: 1204, approved: 8765, spam: 9999, trash: 1234 };
    const before = (page: Page) =>
      page.route('**/moderation/summary*', async (route) => {
        const summary = (await (await route.fetch()).json()) as object;
        await route.fulfill({ json: { ...summary, counts } });
      });
    const desk = await openDesk(service, 'status=spam', { viewport: { width: 320, height: 640 }, before });
    await desk.page.locator('.tabs').getByText('8,765').waitFor();
    const tops = await desk.page.evaluate<number[]>(
      `[...new Set([...document.querySelectorAll('.tabs a')].map((tab) => tab.getBoundingClientRect().top))]`,
    );
    expect(tops.length).toBe(1);
    expect(await tooWide(desk.page)).toEqual([]);
    await desk.page.getByRole('link', { name: 'All' }).scrollIntoViewIfNeeded();
    await desk.page.getByRole('link', { name: 'All' }).click();
    await until(() => new URL(desk.page.url()).hash.includes('status=all'), true);
    await picture(desk.page, 'desk-tabs-320', false);
  });

  it('without a spam verdict of 95 % Approve is the filled button; above it none is', async () => {
    const { store } = service;
    const [comment] = await store.waitingComments({ siteId: 1, beforeSeq: Number.MAX_SAFE_INTEGER, limit: 1 });
    if (comment === undefined) throw new Error('nothing is pending');
    const look = async (score: number) => {
      const { seq, revision } = comment;
      await store.keepOpinions({
        opinions: [{ seq, revision, score, reasons: JSON.stringify([{ detail: 'links', weight: 4 }]) }],
      });
      const desk = await openDesk(service, 'order=suspicious');
      const chip = (await desk.page.locator('.row.current .badge.bad').textContent()) ?? '';
      const grounds = await desk.page.evaluate<string[]>(`(() => {
        const probe = document.createElement('i');
        document.body.append(probe);
        const named = ['--link', '--bad-back', '--card'].map((name) => {
          probe.style.background = 'var(' + name + ')';
          return [getComputedStyle(probe).backgroundColor, name];
        });
        return [...document.querySelectorAll('.detail-foot .decide')].slice(0, 2).map((it) => new Map(named).get(getComputedStyle(it).backgroundColor));
      })()`);
      return [chip, ...grounds];
    };
    expect(await look(0.95)).toEqual(['95 %95 % likely spam', '--link', '--card']);
    expect(await look(0.97)).toEqual(['97 %97 % likely spam', '--card', '--bad-back']);
  });

  it('the audit log lists what was decided, newest first, and goes on to the beginning', async () => {
    const desk = await openDesk(service, 'page=audit');
    const rows = desk.page.locator('tbody tr');
    await until(() => rows.count(), 50);
    expect(await rows.first().textContent()).toContain('moved it to pending');
    await desk.page.getByRole('button', { name: 'Show more' }).click();
    await until(async () => (await rows.count()) > 50, true);
    while (await desk.page.getByRole('button', { name: 'Show more' }).isVisible()) {
      const before = await rows.count();
      await desk.page.getByRole('button', { name: 'Show more' }).click();
      await until(async () => (await rows.count()) > before, true);
    }
    expect(await rows.count()).toBeGreaterThanOrEqual(168);
    expect(await rows.last().textContent()).toContain('The operator imported it');
    expect(desk.complaints).toEqual([]);
  });

  it('the page about embedding has lines to copy, with the address of this service', async () => {
    const desk = await openDesk(service, 'page=embed');
    const lines = desk.page.locator('.snippet pre');
    await until(() => lines.first().textContent(), `<script type="module" src="${service.url}/embed.js"></script>`);
    expect(await lines.nth(1).textContent()).toBe('<afterword-thread></afterword-thread>');
  });

  it('the page about embedding says of an address whether its pages may post, where the service tells', async () => {
    const before = (page: Page) =>
      page.route('**/api/v1/sites/default', async (route) => {
        const site = (await (await route.fetch()).json()) as object;
        await route.fulfill({ json: { ...site, origins: ['https://blog.example'] } });
      });
    const desk = await openDesk(service, 'page=embed', { before });
    const address = desk.page.getByLabel('Address of a page');
    await address.fill('https://blog.example/2026/an-article');
    await desk.page.getByText('https://blog.example may post.').waitFor();
    await address.fill('http://localhost:4000/draft');
    await desk.page.getByText('http://localhost:4000 may not post. Add it to SITE_ORIGINS and restart.').waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
  });

  it('the numbers lead to the lists that they count', async () => {
    const desk = await openDesk(service, 'page=numbers');
    const { page } = desk;
    const tile = (name: string) => page.locator('.tile', { hasText: name }).getByRole('link');
    await tile('Oldest pending').click();
    await until(() => new URL(page.url()).hash, '#site=default&order=oldest');
    await desk.cards(50);
    await page.goBack();
    await tile('In the trash').click();
    await until(() => new URL(page.url()).hash, '#site=default&status=trash');
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  });

  it('colours that the system forces leave the current row, the selected ones and the tab told apart', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await page.emulateMedia({ forcedColors: 'active' });
    await desk.cards(50);
    await desk.keys('x', 'j', 'j');
    const looks = await page.evaluate<
      string[]
    >(`['.row.current', '.row.selected', '.row:not(.current, .selected)', '.tabs a[aria-current]', '.tabs a:not([aria-current])'].map((selector) => {
      const it = document.querySelector(selector);
      it.blur?.();
      const { borderInlineStartColor, borderBottomColor, outlineStyle } = getComputedStyle(it);
      return [borderInlineStartColor, selector.startsWith('.tabs') ? borderBottomColor : outlineStyle].join(' ');
    })`);
    expect(new Set(looks.slice(0, 3)).size).toBe(3);
    expect(new Set(looks.slice(3)).size).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-forced', false);
  });
});
