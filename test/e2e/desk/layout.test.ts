/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, type DeskWindow, openDesk, until } from './desk-browser.js';

const pane = ({ page }: DeskWindow) => page.getByRole('complementary', { name: 'The comment' });

describeInBrowser('the desk, as it is laid out', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await plant(
      service,
      Array.from({ length: 8 }, (_, n) => ({
        url: `https://blog.example/article-${n % 3}`,
        title: `Article ${n % 3}`,
        status: 'pending' as const,
        author: { name: `Reader ${n}` },
        body: `Words ${n}`,
      })),
    );
  });
  afterAll(() => service?.stop());

  it('shows the current comment beside the list, and the buttons there are about it', async () => {
    const desk = await openDesk(service);
    await desk.cards(8);
    await pane(desk).getByRole('heading', { name: 'Reader 7' }).waitFor();
    await desk.keys('j');
    await pane(desk).getByRole('heading', { name: 'Reader 6' }).waitFor();
    await pane(desk).getByText('2 of 8').waitFor();
    await desk.page.locator('.row').nth(3).click();
    await pane(desk).getByRole('heading', { name: 'Reader 4' }).waitFor();
    expect(await desk.hasFocus('.row.current')).toBe(true);
    await pane(desk).getByRole('button', { name: 'Spam (comment by Reader 4)' }).click();
    await desk.says('1 comment marked as spam.');
    await pane(desk).getByRole('heading', { name: 'Reader 3' }).waitFor();
    await until(() => counts(service), { pending: 7, approved: 0, spam: 1, trash: 0 });
    await desk.page.getByRole('button', { name: 'Undo' }).click();
    await pane(desk).getByRole('heading', { name: 'Reader 4' }).waitFor();
    await until(() => counts(service), { pending: 8, approved: 0, spam: 0, trash: 0 });
    expect(desk.complaints).toEqual([]);
  });

  it('says what was done in a region that is there before, beside the way back', async () => {
    const desk = await openDesk(service);
    await desk.cards(8);
    const region = desk.page.locator('footer [role=status]');
    expect(await region.textContent()).toBe('');
    await region.evaluate((it) => {
      (globalThis as { region?: unknown }).region = it;
    });
    await desk.keys('a');
    await desk.says('1 comment published.');
    expect(await region.evaluate((it) => it === (globalThis as { region?: unknown }).region)).toBe(true);
    await desk.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await desk.says('Undone. 1 comment is back.');
    await until(() => counts(service), { pending: 8, approved: 0, spam: 0, trash: 0 });
    expect(await desk.page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('takes what was done out of sight after eight seconds, unless somebody is about to undo it', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await desk.cards(8);
    await desk.keys('a');
    await desk.says('1 comment published.');
    await page.getByRole('button', { name: 'Undo' }).focus();
    await later(page, service.clock, 8_000);
    expect(await page.locator('.toast').count()).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).blur();
    await later(page, service.clock, 8_000);
    await until(() => page.locator('.toast').count(), 0);
    expect(await page.locator('footer [role=status]').textContent()).toBe('1 comment published.');
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await desk.keys('u');
    await desk.says('Undone');
    await until(() => counts(service), { pending: 8, approved: 0, spam: 0, trash: 0 });
  });

  it.each([390, 768])(
    'opens a comment over the list at %i px; its heading has the focus, and Back gives it to the row',
    async (width) => {
      const desk = await openDesk(service, '', { viewport: { width, height: 844 } });
      await desk.cards(8);
      expect(await pane(desk).isVisible()).toBe(false);
      await desk.page.locator('.row').nth(1).click();
      await until(() => desk.hasFocus('.detail h2'), true);
      expect(await axeFindings(desk.page)).toEqual([]);
      await picture(desk.page, `desk-open-${width}`, false);
      await desk.keys('j');
      await pane(desk).getByText('3 of 8').waitFor();
      await until(() => desk.hasFocus('.detail h2'), true);
      for (let n = 0; n < 30; n++) {
        await desk.keys('Shift+Tab');
        expect(await desk.hasFocus('main *')).toBe(false);
      }
      await pane(desk).getByRole('button', { name: 'Back to the list' }).click();
      await until(() => desk.hasFocus('.row.current'), true);
      expect(await desk.current()).toBe('Words 5');
      await desk.keys('o');
      await until(() => desk.hasFocus('.detail h2'), true);
      await desk.keys('o');
      await until(() => desk.hasFocus('.row.current'), true);
      await desk.keys('o', 'Escape');
      await until(() => desk.hasFocus('.row.current'), true);
      expect(await pane(desk).isVisible()).toBe(false);
    },
  );

  it('says what was done today once nothing is pending, with a way on', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await desk.cards(8);
    await desk.keys('s', '*', 'a');
    await page.getByRole('heading', { name: 'Nothing is pending' }).waitFor();
    await until(() => counts(service), { pending: 0, approved: 7, spam: 1, trash: 0 });
    await desk.page.reload();
    await page.getByText('New comments appear here.').waitFor();
    const today = page.getByRole('complementary', { name: 'Today' });
    await today.getByText('Latest decisions').waitFor();
    expect(await today.locator('li').first().textContent()).toContain('Mona published it');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-nothing', false);
    await page.getByRole('button', { name: 'Look through spam' }).click();
    await desk.cards(1);
    await desk.keys('h');
    await until(() => counts(service), { pending: 1, approved: 7, spam: 0, trash: 0 });
    await page.goto(`${service.url}/desk#status=approved`);
    await desk.cards(7);
    await desk.keys('*', 'h');
    await until(() => counts(service), { pending: 8, approved: 0, spam: 0, trash: 0 });
  });

  it('remembers whether it was a list or cards, with all the rest on each card', async () => {
    const desk = await openDesk(service);
    await desk.page.getByRole('button', { name: 'Show cards' }).click();
    expect(await pane(desk).count()).toBe(0);
    const card = desk.page.locator('.card.current');
    await card.getByRole('button', { name: 'Details' }).click();
    await card.getByRole('heading', { name: 'History' }).waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'desk-cards', false);
    await desk.page.reload();
    await desk.page.locator('.card.full').first().waitFor();
    await desk.page.getByRole('button', { name: 'Show a list' }).click();
    await desk.page.reload();
    await desk.page.locator('.card.row').first().waitFor();
    await pane(desk).waitFor();
  });

  it('puts the selection in the place of the search, at its height, and lists it in the pane without buttons', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await desk.cards(8);
    const place = () => page.locator('.filters .bar').boundingBox();
    const before = await place();
    await desk.keys('x', 'J', 'J');
    const selection = page.getByRole('region', { name: 'Selection' });
    await selection.getByText('3 selected').waitFor();
    expect(await place()).toEqual(before);
    expect(await page.getByRole('searchbox').count()).toBe(0);
    const chosen = page.getByRole('complementary', { name: 'The selection' });
    expect(await chosen.locator('strong').allTextContents()).toEqual(['Reader 7', 'Reader 6', 'Reader 5']);
    expect(await chosen.getByRole('button').count()).toBe(0);
    await selection.getByRole('button', { name: 'Select all 8' }).click();
    await selection.getByText('8 selected').waitFor();
    await page.getByRole('link', { name: 'Spam' }).click();
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    expect(await selection.count()).toBe(0);
    await page.getByRole('searchbox').waitFor();
  });

  it('is gone through by keyboard in the order in which it is read: pages, search, order, look, tabs, list, comment', async () => {
    const desk = await openDesk(service);
    await desk.cards(8);
    const seen: string[] = [];
    for (let n = 0; n < 60; n++) {
      await desk.keys('Tab');
      const place = await desk.page.evaluate<string>(`(() => {
        const places = ['.side', 'search', '.order', '.square', '.tabs', '.list', '.detail-head', '.detail-body', '.detail-foot'];
        return places.find((place) => document.activeElement.closest(place)) ?? 'elsewhere';
      })()`);
      if (place === 'elsewhere') break;
      if (seen.at(-1) !== place) seen.push(place);
    }
    expect(seen).toEqual([
      '.side',
      'search',
      '.order',
      '.square',
      '.tabs',
      '.list',
      '.detail-head',
      '.detail-body',
      '.detail-foot',
    ]);
    // The current row alone: its box and its buttons have keys, and the pane has the same ones.
    expect(
      await desk.page
        .locator('.list')
        .locator('a, button, input, [tabindex="0"]')
        .filter({ visible: true })
        .evaluateAll((all) => all.filter((it) => (it as unknown as { tabIndex: number }).tabIndex >= 0).length),
    ).toBe(1);
  });
});
