/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newCode, signIn } from '../http/desk-visitor.js';
import { articlePage } from '../support/blog.js';
import { axeFindings } from '../support/browser.js';
import { describeInEveryBrowser, type PlainPage, until } from '../support/plain-browser.js';
import { plant } from '../support/plant.js';
import { counts } from './desk/desk-browser.js';
import { type Stage, setStage } from './thread/stage.js';

/** More stops than any of the pages has. */
const MOST_STOPS = 60;

/** What has the focus, looked for through shadow roots: what it is called, and whether that is seen. */
const FOCUSED = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
  const rings = [element, element.closest('.box'), element.nextElementSibling].filter(Boolean).map((one) => getComputedStyle(one));
  const isSeen = rings.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0);
  return { name: label.trim().replace(/\\s+/g, ' '), isSeen, isElement: element.matches(':focus') };
})()`;

interface Focused {
  readonly name: string;
  readonly isSeen: boolean;
  /** Not while the focus is in the browser's own bars, at the end of a page. */
  readonly isElement: boolean;
}

/** Goes on by the tab key until the focus is on what is called so. It is seen at each stop. */
async function tabTo(page: PlainPage, name: string, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.press(key);
    const focused = await page.evaluate<Focused>(FOCUSED);
    if (!focused.isElement) continue;
    seen.push(focused.name);
    if (!focused.isSeen) throw new Error(`the focus cannot be seen on ${focused.name}`);
    if (focused.name.startsWith(name)) return;
  }
  throw new Error(`no way by ${key} to ${name}, only to ${seen.join(' | ')}`);
}

const IN_THREAD = `document.querySelector('afterword-thread').shadowRoot`;
const inThread = (page: PlainPage, expression: string) => until(page, expression.replaceAll('root', IN_THREAD));

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describeInEveryBrowser('by keyboard alone', Date.UTC(2026, 10, 28), (browser, name) => {
  it('a reader writes, changes, replies and deletes, and the focus is always somewhere and seen', async () => {
    const path = `/keys-${name}`;
    await plant(stage.service, [{ url: stage.blog.origin + path, body: 'A question', author: { name: 'Grace' } }]);
    stage.blog.pages.set(path, articlePage(stage.thread()));
    const page = await browser().open(800);
    await page.goto(stage.blog.origin + path);
    await inThread(page, `root?.querySelector('form:not([hidden])')`);

    await tabTo(page, 'Join the conversation');
    await inThread(page, `root.querySelector('button.send')`);
    await page.type('Words with a misteak');
    await tabTo(page, 'Name');
    await page.type('Ada');
    await tabTo(page, 'Email');
    await page.type('ada@example.org');
    await tabTo(page, 'Comment');
    await page.press('Enter');
    await inThread(page, `root.querySelector('article.pending')`);
    await inThread(page, `root.activeElement?.matches('article.pending')`);
    expect(await axeFindings(page)).toEqual([]);

    await tabTo(page, 'Edit');
    await page.press('Enter');
    await inThread(page, `root.activeElement?.id === 'edit-body'`);
    await page.press('Control+End');
    await page.type(', mended');
    await tabTo(page, 'Save');
    await page.press('Enter');
    await inThread(page, `root.querySelector('article.pending')?.textContent.includes('misteak, mended')`);
    await inThread(page, `root.activeElement?.matches('article.pending')`);

    await tabTo(page, 'Reply', 'Shift+Tab');
    await page.press('Enter');
    await inThread(page, `root.activeElement?.id === 'reply-body'`);
    await page.type('An answer');
    await page.press('Control+Enter');
    await inThread(page, `root.querySelectorAll('article.pending').length === 2`);
    await inThread(page, `root.activeElement?.textContent.includes('An answer')`);

    await tabTo(page, 'Delete');
    await page.press('Enter', 'Enter');
    await inThread(page, `root.querySelectorAll('article.pending').length === 1`);
    await inThread(page, `root.activeElement !== null`);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('a moderator makes a round of the desk', async () => {
    const url = 'https://blog.example/round';
    const before = await counts(stage.service);
    await plant(
      stage.service,
      ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((word) => ({
        ...{ url: `${url}-${name}`, body: `Words number ${word}`, status: 'pending' as const },
        author: { name: `Reader ${word}` },
      })),
    );
    const session = await signIn(stage.service, { code: await newCode(stage.service, { site: 'default' }) });
    const page = await browser().open(1280, session.Cookie);
    await page.goto(`${stage.service.url}/privacy/default`);
    await page.evaluate(`localStorage.setItem('afterword-desk-session', 'yes')`);
    await page.goto(`${stage.service.url}/desk#article=${encodeURIComponent(`/round-${name}`)}`);
    const cards = (count: number) => until(page, `document.querySelectorAll('.card').length === ${count}`);
    await cards(7);

    await page.press('a');
    await cards(6);
    await until(page, `document.activeElement.matches('.card.current')`);
    await page.press('j', 's', 't', 'u');
    await cards(5);
    await page.press('x', 'J', 't');
    await cards(3);
    await tabTo(page, 'SpamS(comment by');
    await page.press('Enter');
    await cards(2);
    await page.press('?');
    await until(page, `document.querySelector('dialog[open]')`);
    expect(await axeFindings(page)).toEqual([]);
    await page.press('Escape');
    await until(page, `!document.querySelector('dialog[open]')`);
    await page.press('/');
    await page.type('one');
    await page.press('Enter');
    await cards(1);
    await page.press('Escape', 'a');
    await until(page, `document.querySelector('#none')?.textContent.includes('Nothing matches')`);
    // Back, as Firefox goes on from the end of a page to its own bars.
    await tabTo(page, 'Statistics', 'Shift+Tab');
    await page.press('Enter');
    await until(page, `document.querySelector('.page h2')`);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
    const after = await counts(stage.service);
    expect([after.approved - before.approved, after.spam - before.spam, after.trash - before.trash]).toEqual([2, 2, 2]);
  });
});
