/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, until } from './desk-browser.js';

const ESSAY = { url: 'https://blog.example/lake', title: 'Ice on the lake' };
const LONG =
  'I read this aloud to my mother, who remembers the winter of 1987 as if it were last week, and she knew another word';

describeInBrowser('a search at the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await plant(service, [
      {
        ...ESSAY,
        status: 'spam',
        body: 'rake in the money today with these bonus codes',
        author: { name: 'Best Casino' },
      },
      { ...ESSAY, status: 'pending', body: `${LONG} for it: **råk**, the ice’s own.`, author: { name: 'Ingrid' } },
      { ...ESSAY, body: 'Nothing of the kind here.', author: { name: 'Rakel Ahlström' } },
      { ...ESSAY, body: 'Here in Umeå we call it råk.', author: { name: 'Tomás', url: 'https://rak.example/' } },
      { ...ESSAY, body: 'Something else.', author: { name: 'Nils' } },
    ]);
  });
  afterAll(() => service?.stop());

  it('marks what it found in words and names, counts in the tabs, says what else it finds, and where it ends', async () => {
    const desk = await openDesk(service, 'q=rak&status=all');
    const { page } = desk;
    await desk.cards(4);
    await page.getByText('Also finds').waitFor();
    expect(await page.locator('.strip').textContent()).toContain('Also finds råk, Rak');
    expect(await page.locator('.row mark').allTextContents()).toEqual(['råk', 'Rak', 'råk', 'rak']);
    const tabs = page.locator('.tabs a');
    await until(() => tabs.allTextContents(), ['Pending 1', 'Published 2', 'Spam 1', 'Trash 0', 'All 4']);
    await page.getByText('That is all: 4 comments found.').waitFor();
    const pane = page.getByRole('complementary', { name: 'The comment' });
    await pane.getByText('1 of 4 for “rak”').waitFor();
    expect(await pane.locator('mark').allTextContents()).toEqual(['rak', 'råk']);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-search', false);
    await desk.keys('s');
    await until(() => tabs.allTextContents(), ['Pending 1', 'Published 1', 'Spam 2', 'Trash 0', 'All 4']);
    await desk.keys('u');
    await until(() => tabs.allTextContents(), ['Pending 1', 'Published 2', 'Spam 1', 'Trash 0', 'All 4']);
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await desk.cards(5);
    await until(() => tabs.allTextContents(), ['Pending 1', 'Published 3', 'Spam 1', 'Trash 0', 'All']);
    expect(await page.getByText('Also finds').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  it('shows at a glimpse the part of the words that matched', async () => {
    const desk = await openDesk(service, 'q=rak');
    await desk.cards(1);
    const mark = desk.page.locator('.row mark');
    const words = await desk.page.locator('.row .words').textContent();
    expect(words).toMatch(/^… .*råk, the ice’s own\.$/);
    const [row, found] = [await desk.page.locator('.row .words').boundingBox(), await mark.boundingBox()];
    expect((found?.y ?? 1e9) < (row?.y ?? 0) + (row?.height ?? 0)).toBe(true);
  });

  it('says that nothing matched, with a way to the other statuses that have matches', async () => {
    const desk = await openDesk(service, 'q=rak&status=trash');
    await desk.page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await until(() => desk.page.locator('.tabs a').first().textContent(), 'Pending 1');
  });
});
