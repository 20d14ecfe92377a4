/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { plant, type Seedling } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, openDesk, until } from './desk-browser.js';

/** Comments that wait, the youngest last; every tenth is about a casino. */
function waiting(count: number): Seedling[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ url: `https://blog.example/2026/article-${n % 7}`, title: `Article number ${n % 7}`, status: 'pending' },
    author: { name: `Reader ${n % 40}`, url: n % 3 === 0 ? 'https://reader.example/' : null },
    body:
      n % 10 === 0
        ? `Win at the casino, chance number ${n}`
        : `A thought about **paragraph ${n}**, and [a link](https://example.org/${n})`,
  }));
}

/** Asks, gives up and asks again, each key as soon as the one before has been dealt with; notes what has the focus after each. */
const PRESS_AT_ONCE = `(async () => {
  const seen = [];
  const nextTask = () => new Promise((go) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = go; port2.postMessage(0); });
  for (const act of [
    () => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true })),
    () => document.querySelector('dialog').requestClose(),
    () => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true })),
  ]) {
    act();
    await nextTask();
    const { activeElement: focused } = document;
    seen.push(focused.matches('.card.current') ? 'current' : focused.textContent);
  }
  return seen;
})()`;

describeInBrowser('a moderator’s hour, by keyboard alone', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await plant(service, waiting(300));
  });
  afterAll(() => service?.stop());

  it('goes through three hundred comments, one by one, many at once, and back', async () => {
    const desk = await openDesk(service);
    const { page, keys } = desk;
    await desk.cards(50);
    expect(await desk.current()).toBe('A thought about paragraph 299, and a link');
    await picture(page, 'desk-queue', false);

    // Up and down; the focus goes along.
    await keys('j', 'j', 'k');
    expect(await desk.current()).toBe('A thought about paragraph 298, and a link');
    expect(await desk.hasFocus('.card.current')).toBe(true);

    // Forty decisions without a pause.
    for (let n = 0; n < 20; n++) await keys('a', n % 2 === 0 ? 's' : 't');
    await until(() => counts(service), { pending: 260, approved: 20, spam: 10, trash: 10 });
    expect(await desk.hasFocus('.card.current')).toBe(true);

    // The last two come back.
    await keys('u', 'u');
    await until(() => counts(service), { pending: 262, approved: 19, spam: 10, trash: 9 });

    // A range, by selecting on the way.
    await keys('x', 'J', 'J', 'J');
    await page.getByText('4 selected').waitFor();
    await picture(page, 'desk-selection', false);
    await keys('a');
    await desk.says('4 comments published.');
    await until(() => counts(service), { pending: 258, approved: 23, spam: 10, trash: 9 });

    // Search, take all matches, and think better of it.
    await keys('/');
    await page.keyboard.type('casino');
    await keys('Enter');
    await until(() => new URL(page.url()).hash, '#site=default&q=casino');
    await page.getByText(/^\d\d comments\./).waitFor();
    const matches = await page.locator('.card').count();
    expect(matches).toBeGreaterThan(20);
    await keys('Escape', '*');
    await page.getByText(`${matches} selected`).waitFor();
    await keys('s');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await until(() => counts(service), { pending: 258 - matches, approved: 23, spam: 10 + matches, trash: 9 });
    await keys('u');
    await desk.cards(matches);
    await until(() => counts(service), { pending: 258, approved: 23, spam: 10, trash: 9 });

    // All that waits, in one go, beyond the page that is loaded.
    await page.goto(`${service.url}/desk#status=pending`);
    await desk.cards(50);
    await keys('*');
    await page.getByText('258 selected').waitFor();
    await keys('a');
    await page.getByRole('heading', { name: 'Nothing is pending' }).waitFor();
    await until(() => counts(service), { pending: 0, approved: 281, spam: 10, trash: 9 });
    await keys('u');
    await until(() => counts(service), { pending: 258, approved: 23, spam: 10, trash: 9 });
    expect(desk.complaints).toEqual([]);
  });
});

