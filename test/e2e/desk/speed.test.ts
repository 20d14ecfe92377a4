/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../../support/browser.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { type DeskWindow, openDesk, until } from './desk-browser.js';

const MANY = 10_000;

/** Notes after each key what is current in the frame that the browser draws next. */
const WATCH_FRAMES = `
  window.drawn = [];
  addEventListener('keydown', ({ key }) => requestAnimationFrame(() => {
    const words = document.querySelector('.row.current .words').textContent;
    window.drawn.push(key + ' ' + words + (document.querySelector('.row.selected.current') ? ' selected' : ''));
  }), true);
`;

const TWO_FRAMES = `new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))`;

/** How many functions of the desk a key calls until its effect is drawn. */
async function callsOf(page: Page, key: string): Promise<number> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Profiler.enable');
  await browser.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await page.keyboard.press(key);
  await page.evaluate(TWO_FRAMES);
  const { result } = await browser.send('Profiler.takePreciseCoverage');
  await browser.send('Profiler.stopPreciseCoverage');
  await browser.detach();
  const functions = result.filter(({ url }) => url.endsWith('/desk/desk.js')).flatMap((script) => script.functions);
  return functions.reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
}

describeInBrowser('a key at the desk with 10,000 comments pending', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startTestService();
    await plant(
      service,
      Array.from({ length: MANY }, (_, n) => ({
        ...{ url: `https://blog.example/article-${n % 50}`, body: `Words ${n}`, status: 'pending' as const },
      })),
    );
  });
  afterEach(() => service?.stop());

  /** Loads more until so many rows are there; only a part of them is in the page. */
  async function loaded({ page }: DeskWindow, count: number): Promise<void> {
    for (let rows = 50; rows < count; rows += 50) {
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.locator('.more button:enabled').waitFor();
    }
  }

  it('has its effect drawn in the very next frame', async () => {
    const desk = await openDesk(service);
    await desk.cards(50);
    await desk.page.getByText('10,000 comments').waitFor();
    await desk.page.evaluate(WATCH_FRAMES);
    const expected = [
      'j Words 9998',
      'j Words 9997',
      'k Words 9998',
      'a Words 9997',
      's Words 9996',
      't Words 9995',
      'u Words 9996',
      'x Words 9996 selected',
    ];
    for (const [n, step] of expected.entries()) {
      await desk.keys(step.charAt(0));
      // A frame shows what all keys before it have done: the next one is pressed behind it.
      await desk.page.evaluate(TWO_FRAMES);
      expect(await desk.page.evaluate<string[]>('window.drawn')).toEqual(expected.slice(0, n + 1));
    }
    expect(desk.complaints).toEqual([]);
  });

  it('does the same work however many rows are loaded, and keeps few of them in the page', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await desk.cards(50);
    await loaded(desk, 200);
    // What is asked for about single comments is not answered any more: it would come at any time.
    await page.route('**/moderation/{comments/*,decisions,comments?*author*}', () => {});
    const keys = ['j', 'k', 'a', 'u', 's', 'u', 'x', 'x'];
    const measure = async () => {
      const calls: string[] = [];
      for (const key of keys) calls.push(`${key} ${await callsOf(page, key)}`);
      return calls;
    };
    await measure();
    const few = await measure();
    await page.unroute('**/moderation/{comments/*,decisions,comments?*author*}');
    await desk.keys('*');
    await page.getByText('2,000 selected').waitFor();
    await desk.keys('Escape');
    await page.route('**/moderation/{comments/*,decisions,comments?*author*}', () => {});
    await measure();
    expect(await measure()).toEqual(few);
    expect(await page.locator('.card').count()).toBeLessThanOrEqual(101);
  });

  it('leads on through a list of which only a part is in the page, without a jump, and so does scrolling', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await desk.cards(50);
    await loaded(desk, 300);
    for (let n = 0; n < 120; n++) await desk.keys('j');
    expect(await desk.current()).toMatch(/^Words \d+$/);
    const at = await page.locator('li:has(> .row.current)').getAttribute('aria-posinset');
    expect(at).toBe('121');
    expect(await desk.hasFocus('.row.current')).toBe(true);
    const isInView = () =>
      page.evaluate<boolean>(`(() => {
        const { top, bottom } = document.querySelector('.row.current').getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      })()`);
    expect(await isInView()).toBe(true);
    // Scrolled away, the current row stays in the page, and the rows in view are drawn.
    await page.evaluate(`document.querySelector('main').scrollTo(0, 0)`);
    await until(() => page.locator('li[aria-posinset="1"]').count(), 1);
    expect(await desk.hasFocus('.row.current')).toBe(true);
    await page.evaluate(`document.querySelector('main').scrollTo(0, 1e9)`);
    await until(() => page.locator('li[aria-posinset="300"]').count(), 1);
    await desk.keys('k');
    await until(isInView, true);
    expect(await page.locator('li:has(> .row.current)').getAttribute('aria-posinset')).toBe('120');
    expect(await page.locator('.card').count()).toBeLessThanOrEqual(101);
  });
});
