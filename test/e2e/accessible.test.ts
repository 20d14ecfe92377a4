/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newCode, signIn } from '../http/desk-visitor.js';
import { articlePage } from '../support/blog.js';
import { axeFindings } from '../support/browser.js';
import { describeInEveryBrowser, until } from '../support/plain-browser.js';
import { plant } from '../support/plant.js';
import { type Stage, setStage } from './thread/stage.js';

const WIDTHS = [390, 1280];
const BODY =
  '> a quote\n\n- a list\n\n`code` and [a link](https://ada.example/)\n\n```\ncode\n```\n\n| a | table |\n|---|---:|\n| of | ~~two~~ |';

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
    const session = await signIn(stage.service, { code: await newCode(stage.service, { site: 'default' }) });
    const page = await browser().open(width, session.Cookie);
    await page.goto(`${stage.service.url}/privacy/default`);
    await page.evaluate(`localStorage.setItem('afterword-desk-session', 'yes')`);
    const findings: string[] = [];
    for (const view of [
      '',
      'status=all',
      'page=articles',
      'page=numbers',
      'page=audit',
      'page=settings',
      'page=embed',
    ]) {
      await page.goto(`${stage.service.url}/desk?${view.length}#${view}`);
      await until(page, 'document.querySelector(".card, .page h2")');
      findings.push(...(await axeFindings(page)).map((finding) => `#${view}: ${finding}`));
    }
    await page.close();
    expect(findings).toEqual([]);
  });
});
