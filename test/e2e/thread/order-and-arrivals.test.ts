/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { decide } from '../../support/http.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { focused, type Reader, type Stage, setStage } from './stage.js';

let stage: Stage;
const ADA = { name: 'Ada', email: 'ada@example.org' };
const HALF_A_MINUTE = 31_000;

function many(count: number, from = 0) {
  return Array.from({ length: count }, (_, n) => ({
    body: `Thread ${from + n}`,
    author: { name: `Reader ${from + n}` },
  }));
}

/** The words of the comments that reply to none, from top to bottom. */
function shown({ page }: Reader): Promise<string[]> {
  return page.locator('ol[part=list] > li > article > .body').allTextContents();
}

async function chooseOrder({ page }: Reader, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.locator('a[aria-current]', { hasText: name }).waitFor();
}

/** Lets the page be hidden, or seen again. */
async function hide(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(`{
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${isHidden ? 'hidden' : 'visible'}' });
    document.dispatchEvent(new Event('visibilitychange'));
  }`);
}

describeInBrowser('the order of comments', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('is chosen by links, stands in the address, and holds after a reload and where the address is shared', async () => {
    await stage.publish('/order', many(60));
    const reader = await stage.open('/order', stage.thread());
    const { page, articles } = reader;
    await articles.nth(49).waitFor();
    expect((await shown(reader))[0]).toBe('Thread 0');
    await chooseOrder(reader, 'Newest');
    expect(new URL(page.url()).search).toBe('?comments=newest');
    await articles.nth(49).waitFor();
    expect((await shown(reader)).slice(0, 2)).toEqual(['Thread 59', 'Thread 58']);
    await page.getByRole('button', { name: 'Show more comments' }).click();
    await articles.nth(59).waitFor();
    expect((await shown(reader)).at(-1)).toBe('Thread 0');
    await page.reload();
    await articles.nth(49).waitFor();
    expect((await shown(reader))[0]).toBe('Thread 59');
    await chooseOrder(reader, 'Oldest');
    await articles.nth(49).waitFor();
    expect((await shown(reader))[0]).toBe('Thread 0');
    expect(new URL(page.url()).search).toBe('?comments=oldest');
  });

  it('is not asked for with fewer than two comments', async () => {
    await stage.publish('/single', many(1));
    const { page, articles } = await stage.open('/single', stage.thread());
    await articles.first().waitFor();
    expect(await page.locator('.orders').isVisible()).toBe(false);
  });

  it('changes without losing what waits, what is being written, and below which comment', async () => {
    await stage.publish('/kept', many(3));
    stage.service.clock.advance(1);
    const reader = await stage.open('/kept', stage.thread());
    const { page, form, articles } = reader;
    await reader.fill({ body: 'Mine', ...ADA });
    await reader.send();
    await page.getByText('Pending. Only you').waitFor();
    await reader.reply('Reader 1');
    await reader.form.locator('textarea').fill('Half a reply');
    await chooseOrder(reader, 'Newest');
    await articles.nth(3).waitFor();
    expect(await shown(reader)).toEqual(['Mine', 'Thread 2', 'Thread 1', 'Thread 0']);
    await form.getByRole('textbox', { name: 'Reply to Reader 1' }).waitFor();
    expect(await form.locator('textarea').inputValue()).toBe('Half a reply');
    await chooseOrder(reader, 'Oldest');
    await articles.nth(3).waitFor();
    await form.getByRole('textbox', { name: 'Reply to Reader 1' }).waitFor();
    expect(await shown(reader)).toEqual(['Thread 0', 'Thread 1', 'Thread 2', 'Mine']);
    expect(await form.locator('textarea').inputValue()).toBe('Half a reply');
  });
});

