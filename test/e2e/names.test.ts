/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser.js';
import { openPage } from '../support/browser-page.js';
import { plant } from '../support/plant.js';
import { openDesk, openWindow, PHONE } from './desk/desk-browser.js';
import { type Stage, setStage } from './thread/stage.js';

const CONTROLS = [
  'button',
  'link',
  'checkbox',
  'radio',
  'textbox',
  'searchbox',
  'combobox',
  'switch',
  'tab',
  'DisclosureTriangle',
];

/** What people see on a control, or beside a field; a drawing is no word. */
const SEEN = `function () {
  const isField = this.matches('input, textarea, select');
  const places = isField ? [...(this.labels ?? [])] : [this];
  const words = places.flatMap((place) => {
    const texts = [];
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: at } = walker.currentNode;
      if (at.closest('[aria-hidden=true], select, textarea, svg') || !at.checkVisibility({ visibilityProperty: true })) continue;
      if (at.closest('.unseen') || getComputedStyle(at).clipPath !== 'none') continue;
      texts.push(walker.currentNode.data);
    }
    return texts.join('');
  });
  return [...words, this.placeholder ?? ''].filter((text) => text.trim() !== '');
}`;

const plain = (text: string) =>
  text
    .normalize()
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');

/** The controls of a page that are called something else than what is written on them, or nothing at all (WCAG 2.5.3, 4.1.2). */
async function misnamed(page: Page): Promise<{ readonly controls: number; readonly wrong: readonly string[] }> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('DOM.getDocument', { depth: -1, pierce: true });
  const { nodes } = await browser.send('Accessibility.getFullAXTree');
  const controls = nodes.filter(({ ignored, role }) => !ignored && CONTROLS.includes(String(role?.value)));
  const wrong: string[] = [];
  for (const { name, role, backendDOMNodeId } of controls) {
    if (backendDOMNodeId === undefined) continue;
    const { object } = await browser.send('DOM.resolveNode', { backendNodeId: backendDOMNodeId });
    const { result } = await browser.send('Runtime.callFunctionOn', {
      ...(object.objectId !== undefined && { objectId: object.objectId }),
      functionDeclaration: SEEN,
      returnByValue: true,
    });
    const called = String(name?.value ?? '');
    if (called.trim() === '') wrong.push(`a ${role?.value} has no name; seen is ${result.value}`);
    for (const seen of result.value as readonly string[]) {
      if (!plain(called).includes(plain(seen)))
        wrong.push(`"${called}" is the name of a ${role?.value} on which is written "${seen}"`);
    }
  }
  await browser.detach();
  return { controls: controls.length, wrong };
}

async function expectNames(page: Page): Promise<void> {
  const { controls, wrong } = await misnamed(page);
  expect(wrong).toEqual([]);
  expect(controls).toBeGreaterThan(0);
}

describeInBrowser('the name of every control contains the words on it', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    const path = '/names';
    const [top] = await stage.publish(path, [{ body: 'Words\n\n'.repeat(40), author: { name: 'Grace' } }]);
    await stage.publish(path, [
      { body: '[A link](https://a.example/)', parent: top, author: { name: 'Ada', url: 'https://ada.example/' } },
    ]);
    await plant(
      stage.service,
      Array.from({ length: 60 }, (_, n) => ({
        url: `${stage.blog.origin}${path}`,
        body: `Number ${n}`,
        status: 'pending' as const,
      })),
    );
  });
  afterAll(() => stage.close());

  it.each(['en', 'de', 'es', 'fr', 'ar', 'ja'])('in a thread that is read and written to, in %s', async (lang) => {
    const reader = await stage.open('/names', stage.thread(), { lang });
    const { page, articles } = reader;
    await articles.nth(1).waitFor();
    await expectNames(page);
    await page.locator('summary').first().click();
    await expectNames(page);
    await reader.fill({ body: 'Mine', name: 'Ada', email: 'ada@example.org' });
    await expectNames(page);
    await reader.form.locator('.look').click();
    await reader.form.locator('section').waitFor();
    await expectNames(page);
    await reader.send();
    await page.locator('article.pending').waitFor();
    await expectNames(page);
    await page.locator('button.edit').click();
    await page.locator('#edit-body').waitFor();
    await expectNames(page);
  });

  it('at the desk', async () => {
    const desk = await openDesk(stage.service);
    const { page, keys } = desk;
    await desk.cards(50);
    await expectNames(page);
    await keys('x', 'J');
    await expectNames(page);
    await keys('Escape', '?');
    await page.getByRole('dialog').waitFor();
    await expectNames(page);
    await keys('Escape', 'a');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.getByRole('button', { name: 'Show cards' }).click();
    await page.locator('.card.full').first().waitFor();
    await expectNames(page);
    for (const name of ['Statistics', 'Audit log', 'Embed']) {
      await page.getByRole('link', { name }).click();
      await page.locator('.page h2', { hasText: name }).waitFor();
      await expectNames(page);
    }
  });

  it('at the desk on a telephone, with a comment open', async () => {
    const desk = await openDesk(stage.service, '', PHONE);
    await desk.cards(50);
    await expectNames(desk.page);
    await desk.page.locator('.row').first().tap();
    await desk.page.locator('.detail.open').waitFor();
    await expectNames(desk.page);
  });

  it('on the pages that need no scripts, and at the way into the desk', async () => {
    const { page } = await openWindow(stage.service);
    await page.getByLabel('Token of a moderator').waitFor();
    await expectNames(page);
    const other = await openPage(stage.service.clock.now());
    for (const path of ['/sites/default/thread?article=/names', '/privacy/default', '/']) {
      await other.goto(stage.service.url + path);
      await expectNames(other);
    }
  });
});