describeInBrowser('the keys of the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    const discarded = waiting(3).map((seedling) => ({ ...seedling, status: 'trash' as const }));
    await plant(service, [...waiting(6), ...discarded]);
  });
  afterAll(() => service?.stop());

  it('delete permanently only after a question, which offers keeping first', async () => {
    const { trash } = await counts(service);
    const desk = await openDesk(service, 'status=trash');
    const { page, keys } = desk;
    await desk.cards(trash);
    await keys('d');
    await page.getByRole('dialog', { name: 'Delete 1 comment permanently?' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await keys('Escape');
    await desk.cards(trash);
    await keys('d', 'Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.cards(trash);
    await keys('d', 'Tab', 'Enter');
    await desk.cards(trash - 1);
    await until(async () => (await counts(service)).trash, trash - 1);
    expect(desk.complaints).toEqual([]);
  });

  it('need no pause between them: a question has the focus before the next one is pressed', async () => {
    const desk = await openDesk(service, 'status=trash');
    const { trash } = await counts(service);
    await desk.cards(trash);
    await desk.keys('j', 'k');
    const seen = await desk.page.evaluate<string[]>(PRESS_AT_ONCE);
    expect(seen).toEqual(['Keep', 'current', 'Keep']);
    await desk.keys('Tab', 'Enter');
    await until(async () => (await counts(service)).trash, trash - 1);
  });

  it('are explained, and can be switched off', async () => {
    const desk = await openDesk(service);
    const { page, keys } = desk;
    await keys('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-help', false);
    await page.getByLabel('Use these keys').uncheck();
    await keys('Escape');
    const before = await desk.current();
    await keys('j', 'a');
    expect(await desk.current()).toBe(before);
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByLabel('Use these keys').check();
    await keys('Escape', 'j');
    expect(await desk.current()).not.toBe(before);
  });

  it('are not all that there is: a range with Shift and the mouse, and a decision on all of it', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    const boxes = page.getByRole('checkbox', { name: 'Select the comment by' });
    await boxes.nth(1).click();
    await boxes.nth(4).click({ modifiers: ['Shift'] });
    await page.getByText('4 selected').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const { pending, trash } = await counts(service);
    await page.getByRole('button', { name: 'Trash: the selection' }).click();
    await desk.says('4 comments moved to the trash.');
    await until(async () => [(await counts(service)).pending, (await counts(service)).trash], [pending - 4, trash + 4]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => [(await counts(service)).pending, (await counts(service)).trash], [pending, trash]);
    expect(desk.complaints).toEqual([]);
  });

  it('are left to whoever types', async () => {
    const desk = await openDesk(service);
    const before = await counts(service);
    await desk.keys('/');
    await desk.page.keyboard.type('a spam at jksx');
    expect(await desk.page.getByRole('searchbox').inputValue()).toBe('a spam at jksx');
    expect(await counts(service)).toEqual(before);
  });

  it('also move with the arrows in the list, and not where arrows scroll', async () => {
    const desk = await openDesk(service);
    await desk.cards(await desk.page.locator('.card').count());
    const first = await desk.current();
    await desk.keys('ArrowDown');
    const second = await desk.current();
    expect(second).not.toBe(first);
    expect(await desk.hasFocus('.row.current')).toBe(true);
    await desk.keys('ArrowUp');
    expect(await desk.current()).toBe(first);
    await desk.page.getByRole('button', { name: 'Next comment' }).focus();
    await desk.keys('ArrowDown');
    expect(await desk.current()).toBe(first);
  });

  it('do nothing while a layout makes another character of them, nor again and again while they are held', async () => {
    const desk = await openDesk(service);
    const before = await counts(service);
    const first = await desk.current();
    await desk.page.evaluate(`(() => {
      const press = (init) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
      press({ key: 'Dead', code: 'KeyA' });
      press({ key: 's', code: 'KeyS', modifierAltGraph: true });
      press({ key: 'a', code: 'KeyA', isComposing: true });
      press({ key: 'a', code: 'KeyA', altKey: true });
      press({ key: 't', code: 'KeyT', repeat: true });
      press({ key: 'ф', code: 'KeyA' });
      press({ key: 'A', code: 'KeyA', shiftKey: true });
      press({ key: 'q', code: 'KeyA' });
    })()`);
    expect(await desk.current()).toBe(first);
    expect(await counts(service)).toEqual(before);
    // With Caps Lock on they are what they are without: to the next one, without selecting on the way.
    await desk.page.evaluate(
      `document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'J', code: 'KeyJ', modifierCapsLock: true }))`,
    );
    await until(async () => (await desk.current()) !== first, true);
    expect(await desk.page.locator('.row.selected').count()).toBe(0);
  });
});
