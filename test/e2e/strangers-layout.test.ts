/** @jest-environment ./.build/test/support/browser-environment.js */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readText } from '../house/source-tree.js';
import { newCode, signIn } from '../http/desk-visitor.js';
import { articlePage } from '../support/blog.js';
import { COMMENTS, decide } from '../support/http.js';
import { describeInEveryBrowser, type PlainBrowser, type PlainPage, until } from '../support/plain-browser.js';
import { fc, runs } from '../support/properties.js';
import { beginningOf, HOSTILE_TEXTS, hostileComment } from './hostile-comments.js';
import { type Stage, setStage } from './thread/stage.js';

const WIDTHS = [320, 390, 1280];
const PICTURES = fileURLToPath(new URL('../../pictures/', import.meta.url));

let stage: Stage;

/** Sends each text as body, name, title and link of a comment, or with another name where the service refuses it as one. @returns ids */
async function post(path: string, texts: readonly string[], parent: string | null = null): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const article = { url: stage.blog.origin + path, title: beginningOf(text, 300) };
    const url = `https://a.example/${encodeURIComponent(beginningOf(text, 40))}`.slice(0, 480);
    for (const name of [beginningOf(text, 100), 'W'.repeat(100)]) {
      stage.service.clock.advance(60_000);
      const author = { name, email: 'stranger@mail.example', url };
      const { status, body } = await stage.service.unchecked
        .post(COMMENTS)
        .send({ article, author, body: text, parent });
      expect([201, 422]).toContain(status);
      if (status === 422) continue;
      ids.push(body.comment.id);
      break;
    }
  }
  return ids;
}

async function publish(path: string, texts: readonly string[], parent: string | null = null): Promise<string[]> {
  const ids = await post(path, texts, parent);
  if (ids.length > 0) await decide(stage.service, 'approve', ...ids);
  return ids;
}

/** Where a comment is shown, and what there is to be of it before anything is looked at. */
interface Place {
  readonly what: string;
  open(browser: PlainBrowser, width: number, path: string): Promise<PlainPage>;
  /** Shows more of it, to be looked at as well. */
  readonly more?: (page: PlainPage) => Promise<void>;
  /** The selector of what holds one comment; null where only the page around it is looked at. */
  readonly card: string | null;
}

