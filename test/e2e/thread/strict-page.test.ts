/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { htmlPayloads, markdownPayloads } from '../../domain/render-markdown-payloads.js';
import { describeInBrowser } from '../../support/browser.js';
import { decide, post } from '../../support/http.js';
import { type Stage, setStage, styleOf } from './stage.js';

let stage: Stage;

/** The strictest policy that a blog can have and still load the widget. */
function strictPolicy(): string {
  const { url } = stage.service;
  return `default-src 'none'; script-src ${url}; connect-src ${url}; img-src ${url}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
}

/** Notes every violation of the page's policy, and every attempt of a payload that did run. */
const WATCH = `
  window.noted = [];
  addEventListener('securitypolicyviolation', (event) => noted.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
  window.alert = window.confirm = window.prompt = () => noted.push('something ran');
`;

/** What a comment may consist of, by what is in the page: names of elements, with their attributes. */
const FOREIGN = `
  [...document.querySelector('afterword-thread').shadowRoot.querySelectorAll('.body *')].flatMap((element) => {
    const isFrame = element.matches('div.table') && element.firstChild.localName === 'table' && element.childElementCount === 1;
    const allowed = { A: ['href', 'rel'], OL: ['start'], TH: ['align'], TD: ['align'], CODE: ['class'], PRE: ['role', 'tabindex', 'aria-label'], DIV: ['class', 'role', 'tabindex', 'aria-label', 'dir'] }[element.tagName] ?? [];
    const known = isFrame || 'P BR HR EM STRONG S CODE PRE BLOCKQUOTE UL OL LI A TABLE THEAD TBODY TR TH TD'.split(' ').includes(element.tagName);
    const isDirection = (name) => name === 'dir' && element.dir === 'auto' && element.parentElement.matches('.body');
    const attributes = element.getAttributeNames().filter((name) => !allowed.includes(name) && !isDirection(name));
    const isBadLink = element.tagName === 'A' && element.hasAttribute('href') && !['http:', 'https:', 'mailto:'].includes(element.protocol);
    return known && attributes.length === 0 && !isBadLink ? [] : [element.outerHTML];
  })
`;

function watch(page: Page): Promise<unknown> {
  return page.addInitScript(WATCH);
}

describeInBrowser('the widget', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('works through a whole visit under a strict policy with Trusted Types, and breaks none of it', async () => {
    await stage.publish('/strict', [{ body: 'A *question*, with a [link](https://example.org/)' }]);
    const body = `<afterword-count article="/strict">…</afterword-count>${stage.thread('theme="dark"')}`;
    const reader = await stage.open('/strict', body, { policy: strictPolicy(), before: watch });
    const { page } = reader;
    await page.locator('afterword-count', { hasText: '1' }).waitFor();
    await page.getByRole('button', { name: /^Reply/ }).click();
    await reader.form.locator('button.send').waitFor();
    await reader.fill({ body: 'An *answer*', name: 'Ada', email: 'ada@example.org' });
    await reader.form.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('region', { name: 'Preview' }).locator('em').waitFor();
    await reader.send();
    await page.getByText('Pending. Only you').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.locator('#edit-body').fill('Another *answer*');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Another answer').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete it?' }).click();
    await page.getByText('Another answer').waitFor({ state: 'detached' });
    expect(await page.evaluate('noted')).toEqual([]);
    expect(reader.complaints).toEqual([]);
    expect(await styleOf(page, '[part=thread]', 'backgroundColor')).toBe('rgb(21, 25, 32)');
  });

  it('calls nobody but the service, and leaves no cookie', async () => {
    await stage.publish('/alone', [{ body: 'A comment', author: { name: 'Ada', url: 'https://ada.example/' } }]);
    const reader = await stage.open('/alone', stage.thread());
    await reader.begin();
    await reader.page.waitForLoadState('networkidle');
    const hosts = new Set(reader.requests.map((url) => new URL(url).origin));
    expect([...hosts].sort()).toEqual([stage.blog.origin, stage.service.url].sort());
    expect(await reader.page.context().cookies()).toEqual([]);
    expect(await reader.page.evaluate('document.cookie')).toBe('');
  });

  it('lets no hostile comment run anything, whatever is in its words, its name or its address', async () => {
    const article = { url: `${stage.blog.origin}/hostile` };
    const ids: string[] = [];
    for (const [index, payload] of [...markdownPayloads, ...htmlPayloads].entries()) {
      const author = { name: `${htmlPayloads[index % htmlPayloads.length]} x`.slice(0, 90), email: 'x@example.org' };
      ids.push((await post(stage.service, { article, author, body: `${payload}\n\n${index}` })).comment.id);
    }
    await decide(stage.service, 'approve', ...ids);
    const { page, articles } = await stage.open('/hostile', stage.thread(), { before: watch });
    await articles.nth(49).waitFor();
    const more = page.getByRole('button', { name: 'Show more comments' });
    while (await more.isVisible()) {
      const before = await articles.count();
      await more.click();
      await articles.nth(before).waitFor();
    }
    expect(await articles.count()).toBeGreaterThan(100);
    await hover(page);
    expect(await page.evaluate('noted')).toEqual([]);
    expect(await page.evaluate(FOREIGN)).toEqual([]);
  });

  it('makes no other element than a comment may have, even if the service sent it unsanitised', async () => {
    const html = [
      ...htmlPayloads,
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '<svg/onload=alert(1)>',
    ];
    const comments = html.map((payload, index) => ({
      ...{
        id: `0192e000-0000-7000-8000-${String(index).padStart(12, '0')}`,
        article: '/raw',
        parent: null,
        html: payload,
      },
      author: {
        name: payload,
        url: index % 2 ? 'javascript:alert(1)' : 'https://a.example/"><script>',
        avatar: '/avatars/new.svg',
      },
      ...{ createdAt: '2026-11-24T12:00:00.000Z', editedAt: null, status: 'approved', replies: 0 },
    }));
    const page = {
      article: { key: '/raw', url: null, title: null, open: true, count: comments.length },
      comments,
      next: null,
    };
    const reader = await stage.open('/raw', stage.thread(), {
      before: async (tab) => {
        await watch(tab);
        await tab.route('**/comments?*', (route) =>
          route.fulfill({ json: page, headers: { 'Access-Control-Allow-Origin': '*' } }),
        );
      },
    });
    await reader.articles.nth(comments.length - 1).waitFor();
    await hover(reader.page);
    expect(await reader.page.evaluate('noted')).toEqual([]);
    expect(await reader.page.evaluate(FOREIGN)).toEqual([]);
    expect(await reader.articles.locator('a[href^="javascript"]').count()).toBe(0);
  });
});

/** Does to every element of the comments what could wake a handler on it. */
async function hover(page: Page): Promise<void> {
  await page.evaluate(`for (const element of document.querySelector('afterword-thread').shadowRoot.querySelectorAll('article *'))
    for (const type of ['mouseover', 'focus', 'load', 'error', 'toggle', 'animationstart']) element.dispatchEvent(new Event(type, { bubbles: false }))`);
}