describeInBrowser('comments that come while the page is open', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it.each([
    ['oldest', ['Thread 0', 'Thread 1', 'New 1', 'New 2']],
    ['newest', ['New 2', 'New 1', 'Thread 1', 'Thread 0']],
  ])('are announced, and shown in their place only when they are asked for: %s first', async (order, expected) => {
    const path = `/new-${order}`;
    const [top] = await stage.publish(path, many(2));
    const reader = await stage.open(path, stage.thread(`order="${order}"`));
    const { page, articles } = reader;
    await articles.nth(1).waitFor();
    await page.locator('form[part=form]').waitFor();
    const ids = await stage.publish(path, [
      { body: 'New 1' },
      { body: 'New 2' },
      { body: 'A reply', parent: top, author: { name: 'Alan' } },
    ]);
    await page.waitForLoadState('networkidle');
    await later(page, stage.service.clock, HALF_A_MINUTE);
    const arrivals = page.getByRole('button', { name: '3 new comments' });
    await arrivals.waitFor();
    expect(await page.locator('.unseen').textContent()).toBe('3 new comments');
    expect(await articles.count()).toBe(2);
    await arrivals.click();
    await articles.nth(4).waitFor();
    expect(await shown(reader)).toEqual(expected);
    expect(await page.locator('h2').textContent()).toBe('5 comments');
    expect(await focused(page)).toBe(`comment-${order === 'newest' ? ids[1] : ids[2]}`);
    expect(await arrivals.isVisible()).toBe(false);
    // Those that come later go to their places beside them.
    await stage.publish(path, [{ body: 'New 3' }]);
    await later(page, stage.service.clock, HALF_A_MINUTE);
    await page.getByRole('button', { name: '1 new comment' }).click();
    await articles.nth(5).waitFor();
    expect(await shown(reader)).toEqual(order === 'newest' ? ['New 3', ...expected] : [...expected, 'New 3']);
  });

  it('are shown where pages before them are not loaded yet, which then come before them', async () => {
    await stage.publish('/far', many(70));
    const reader = await stage.open('/far', stage.thread());
    const { page, articles } = reader;
    await articles.nth(49).waitFor();
    await page.locator('form[part=form]').waitFor();
    const [first] = await stage.publish('/far', [{ body: 'New 1' }, { body: 'New 2' }]);
    await page.waitForLoadState('networkidle');
    await later(page, stage.service.clock, HALF_A_MINUTE);
    await page.getByRole('button', { name: '2 new comments' }).click();
    await articles.nth(51).waitFor();
    expect((await shown(reader)).slice(48)).toEqual(['Thread 48', 'Thread 49', 'New 1', 'New 2']);
    expect(await focused(page)).toBe(`comment-${first}`);
    await page.getByRole('button', { name: 'Show more comments' }).click();
    await articles.nth(71).waitFor();
    expect((await shown(reader)).slice(68)).toEqual(['Thread 68', 'Thread 69', 'New 1', 'New 2']);
  });

  it('are not one’s own, which becomes published in its place once a moderator has approved it', async () => {
    await stage.publish('/own', many(2));
    stage.service.clock.advance(1);
    const reader = await stage.open('/own', stage.thread());
    const { page, articles, requests } = reader;
    for (const body of ['Mine', 'Mine too']) {
      await reader.fill({ body, ...ADA });
      await reader.send();
      await page.locator('article.pending', { hasText: body }).waitFor();
      stage.service.clock.advance(1);
    }
    await page.waitForLoadState('networkidle');
    const id = (text: string) => articles.filter({ hasText: text }).getAttribute('id');
    const mine = String(await id('Mine too')).slice('comment-'.length);
    const arrivals = page.locator('.arrivals');
    const announced = () => page.locator('.unseen').textContent();

    await decide(stage.service, 'approve', mine);
    await page.evaluate(
      `document.querySelector('afterword-thread').shadowRoot.querySelector('.unseen').textContent = ''`,
    );
    await later(page, stage.service.clock, HALF_A_MINUTE);
    // One or the other happens.
    await page.locator(`.arrivals:not([hidden]), #comment-${mine}.approved`).first().waitFor({ timeout: PATIENCE_MS });
    expect(await page.locator(`#comment-${mine} .note`).count()).toBe(0);
    expect(await page.locator('h2').textContent()).toBe('3 comments');
    expect([await arrivals.isVisible(), await announced()]).toEqual([false, '']);
    expect(await shown(reader)).toEqual(['Thread 0', 'Thread 1', 'Mine', 'Mine too']);
    expect(await page.locator('article.pending').count()).toBe(1);

    // With one's own, somebody else's: that one is announced, and one's own that still waits is not asked for again and again.
    await stage.publish('/own', [{ body: 'New 1' }]);
    await later(page, stage.service.clock, HALF_A_MINUTE);
    await page.getByRole('button', { name: '1 new comment' }).click();
    await articles.nth(4).waitFor();
    expect(await shown(reader)).toEqual(['Thread 0', 'Thread 1', 'Mine', 'Mine too', 'New 1']);
    expect(await page.locator('h2').textContent()).toBe('4 comments');
    expect(requests.filter((url) => url.endsWith(`/comments/${mine}`))).toHaveLength(1);
  });

  it('are not asked for while the page is hidden, and at once when it is seen again', async () => {
    await stage.publish('/hidden', many(2));
    const { page, articles, requests } = await stage.open('/hidden', stage.thread());
    await articles.nth(1).waitFor();
    await page.locator('form[part=form]').waitFor();
    await page.waitForLoadState('networkidle');
    const asked = () => requests.filter((url) => url.includes('/comments?')).length;
    const before = asked();
    await hide(page, true);
    await stage.publish('/hidden', many(1, 2));
    await later(page, stage.service.clock, 10 * HALF_A_MINUTE);
    expect(asked()).toBe(before);
    await hide(page, false);
    await later(page, stage.service.clock, 1);
    await page.getByRole('button', { name: '1 new comment' }).waitFor();
    expect(asked()).toBe(before + 1);
  });

  it('are asked for less and less often while none come, by a question that costs nothing', async () => {
    await stage.publish('/quiet', many(2));
    const { page, articles } = await stage.open('/quiet', stage.thread());
    await articles.nth(1).waitFor();
    await page.locator('form[part=form]').waitFor();
    await page.waitForLoadState('networkidle');
    const ask = async (milliseconds: number) => {
      const [answer] = await Promise.all([
        page.waitForResponse('**/comments?*'),
        later(page, stage.service.clock, milliseconds),
      ]);
      await answer.finished();
    };
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('/comments?')) asked += 1;
    });
    await ask(HALF_A_MINUTE);
    await later(page, stage.service.clock, HALF_A_MINUTE);
    expect(asked).toBe(1);
    await ask(20_000);
    expect(asked).toBe(2);
  });
});
