/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readText } from '../../house/source-tree.js';
import { describeInBrowser } from '../../support/browser.js';
import { type Stage, setStage } from './stage.js';

/** As docs/embedding.md has it for articles that are shorter than a screen. */
const [, ROOM = ''] = /```css\n(afterword-thread \{\n {2}display[^`]*)```/.exec(readText('docs/embedding.md')) ?? [];

/** What browsers call good is 0.1; nobody sees this. */
const MOST_SHIFT = 0.02;

const PARAGRAPH =
  '<p>Some words about something, as many as a paragraph of an article has, and a few more than that.</p>';
const FOOTER = '<footer><p>Next article</p><p>About this blog</p></footer>';

/** Adds up how far what is shown has moved without anybody having done anything. */
const WATCH = `window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });`;

/** What has moved, once two more frames have been drawn. */
const SHIFTS = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(
  shifts.map(({ value, sources }) => ({ value, what: sources.map(({ node }) => (node?.outerHTML ?? String(node?.textContent)).slice(0, 80)) }))))))`;

interface Shift {
  readonly value: number;
  readonly what: readonly string[];
}

let stage: Stage;

async function expectStillness(page: Page): Promise<void> {
  const shifts = await page.evaluate<Shift[]>(SHIFTS);
  const sum = shifts.reduce((all, { value }) => all + value, 0);
  expect({ sum: sum <= MOST_SHIFT ? 'little' : sum, shifts: sum <= MOST_SHIFT ? [] : shifts }).toEqual({
    sum: 'little',
    shifts: [],
  });
}

describeInBrowser('a page with a thread of 50', () => {
  beforeAll(async () => {
    stage = await setStage();
    for (const path of ['/long', '/short']) {
      const tops = await stage.publish(
        path,
        Array.from({ length: 35 }, (_, n) => ({ body: `${'Some words. '.repeat(10 * (n % 7))}Thought *${n}*` })),
      );
      await stage.publish(
        path,
        Array.from({ length: 15 }, (_, n) => ({ body: `A reply ${n}`, parent: tops[n] })),
      );
    }
  });
  afterAll(() => stage.close());

  it.each([
    ['below the first screen, on a telephone', '/long', 390, 844],
    ['below the first screen, on a desk', '/long', 1280, 800],
    ['on the first screen, with room kept for it by the page, on a telephone', '/short', 390, 844],
    ['on the first screen, with room kept for it by the page, on a desk', '/short', 1280, 800],
  ])(
    'does not move while it loads, neither at the first visit nor at the second: %s',
    async (_, path, width, height) => {
      const isLong = path === '/long';
      const { page, articles } = await stage.open(
        path,
        `${PARAGRAPH.repeat(isLong ? 30 : 1)}${stage.thread()}${FOOTER}`,
        {
          head: isLong ? '' : `<style>${ROOM}</style>`,
          context: { viewport: { width, height } },
          before: (tab) => tab.addInitScript(WATCH),
        },
      );
      for (const visit of ['first', 'second']) {
        await articles.nth(49).waitFor();
        await page.locator('form[part=form] textarea').first().waitFor();
        await expectStillness(page);
        if (visit === 'first') await page.reload();
      }
    },
  );
});
