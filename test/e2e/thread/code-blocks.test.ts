/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { articlePage } from '../../support/blog.js';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { describeInEveryBrowser, type PlainBrowser, type PlainPage, until } from '../../support/plain-browser.js';
import { type Stage, setStage } from './stage.js';

const LINE = 'const words = await fetch("https://blog.example/api"); // and so on, to the end of the line';
const CODE = `\`\`\`\n${LINE}\n${LINE}${LINE}\n\`\`\`\n\n> - \`\`\`\n>   ${LINE}${LINE}\n>   \`\`\``;
const SHORT = '```\nshort\n```';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.publish('/code', [{ body: CODE }, { body: SHORT }]);
});
afterAll(() => stage.close());

interface Place {
  readonly what: string;
  open(browser: PlainBrowser, width: number): Promise<PlainPage>;
  readonly root: string;
}

const PLACES: readonly Place[] = [
  {
    what: 'a thread',
    async open(browser, width) {
      stage.blog.pages.set('/code', articlePage(stage.thread()));
      const page = await browser.open(width);
      await page.goto(`${stage.blog.origin}/code`);
      await until(page, `document.querySelector('afterword-thread').shadowRoot?.querySelectorAll('pre').length === 3`);
      return page;
    },
    root: `document.querySelector('afterword-thread').shadowRoot`,
  },
  {
    what: 'the page without scripts',
    async open(browser, width) {
      const page = await browser.open(width);
      await page.goto(`${stage.service.url}/sites/default/thread?article=/code`);
      return page;
    },
    root: 'document',
  },
  {
    what: 'the fragment inside a page without style',
    async open(browser, width) {
      const { text } = await stage.service.agent.get('/sites/default/thread.html?article=/code').expect(200);
      stage.blog.pages.set('/fragment', articlePage(text));
      const page = await browser.open(width);
      await page.goto(`${stage.blog.origin}/fragment`);
      return page;
    },
    root: 'document',
  },
];

describeInEveryBrowser('code that is wider than its place', Date.UTC(2026, 10, 28), (browser) => {
  describe.each(PLACES)('in $what', ({ open, root }) => {
    it.each([320, 1280])('keeps its lines, and is scrolled in its own box, also by keys, at %i px', async (width) => {
      const page = await open(browser(), width);
      const all = `[...${root}.querySelectorAll('pre')]`;
      await until(page, `${all}[0].tabIndex === 0`);
      const boxes = await page.evaluate<Record<string, unknown>[]>(`${all}.slice(0, 2).map((pre) => ({
        lines: new Set([...pre.firstChild.getClientRects()].map(({ top }) => top)).size,
        scrolls: pre.scrollWidth > pre.clientWidth,
        stop: pre.tabIndex,
        role: pre.getAttribute('role'),
        name: pre.getAttribute('aria-label'),
      }))`);
      const box = { scrolls: true, stop: 0, role: 'group', name: 'Code' };
      expect(boxes).toEqual([
        { lines: 2, ...box },
        { lines: 1, ...box },
      ]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.evaluate(`${all}[1].focus()`);
      await page.press('ArrowRight', 'ArrowRight');
      await until(page, `${all}[1].scrollLeft > 0`);
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    });
  });

  it('is a stop of the tab key in a thread only while it has to be scrolled', async () => {
    const { open, root } = PLACES[0] as Place;
    const page = await open(browser(), 800);
    await until(page, `${root}.querySelector('pre').tabIndex === 0`);
    expect(await page.evaluate(`[...${root}.querySelectorAll('pre')].map(({ tabIndex }) => tabIndex)`)).toEqual([
      0, 0, -1,
    ]);
    await page.close();
  });
});

const DARK = '<style>@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #15181c } }</style>';

describeInBrowser('a box of code', () => {
  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
  ] as const)('has no barrier on a small telephone: %s', async (name, context) => {
    const { page, articles } = await stage.open('/code', stage.thread(), {
      head: DARK,
      context: { viewport: { width: 320, height: 800 }, ...context },
    });
    await articles.nth(1).waitFor();
    const code = page.locator('pre').first();
    await code.focus();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, `code, ${name}`);
    await page.goto(`${stage.service.url}/sites/default/thread?article=/code`);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, `code without scripts, ${name}`);
  });

  it('is printed whole, as paper does not scroll', async () => {
    const { page, articles } = await stage.open('/code', stage.thread());
    await articles.nth(1).waitFor();
    await page.emulateMedia({ media: 'print' });
    const isCut = `[...root.querySelectorAll('pre')].map((pre) => pre.scrollWidth > pre.clientWidth)`;
    const inRoot = (root: string) => page.evaluate(isCut.replace('root', root));
    expect(await inRoot(`document.querySelector('afterword-thread').shadowRoot`)).toEqual([false, false, false]);
    await page.goto(`${stage.service.url}/sites/default/thread?article=/code`);
    expect(await inRoot('document')).toEqual([false, false, false]);
  });
});
