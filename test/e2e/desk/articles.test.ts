/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../../support/browser.js';
import { aComment, COMMENTS } from '../../support/http.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, until } from './desk-browser.js';

const DAY = 24 * 3_600_000;

/** The row of an article, by what it is called. */
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

describeInBrowser('the articles at the desk', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startTestService();
    await plant(service, [
      { url: 'https://blog.example/old', title: 'The ferry', body: 'Long ago' },
      { url: 'https://blog.example/old', title: 'The ferry', body: 'Buy now', status: 'spam' },
    ]);
    service.clock.advance(100 * DAY);
    await plant(service, [
      { url: 'https://blog.example/lake', title: 'Ice on the lake', body: 'One' },
      { url: 'https://blog.example/lake', title: 'Ice on the lake', body: 'Two' },
      { url: 'https://blog.example/lake', title: 'Ice on the lake', body: 'Three', status: 'pending' },
    ]);
    service.clock.advance(78 * DAY);
    await plant(service, [{ url: 'https://blog.example/untitled', body: 'Pending', status: 'pending' }]);
    await service.store.changeSite({ slug: 'default', closeAfterDays: 90 });
  });
  afterEach(() => service?.stop());

  it('are listed by their newest comment, each with its numbers and for how long it is open', async () => {
    const { page, complaints } = await openDesk(service, 'page=articles');
    await rowOf(page, 'Ice on the lake').waitFor();
    const rows = await page.getByRole('row').allInnerTexts();
    const cells = rows.map((row) => row.split(/\s*[\t\n]\s*/).filter((text) => text !== ''));
    expect(cells.slice(1).map(([title, place]) => [title, place])).toEqual([
      ['/untitled', '/untitled'],
      ['Ice on the lake', '/lake'],
      ['The ferry', '/old'],
    ]);
    await rowOf(page, '/untitled').getByText('Open, 90 days left').waitFor();
    await rowOf(page, 'Ice on the lake').getByText('Open, 12 days left').waitFor();
    await rowOf(page, 'The ferry').getByText('Closed').waitFor();
    expect(await page.title()).toBe('Articles · A blog');
    expect(complaints).toEqual([]);
  });

  it('lead from their numbers to the list of these comments, and back with what was looked for', async () => {
    const { page, cards } = await openDesk(service, 'page=articles');
    const search = page.getByRole('searchbox', { name: 'Search titles and URLs' });
    await search.fill('LÁKE');
    await search.press('Enter');
    await rowOf(page, 'The ferry').waitFor({ state: 'detached' });
    const row = rowOf(page, 'Ice on the lake');
    expect(await row.getByRole('link', { name: '/lake' }).getAttribute('href')).toBe('https://blog.example/lake');
    await row.getByRole('link', { name: '2 published' }).click();
    await cards(2);
    await page.goBack();
    await row.waitFor();
    expect(await search.inputValue()).toBe('LÁKE');
    await row.getByRole('link', { name: '1 pending' }).click();
    await cards(1);
    await page.goBack();
    await row.getByRole('link', { name: 'Ice on the lake' }).click();
    await cards(3);
  });

  it('say when none has the words that are looked for', async () => {
    const { page } = await openDesk(service, 'page=articles&find=nowhere');
    await page.getByText('No article has “nowhere” in its title or URL.').waitFor();
  });

  it('are closed and opened by their switch; what its age leaves open is left to its age', async () => {
    const { page } = await openDesk(service, 'page=articles');
    const row = rowOf(page, 'Ice on the lake');
    const lake = page.getByRole('switch', { name: 'Comments on Ice on the lake' });
    const send = (path: string) =>
      service.agent.post(COMMENTS).send(aComment({ article: { url: `https://blog.example${path}` } }));
    expect(await lake.isChecked()).toBe(true);
    await lake.click();
    await row.getByText('Closed').waitFor();
    expect(await lake.isChecked()).toBe(false);
    await send('/lake').expect(403);
    await lake.click();
    await row.getByText('Open, 12 days left').waitFor();
    await send('/lake').expect(201);
    await page.getByRole('switch', { name: 'Comments on The ferry' }).click();
    await rowOf(page, 'The ferry').getByText('Open', { exact: true }).waitFor();
    await send('/old').expect(201);
  });

  it('keep their switch as it is where the service refuses, and say so', async () => {
    const { page } = await openDesk(service, 'page=articles');
    await page.route('**/articles', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({ status: 503, json: { detail: 'The disk is full.' } })
        : route.continue(),
    );
    const lake = page.getByRole('switch', { name: 'Comments on Ice on the lake' });
    await lake.click();
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
    expect(await lake.isChecked()).toBe(true);
  });

  it('are renamed, with a refusal at the field that it is about', async () => {
    const { page, complaints } = await openDesk(service, 'page=articles');
    await page.getByRole('button', { name: 'Edit /untitled' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit article' });
    await dialog.getByLabel('Title').fill('At last a title');
    await dialog.getByLabel('URL').fill('https://elsewhere.example/x');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await until(() => dialog.getByLabel('URL').getAttribute('aria-invalid'), 'true');
    await dialog.getByLabel('URL').fill('');
    await dialog.getByRole('combobox', { name: 'Comments' }).selectOption('Open, whatever its age');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await rowOf(page, 'At last a title').getByText('Open', { exact: true }).waitFor();
    await page.reload();
    await rowOf(page, 'At last a title').waitFor();
    expect(complaints).toEqual([]);
  });
});

describeInBrowser('more articles than a page has', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startTestService();
    await plant(
      service,
      Array.from({ length: 61 }, (_, n) => ({
        url: `https://blog.example/${n}`,
        title: `Article ${n}`,
        body: 'Words',
      })),
    );
  });
  afterEach(() => service?.stop());

  it('are shown when somebody asks for more', async () => {
    const { page } = await openDesk(service, 'page=articles');
    await rowOf(page, 'Article 60').waitFor();
    const rows = () => page.locator('.entries tbody tr').count();
    expect(await rows()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await until(rows, 61);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });
});
