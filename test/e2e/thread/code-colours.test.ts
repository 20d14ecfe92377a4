/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { inThread, type Stage, setStage } from './stage.js';

let stage: Stage;

const CODE = [
  '```js\n// why\nconst x = "a <b> & c"; return 1\n```',
  '```json\n{"key": "value"}\n```',
  '```diff\n+new\n-old\n```',
  '```klingon\nconst x\n```',
].join('\n\n');
const KINDS = ['comment', 'keyword', 'string', 'number', 'name', 'plus', 'minus'];

const PAGES = {
  light: {},
  dark: { head: '<style>body { color: #e6e6e6; background: #15181c } a { color: #8ab4f8 }</style>' },
  'a weak link colour': { head: '<style>a { color: #2f9bff } body { color: #333; background: #fbf6ea }</style>' },
} as const;

describeInBrowser('code that is marked with a language', () => {
  beforeAll(async () => {
    stage = await setStage();
    await stage.publish('/code', [{ body: CODE }]);
    await stage.publish('/plain', [{ body: '```\nconst x = 1\n```\n\n`const`' }]);
  });
  afterAll(() => stage.close());

  it.each(Object.entries(PAGES))('is coloured, and can be read, on a page that is %s', async (name, options) => {
    const reader = await stage.open('/code', stage.thread(), options);
    await reader.page.locator('pre .keyword').first().waitFor();
    await picture(reader.page, `coloured code, ${name}`);
    expect(await axeFindings(reader.page)).toEqual([]);
    const kinds = await inThread<string[]>(
      reader.page,
      `[...root.querySelectorAll('pre span')].map((span) => span.className)`,
    );
    expect([...new Set(kinds)].sort()).toEqual([...KINDS].sort());
    const colours = await inThread<string[]>(
      reader.page,
      `['keyword', 'string', 'number', 'comment', 'minus'].map((kind) => getComputedStyle(root.querySelector('pre .' + kind)).color)`,
    );
    expect(new Set(colours).size).toBe(5);
    expect(await inThread(reader.page, `root.querySelector('pre').textContent`)).toBe(
      '// why\nconst x = "a <b> & c"; return 1\n',
    );
    expect(reader.complaints).toEqual([]);
  });

  it('is coloured in a preview, on pages with the strictest policy', async () => {
    const { url } = stage.service;
    const policy = `default-src 'none'; script-src ${url}; connect-src ${url}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const { page, begin, form, complaints } = await stage.open('/plain', stage.thread(), { policy });
    await begin();
    await form.locator('textarea').fill('```js\nreturn\n```');
    await form.locator('.look').click();
    await form.locator('section .keyword').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is all that loads the script for it', async () => {
    const { articles, requests, page } = await stage.open('/plain', stage.thread());
    await articles.first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(requests.filter((request) => request.includes('code-colours'))).toEqual([]);
  });
});
