/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, picture } from '../../support/browser.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, PHONE } from './desk-browser.js';

/** Chips and controls that are seen, and lie over one another in the same row, bar or pane. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    const isSeen = (it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && !it.closest('.unseen') && getComputedStyle(it).clipPath === 'none';
    const name = (it) => it.localName + '.' + it.className + ' ' + it.textContent.slice(0, 20);
    for (const place of document.querySelectorAll('.card, .top, .bar, .tabs, .strip, .detail-head, .detail-body, .detail-foot, .toast, .side')) {
      const all = [...place.querySelectorAll('a, button, input, select, summary, .badge')].filter(isSeen);
      const boxes = all.map((it) => [it, [...it.getClientRects()]]);
      boxes.forEach(([one, first], n) => {
        for (const [other, second] of boxes.slice(n + 1)) {
          if (one.contains(other) || other.contains(one)) continue;
          const over = first.some((a) => second.some((b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
          if (over) found.push(name(one) + ' and ' + name(other));
        }
      });
    }
    return [...new Set(found)];
  })()`);
}

const DEVICES = [
  ['a telephone', 390, PHONE],
  ['a narrow telephone', 320, { ...PHONE, viewport: { width: 320, height: 640 } }],
  ['a narrow window with a mouse', 390, { viewport: { width: 390, height: 844 } }],
  ['a very narrow window with a mouse', 320, { viewport: { width: 320, height: 640 } }],
  ['a tablet with a mouse', 768, { viewport: { width: 768, height: 1024 } }],
  ['a screen', 1280, { viewport: { width: 1280, height: 900 } }],
] as const;

describeInBrowser('no control and no chip at the desk lies over another', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await plant(
      service,
      Array.from({ length: 6 }, (_, n) => ({
        ...{ url: `https://blog.example/article-${n % 3}`, title: `An article with the number ${n % 3}` },
        ...{ status: 'pending' as const, author: { name: n % 2 ? `Reader ${n}` : `Anneliese von Hohenstein ${n}` } },
        body: `Some words of the comment with the number ${n}, and enough of them for two lines in a narrow window.`,
      })),
    );
    const { store } = service;
    const waiting = await store.waitingComments({ siteId: 1, beforeSeq: Number.MAX_SAFE_INTEGER, limit: 10 });
    const reasons = JSON.stringify([{ detail: 'its links', weight: 2 }]);
    await store.keepOpinions({
      opinions: waiting.map(({ seq, revision }, n) => ({ seq, revision, score: n % 2 ? 0.9 : 0.1, reasons })),
    });
  });
  afterAll(() => service?.stop());

  it.each(DEVICES)('on %s of %i px', async (name, _, device) => {
    const desk = await openDesk(service, 'status=all', {
      ...device,
      before: (page) => page.addInitScript(`localStorage.setItem('afterword-desk-gestures', 'yes')`),
    });
    const { page } = desk;
    await desk.cards(6);
    const all: string[] = [];
    const look = async (where: string) => {
      await picture(page, `desk-overlaps, ${name}, ${where}`, false);
      all.push(...(await overlaps(page)).map((what) => `${where}: ${what}`));
    };
    // The keys lead the focus to a row, the mouse shows what it offers.
    await desk.keys('j', 'k');
    await look('a row with the focus');
    if (!('hasTouch' in device)) await page.locator('.row').nth(2).hover();
    await look('a row under the mouse');
    await desk.keys('x', 'j', 'x');
    await look('selected');
    await desk.keys('Escape', 'o');
    await look('details');
    await desk.keys('o', 'a');
    await desk.says(/published/);
    await look('decided');
    await desk.keys('u');
    await desk.says('Undone');
    if (device.viewport.width < 600) await page.getByRole('button', { name: 'Search and order' }).click();
    await page.getByRole('button', { name: 'Show cards' }).click();
    await look('cards');
    expect(all).toEqual([]);
  });
});
