/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newCode, signIn } from '../http/desk-visitor.js';
import { articlePage } from '../support/blog.js';
import { axeFindings } from '../support/browser.js';
import { describeInEveryBrowser, type PlainBrowser, type PlainPage, until } from '../support/plain-browser.js';
import { plant } from '../support/plant.js';
import { counts, until as stored } from './desk/desk-browser.js';
import { type Stage, setStage } from './thread/stage.js';

/** Storage that may not be used, as where cookies are blocked. */
const NO_STORAGE = `for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, { get() { throw new DOMException('The operation is insecure.', 'SecurityError'); } });`;

const ROOT = `document.querySelector('afterword-thread')?.shadowRoot`;
const inThread = (page: PlainPage, expression: string) => until(page, expression.replaceAll('root', ROOT));
const evaluateIn = <Value>(page: PlainPage, expression: string) =>
  page.evaluate<Value>(expression.replaceAll('root', ROOT));

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

async function openThread(browser: PlainBrowser, path: string, before = ''): Promise<PlainPage> {
  stage.blog.pages.set(path, articlePage(stage.thread()));
  const page = await browser.open(800);
  if (before !== '') await page.before(before);
  await page.goto(stage.blog.origin + path);
  await inThread(page, `root?.querySelector('form:not([hidden])')`);
  return page;
}

/** Goes into the box at the top, types words and says who writes them. */
async function write(page: PlainPage, words: string): Promise<void> {
  await evaluateIn(page, `root.querySelector('form textarea').focus()`);
  await inThread(page, `root.querySelector('button.send')`);
  await page.type(words);
  await evaluateIn(
    page,
    `(() => {
    for (const [name, value] of [['name', 'Ada'], ['email', 'ada@example.org']]) {
      const input = root.querySelector('form [name=' + name + ']');
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  })()`,
  );
}

const pressSend = (page: PlainPage) => evaluateIn(page, `root.querySelector('button.send').click()`);

async function openDesk(browser: PlainBrowser, before = '', view = ''): Promise<PlainPage> {
  const session = await signIn(stage.service, { code: await newCode(stage.service, { site: 'default' }) });
  const page = await browser.open(1280, session.Cookie);
  await page.goto(`${stage.service.url}/privacy/default`);
  await page.evaluate(`localStorage.setItem('afterword-desk-session', 'yes')`);
  if (before !== '') await page.before(before);
  await page.goto(`${stage.service.url}/desk#${view}`);
  await until(page, `document.querySelector('.card, .page h2, #none')`);
  return page;
}

const status = `document.querySelector('footer [role=status]').textContent`;

describeInEveryBrowser('without a connection', Date.UTC(2026, 10, 28), (browser, name) => {
  it('a thread says so, keeps what was typed, and sends it by itself once there is one again', async () => {
    const page = await openThread(browser(), `/offline-${name}`);
    await write(page, 'Written in a tunnel');
    await page.offline(true);
    await pressSend(page);
    await inThread(page, `root.querySelector('form').textContent.includes('You are offline.')`);
    expect(await evaluateIn(page, `root.querySelector('form textarea').value`)).toBe('Written in a tunnel');
    expect(await axeFindings(page)).toEqual([]);
    await page.offline(false);
    await inThread(page, `root.querySelector('article.pending')?.textContent.includes('Written in a tunnel')`);
    await page.close();
  });

  it('a thread sends nothing that was cancelled meanwhile', async () => {
    const path = `/cancelled-${name}`;
    const page = await openThread(browser(), path);
    await write(page, 'Better not');
    await page.offline(true);
    await pressSend(page);
    await inThread(page, `root.querySelector('form').textContent.includes('You are offline.')`);
    await evaluateIn(page, `root.querySelector('form textarea').focus()`);
    await page.press('Escape', 'Escape');
    await inThread(page, `!root.querySelector('form.open')`);
    await page.offline(false);
    await until(page, 'navigator.onLine');
    await write(page, 'But this');
    await pressSend(page);
    await inThread(page, `root.querySelector('article.pending')?.textContent.includes('But this')`);
    expect(await evaluateIn(page, `root.querySelectorAll('article').length`)).toBe(1);
    await page.close();
  });

  it('a thread that could not be loaded is loaded once there is one again', async () => {
    const path = `/unloaded-${name}`;
    await plant(stage.service, [{ url: stage.blog.origin + path, body: 'To be read' }]);
    const page = await openThread(browser(), path);
    await page.offline(true);
    await page.evaluate(`document.querySelector('afterword-thread').setAttribute('order', 'newest')`);
    await inThread(page, `root.textContent.includes('Comments could not be loaded.')`);
    await page.offline(false);
    await inThread(page, `root.querySelector('article')?.textContent.includes('To be read')`);
    await inThread(page, `!root.textContent.includes('Comments could not be loaded.')`);
    await page.close();
  });

  it('the desk says so, gives back what could not be saved, and goes on by itself', async () => {
    const path = `/desk-offline-${name}`;
    const bodies = ['one', 'two', 'three'];
    await plant(
      stage.service,
      bodies.map((body) => ({ url: stage.blog.origin + path, body, status: 'pending' as const })),
    );
    const page = await openDesk(browser(), '', `article=${path}`);
    await until(page, `document.querySelectorAll('.card').length === 3`);
    await page.press('/');
    await page.type('half a sea');
    await page.offline(true);
    await until(page, `${status}.startsWith('You are offline.')`);
    await page.press('Escape', 'a');
    await until(page, `${status}.startsWith('Not saved. 1 comment is back')`);
    await until(page, `document.querySelector('.card .note')?.textContent === 'Not saved. Decide again.'`);
    expect(await axeFindings(page)).toEqual([]);
    await plant(stage.service, [{ url: stage.blog.origin + path, body: 'four', status: 'pending' }]);
    await page.offline(false);
    await until(page, `document.querySelector('.fresh button')?.textContent === '1 new comment'`);
    await until(page, `!${status}.startsWith('You are offline.')`);
    const { approved } = await counts(stage.service);
    await page.press('k', 'k', 'a');
    await until(page, `document.querySelectorAll('.card').length === 2`);
    await until(page, `${status}.startsWith('1 comment published.')`);
    await stored(async () => (await counts(stage.service)).approved, approved + 1);
    await page.close();
  });
});

describeInEveryBrowser('without storage', Date.UTC(2026, 10, 28), (browser, name) => {
  it('a thread can be read and written to', async () => {
    const page = await openThread(browser(), `/storeless-${name}`, NO_STORAGE);
    await write(page, 'Without a memory');
    await pressSend(page);
    await inThread(page, `root.querySelector('article.pending')?.textContent.includes('Without a memory')`);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('the desk can be worked at', async () => {
    const path = `/desk-storeless-${name}`;
    await plant(stage.service, [{ url: stage.blog.origin + path, body: 'one', status: 'pending' }]);
    const page = await openDesk(browser(), NO_STORAGE, `article=${path}`);
    await until(page, `document.querySelectorAll('.card').length === 1`);
    const { trash } = await counts(stage.service);
    await page.evaluate(`document.querySelector('[aria-label="Show cards"], [title="Show cards"]')?.click()`);
    await page.press('t');
    await until(page, `${status}.startsWith('1 comment moved to the trash.')`);
    await until(page, `document.querySelector('#none')`);
    await stored(async () => (await counts(stage.service)).trash, trash + 1);
    await page.close();
  });
});
