/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newCode, signIn } from '../http/desk-visitor.js';
import { articlePage } from '../support/blog.js';
import { axeFindings } from '../support/browser.js';
import { describeInEveryBrowser, type PlainBrowser, type PlainPage, until } from '../support/plain-browser.js';
import { plant } from '../support/plant.js';
import { type Stage, setStage } from './thread/stage.js';

const WIDTHS = [390, 1280];
const BODY =
  '> a quote\n\n- a list\n\n`code` and [a link](https://ada.example/)\n\n```\ncode\n```\n\n| a | table |\n|---|---:|\n| of | ~~two~~ |';
/** 1,280 px at 400 %, the most that pages have to bear (WCAG 1.4.10). */
const ENLARGED = 320;
/** The views of the desk. */
const VIEWS = ['', 'status=all', 'page=articles', 'page=numbers', 'page=audit', 'page=settings', 'page=embed'];

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  const url = `${stage.blog.origin}/essay`;
  const [top] = await plant(stage.service, [{ url, body: BODY, author: { name: 'Ada', url: 'https://ada.example/' } }]);
  await plant(stage.service, [
    { url, body: 'A reply', parent: top, author: { name: 'Grace' } },
    { url, body: 'Still pending', status: 'pending' },
  ]);
  stage.blog.pages.set('/essay', articlePage(stage.thread()));
});
afterAll(() => stage.close());

/** The pages of the service, and a page of a blog with a thread. */
const PAGES: readonly (readonly [name: string, url: () => string, isThere: string])[] = [
  ['the first look', () => `${stage.service.url}/`, 'document.readyState === "complete"'],
  ['the privacy page', () => `${stage.service.url}/privacy/default`, 'document.readyState === "complete"'],
  ['a problem’s page', () => `${stage.service.url}/problems/invalid`, 'document.readyState === "complete"'],
  [
    'the page without scripts',
    () => `${stage.service.url}/sites/default/thread?article=/essay`,
    'document.readyState === "complete"',
  ],
  ['the sign-in of the desk', () => `${stage.service.url}/desk`, 'document.getElementById("token")'],
  [
    'a thread',
    () => `${stage.blog.origin}/essay`,
    'document.querySelector("afterword-thread").shadowRoot?.querySelectorAll("article").length === 2',
  ],
];

/** What of a page has to be scrolled sideways, or cannot be reached at all; the rows of tabs and pages scroll by themselves. */
const SIDEWAYS = `(() => {
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (!element.checkVisibility() || element.closest('.tabs, .pages, .table, pre, .unseen, svg')) continue;
      const { overflowX } = getComputedStyle(element);
      const scrolls = ['auto', 'scroll'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1;
      const { left, right, width } = element.getBoundingClientRect();
      const isOut = element.matches('a, button, input, select, textarea, summary') && width > 1 && (left < -1 || right > innerWidth + 1);
      if (scrolls || isOut) found.push(element.outerHTML.slice(0, 80) + ': ' + left + ' to ' + right + ', ' + element.scrollWidth + ' px');
    }
  };
  look(document);
  const { scrollWidth } = document.documentElement;
  return scrollWidth > innerWidth ? ['the page: ' + scrollWidth, ...found] : found;
})()`;

describeInEveryBrowser('every page', Date.UTC(2026, 10, 28), (browser) => {
  it.each(WIDTHS)('has nothing for axe to find at %s px', async (width) => {
    const page = await browser().open(width);
    const findings: string[] = [];
    for (const [name, url, isThere] of PAGES) {
      await page.goto(url());
      await until(page, isThere);
      findings.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      // Firefox remembers that somebody has signed in, in whatever order these tests are run.
      await page.evaluate('localStorage.clear()');
    }
    await page.close();
    expect(findings).toEqual([]);
  });

  it.each(WIDTHS)('of the desk has nothing for axe to find at %s px', async (width) => {
    const page = await openSignedIn(browser(), width);
    const findings: string[] = [];
    for (const view of VIEWS) {
      await openView(page, view);
      findings.push(...(await axeFindings(page)).map((finding) => `#${view}: ${finding}`));
    }
    await page.close();
    expect(findings).toEqual([]);
  });

  it('scrolls in one direction only, and hides no control, when it is enlarged to 400 %', async () => {
    const page = await openSignedIn(browser(), ENLARGED);
    const findings: string[] = [];
    const look = async (what: string) =>
      findings.push(...(await page.evaluate<string[]>(SIDEWAYS)).map((finding) => `${what}: ${finding}`));
    for (const [name, url, isThere] of PAGES.filter(([, url]) => !url().endsWith('/desk'))) {
      await page.goto(url());
      await until(page, isThere);
      await look(name);
    }
    for (const view of VIEWS) {
      await openView(page, view);
      await look(`#${view}`);
      for (const opened of OPENED[view] ?? []) {
        await page.press(...opened.keys);
        await until(page, opened.isThere);
        await look(`#${view} ${opened.keys}`);
        await page.press('Escape');
      }
    }
    await page.close();
    expect(findings).toEqual([]);
  });
});

/** What else there is to see of a view, by which keys. */
const OPENED: Readonly<Record<string, readonly { readonly keys: string[]; readonly isThere: string }[]>> = {
  'status=all': [
    { keys: ['o'], isThere: 'document.querySelector(".detail.open")' },
    { keys: ['x'], isThere: 'document.querySelector(".selection, [aria-label=Selection]")' },
    { keys: ['?'], isThere: 'document.querySelector("dialog[open]")' },
  ],
};

async function openSignedIn(browser: PlainBrowser, width: number): Promise<PlainPage> {
  const session = await signIn(stage.service, { code: await newCode(stage.service, { site: 'default' }) });
  const page = await browser.open(width, session.Cookie);
  await page.goto(`${stage.service.url}/privacy/default`);
  await page.evaluate(`localStorage.setItem('afterword-desk-session', 'yes')`);
  return page;
}

async function openView(page: PlainPage, view: string): Promise<void> {
  await page.goto(`${stage.service.url}/desk?${view.length}#${view}`);
  await until(page, 'document.querySelector(".card, .page h2")');
}