const PLACES: readonly Place[] = [
  {
    what: 'a thread',
    async open(browser, width, path) {
      stage.blog.pages.set(path, articlePage(stage.thread()));
      const page = await browser.open(width);
      await page.goto(stage.blog.origin + path);
      await until(page, `document.querySelector('afterword-thread').shadowRoot?.querySelector('form:not([hidden])')`);
      return page;
    },
    more: answerWithPreview,
    card: 'article',
  },
  {
    what: 'the page without scripts',
    async open(browser, width, path) {
      const page = await browser.open(width);
      await page.goto(`${stage.service.url}/sites/default/thread?article=${encodeURIComponent(path)}&limit=200`);
      return page;
    },
    more: async (page) => page.goto(await page.evaluate(`document.querySelector('article footer a').href`)),
    card: 'article',
  },
  { what: 'the fragment inside a page without style', open: openFragment, card: null },
  {
    what: 'the fragment inside a page with the style of our documentation',
    open: (browser, width, path) => openFragment(browser, width, path, `<style>${documentedStyle()}</style>`),
    card: 'article',
  },
  {
    what: 'the desk',
    async open(browser, width, path) {
      const session = await signIn(stage.service, { code: await newCode(stage.service, { site: 'default' }) });
      const page = await browser.open(width, session.Cookie);
      await page.goto(`${stage.service.url}/privacy/default`);
      await page.evaluate(`localStorage.setItem('afterword-desk-session', 'yes')`);
      await page.goto(`${stage.service.url}/desk#status=all&order=oldest&article=${encodeURIComponent(path)}`);
      await until(page, `document.querySelector('.card')`);
      return page;
    },
    async more(page) {
      await page.evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'o', bubbles: true }))`);
      await until(page, `document.querySelector('.detail .details')`);
    },
    card: '.card',
  },
];

async function answerWithPreview(page: PlainPage): Promise<void> {
  const root = `document.querySelector('afterword-thread').shadowRoot`;
  const words = HOSTILE_TEXTS.slice(0, 3).join('\n\n').slice(0, 9_000);
  await page.evaluate(`${root}.querySelector('button.answer').click()`);
  await until(page, `${root}.querySelector('li form.open')`);
  await page.evaluate(`(() => {
    const form = ${root}.querySelector('li form');
    const textarea = form.querySelector('textarea');
    textarea.value = ${JSON.stringify(words)};
    textarea.dispatchEvent(new Event('input', { bubbles: true }));
    form.querySelector('.look').click();
  })()`);
  await until(page, `${root}.querySelector('li form section:not([hidden])')`);
}

async function openFragment(browser: PlainBrowser, width: number, path: string, head = ''): Promise<PlainPage> {
  const address = `/sites/default/thread.html?article=${encodeURIComponent(path)}&limit=200`;
  const { text } = await stage.service.agent.get(address).expect(200);
  const body = `${text}<footer><a href="/next">Next article</a></footer>`;
  stage.blog.pages.set(`${path}/fragment`, articlePage(body, { head }));
  const page = await browser.open(width);
  await page.goto(`${stage.blog.origin}${path}/fragment`);
  return page;
}

function documentedStyle(): string {
  return /```css\n(\.afterword[\s\S]*?)```/.exec(readText('docs/embedding.md'))?.[1] as string;
}

/**
 * What of a page reaches beyond its place: the page itself, what holds a comment, what can be pressed, the numbers of lists. In a thread, that is
 * looked at inside of it.
 */
async function outOfPlace(page: PlainPage, card: string | null): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    const root = document.querySelector('afterword-thread')?.shadowRoot ?? document;
    const scroller = document.documentElement;
    if (scroller.scrollWidth > innerWidth) found.push('page: ' + scroller.scrollWidth);
    const cards = [...root.querySelectorAll(${JSON.stringify(card ?? 'none')})];
    const name = (element) => {
      const at = cards.findIndex((one) => one.contains(element));
      return at + ' ' + element.tagName + ' ' + element.textContent.slice(0, 10);
    };
    for (const one of cards) {
      const { left, right } = one.getBoundingClientRect();
      if (left < 0 || right > innerWidth) found.push(name(one) + ': ' + left + ' to ' + right);
      // Clusters of letters of any width are cut off where they have to be; quotes, lists and lines are not.
      if (!/[\\u0600\\ufdfd\\u{1242b}]/u.test(one.textContent) && one.scrollWidth > one.clientWidth + 6)
        found.push(name(one) + ' is cut: ' + one.scrollWidth + ' of ' + one.clientWidth);
    }
    for (const control of root.querySelectorAll('button, input, select, textarea, header a, footer a, header img, h1, h2')) {
      if (!control.checkVisibility({ checkVisibilityCSS: true, visibilityProperty: true })) continue;
      if (control.closest('.unseen, [hidden], [inert]') || getComputedStyle(control).clipPath !== 'none') continue;
      control.scrollIntoView({ block: 'center', behavior: 'instant' });
      const box = control.getClientRects()[0];
      if (box === undefined || box.width === 0) continue;
      if (box.left < 0 || box.right > innerWidth + 1) found.push(name(control) + ' reaches out: ' + box.left + ' to ' + box.right);
      const x = Math.min(box.left + box.width / 2, innerWidth - 1);
      const y = Math.min(Math.max(box.top + Math.min(box.height, 20) / 2, 1), innerHeight - 1);
      const hit = root.elementFromPoint(x, y);
      if (hit === null || !(control.contains(hit) || hit.contains(control))) found.push(name(control) + ' is hidden by ' + hit?.outerHTML.slice(0, 60));
    }
    if (cards.length === 0) return found;
    const canvas = document.createElement('canvas').getContext('2d');
    for (const list of root.querySelectorAll(':is(.body, .words) ol')) {
      // At a glimpse, lists are part of the line and show no numbers.
      if (getComputedStyle(list.lastElementChild).display !== 'list-item') continue;
      const { direction, font } = getComputedStyle(list);
      canvas.font = font;
      const last = list.start + list.children.length - 1;
      const clip = (list.closest(${JSON.stringify(card)}) ?? list.closest('.body, .words')).getBoundingClientRect();
      const width = canvas.measureText(last + '. ').width;
      const edge = list.lastElementChild.getBoundingClientRect();
      const room = direction === 'rtl' ? clip.right - edge.right : edge.left - clip.left;
      if (width > room + 6) found.push(name(list) + ': no room for ' + last + ', ' + width + ' of ' + room);
    }
    for (const item of root.querySelectorAll(':is(.body, .words, .afterword) :is(li, blockquote) > :not(ul, ol, blockquote, pre), :is(.body, .words) li')) {
      if (!item.closest('.body, .words') || item.querySelector('ul, ol, blockquote')) continue;
      const { width } = item.getBoundingClientRect();
      const { fontSize } = getComputedStyle(item);
      if (width > 0 && width < 5 * parseFloat(fontSize) && item.tagName !== 'CODE' && getComputedStyle(item).display !== 'inline')
        found.push(name(item) + ' is too narrow to read: ' + width);
    }
    return found.slice(0, 20);
  })()`);
}

async function picture(page: PlainPage, name: string): Promise<void> {
  if (process.env.PICTURES !== 'yes') return;
  mkdirSync(PICTURES, { recursive: true });
  // All of them have to be seen, and pictures have an end.
  await page.evaluate(`(document.querySelector('afterword-thread')?.shadowRoot ?? document)
    .querySelectorAll('.body, .words').forEach(({ style }) => Object.assign(style, { maxHeight: '250px', overflow: 'hidden' }))`);
  writeFileSync(join(PICTURES, `${name}.png`), await page.picture());
}

beforeAll(async () => {
  stage = await setStage();
  const published = await publish('/wide', HOSTILE_TEXTS);
  expect(published.length).toBeGreaterThan(HOSTILE_TEXTS.length - 3);
  let parent = published[0] as string;
  for (const text of HOSTILE_TEXTS.slice(0, 9)) [parent = parent] = await publish('/wide', [text], parent);
});
afterAll(() => stage.close());

describeInEveryBrowser('no words of a stranger', Date.UTC(2026, 10, 24, 12), (browser, name) => {
  describe.each(PLACES)('are wider than their place, or hide a control, in $what', ({ what, open, more, card }) => {
    it.each(WIDTHS)('at %i px', async (width) => {
      const page = await open(browser(), width, '/wide');
      expect(await outOfPlace(page, card)).toEqual([]);
      await more?.(page);
      expect(await outOfPlace(page, card)).toEqual([]);
      await picture(page, `strangers, ${what}, ${name}, ${width}`);
      await page.close();
    });
  });

  it('are so, whatever they are made of', async () => {
    let articles = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(hostileComment, { minLength: 5, maxLength: 20 }), async (texts) => {
        articles += 1;
        const path = `/any-${name}-${articles}`;
        if ((await publish(path, texts)).length === 0) return;
        for (const { what, open, card } of PLACES) {
          const page = await open(browser(), 320, path);
          expect({ what, found: await outOfPlace(page, card) }).toEqual({ what, found: [] });
          await page.close();
        }
      }),
      { numRuns: runs(3), endOnFailure: true },
    );
  });
});
