/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { type DeskWindow, openDesk, until } from './desk-browser.js';

const SITES = ['default', 'second', 'third'];

describeInBrowser('several sites in one queue', () => {
  let service: TestService;
  let siteIds: number[];
  beforeAll(async () => {
    service = await startTestService({ settings: { SITE_NAME: 'Northern Notes' } });
    const second = await service.addSite('second', { name: 'Southern Notes' });
    const third = await service.addSite('third', { name: 'Western Notes' });
    siteIds = [1, second.id, third.id];
  });
  beforeEach(async () => {
    for (const siteId of siteIds) await service.store.removeCommentsOfSite({ siteId, limit: 1000 });
    await plant(
      service,
      Array.from({ length: 9 }, (_, n) => ({
        ...{ url: `https://blog.example/article-${n}`, title: `Article ${n}`, status: 'pending' as const },
        ...{ author: { name: `Reader ${n}` }, body: `Words ${n}`, siteId: siteIds[n % 3] as number },
      })),
    );
  });
  afterAll(() => service?.stop());

  const siteSwitch = ({ page }: DeskWindow) => page.getByRole('combobox', { name: 'Site' });
  const statuses = async (site: number) => {
    const { counts } = await service.store.summary({ siteId: siteIds[site] as number, sinceDay: '2026-11-24' });
    return counts;
  };
  const openAll = (view = '', before?: (page: Page) => Promise<unknown>) =>
    openDesk(service, view, { site: null, ...(before && { before }) });

  it('are listed together, each comment with its site, and one of them alone', async () => {
    const desk = await openAll();
    const { page } = desk;
    await desk.cards(9);
    expect(await siteSwitch(desk).locator('option').allTextContents()).toEqual([
      'All sites',
      'Northern Notes',
      'Southern Notes',
      'Western Notes',
    ]);
    expect(await page.locator('.row h3').allTextContents()).toEqual(
      [8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `Reader ${n}`),
    );
    expect((await page.locator('.row .of').allTextContents()).slice(0, 3)).toEqual([
      'Western Notes',
      'Southern Notes',
      'Northern Notes',
    ]);
    await page.getByRole('complementary', { name: 'The comment' }).getByText('Western Notes').waitFor();
    expect(await page.locator('.tabs .count').first().textContent()).toBe('9');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-all-sites', false);
    await siteSwitch(desk).selectOption('Southern Notes');
    await desk.cards(3);
    expect(await page.locator('.row .of').count()).toBe(0);
    expect(new URL(page.url()).hash).toBe('#site=second');
    await siteSwitch(desk).selectOption('All sites');
    await desk.cards(9);
    expect(desk.complaints).toEqual([]);
  });

  it('are no choice for a session of one site', async () => {
    const desk = await openDesk(service, 'site=*');
    await desk.cards(3);
    expect(await siteSwitch(desk).count()).toBe(0);
    await desk.page.getByRole('heading', { name: 'Northern Notes' }).waitFor();
  });

  it('get each decision on their own comments, also when another site is opened before it is answered', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const asked: string[] = [];
    const desk = await openAll('', (page) =>
      page.route('**/decisions', async (route) => {
        asked.push(new URL(route.request().url()).pathname.split('/')[4] as string);
        await held;
        await route.continue();
      }),
    );
    await desk.cards(9);
    await desk.keys('a', 's');
    await until(() => asked, ['third']);
    await siteSwitch(desk).selectOption('Northern Notes');
    await desk.cards(3);
    await desk.keys('t');
    letGo();
    await until(() => asked, ['third', 'second', 'default']);
    await until(
      () => Promise.all([2, 1, 0].map(statuses)),
      [
        { pending: 2, approved: 1, spam: 0, trash: 0 },
        { pending: 2, approved: 0, spam: 1, trash: 0 },
        { pending: 2, approved: 0, spam: 0, trash: 1 },
      ],
    );
    // The way back leads to each site, too.
    await desk.keys('u', 'u', 'u');
    await until(
      () => Promise.all([2, 1, 0].map(statuses)),
      SITES.map(() => ({ pending: 3, approved: 0, spam: 0, trash: 0 })),
    );
    await desk.cards(3);
    expect(desk.complaints).toEqual([]);
  });

  it('give back to their own list what could not be decided, and say so with the name of the site', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const desk = await openAll('', (page) =>
      page.route('**/decisions', async (route) => {
        await held;
        await route.abort();
      }),
    );
    await desk.cards(9);
    await desk.keys('a');
    await desk.cards(8);
    await siteSwitch(desk).selectOption('Northern Notes');
    await desk.cards(3);
    letGo();
    await desk.says('Not saved on Western Notes. 1 comment is back in the list there.');
    await desk.cards(3);
  });

  it('are selected, searched and decided on together, page by page', async () => {
    const desk = await openAll();
    const { page } = desk;
    await desk.cards(9);
    await desk.keys('*', 'a');
    await desk.says('9 comments published.');
    await until(
      () => Promise.all([0, 1, 2].map(statuses)),
      SITES.map(() => ({ pending: 0, approved: 3, spam: 0, trash: 0 })),
    );
    await desk.keys('u');
    await until(
      () => Promise.all([0, 1, 2].map(statuses)),
      SITES.map(() => ({ pending: 3, approved: 0, spam: 0, trash: 0 })),
    );
    await desk.keys('/');
    await page.keyboard.type('words');
    await desk.keys('Enter');
    await page.getByText('9 comments').first().waitFor();
    await desk.keys('Escape', '*', 's');
    await until(
      () => Promise.all([0, 1, 2].map(statuses)),
      SITES.map(() => ({ pending: 0, approved: 0, spam: 3, trash: 0 })),
    );
  });

  it('have what is above 95 % offered together', async () => {
    const everything = { siteIds, status: 'all', words: null, order: 'oldest', limit: 50, after: null } as const;
    const { comments } = await service.store.queuePageOfSites(everything);
    await service.store.keepOpinions({
      opinions: comments.map(({ seq, revision }, n) => ({
        ...{ seq, revision, score: n < 4 ? 0.97 : 0.2, reasons: JSON.stringify([{ detail: 'links', weight: 4 }]) },
      })),
    });
    const desk = await openAll();
    await desk.page.getByText('4 comments are above 95 %.').waitFor();
    await desk.page.getByRole('button', { name: 'Review and mark as spam' }).click();
    await desk.page.getByText('4 selected').waitFor();
    await desk.keys('s');
    await until(() => Promise.all([0, 1, 2].map(async (site) => (await statuses(site)).spam)), [2, 1, 1]);
  });

  it('have their statistics and audit together; what is about one site asks for which', async () => {
    const desk = await openAll('page=numbers');
    const { page } = desk;
    await page.locator('.tile', { hasText: 'Pending' }).getByRole('link', { name: '9', exact: true }).waitFor();
    await page.goto(`${service.url}/desk#page=audit`);
    await until(async () => (await page.locator('tbody tr').count()) > 8, true);
    await page.locator('tbody tr').first().getByRole('button', { name: 'By this commenter' }).click();
    await desk.cards(1);
    expect(new URL(page.url()).hash).toContain('site=third');
    await page.goto(`${service.url}/desk#page=embed`);
    await page.getByRole('link', { name: 'Southern Notes' }).click();
    await page.getByText('<afterword-thread site="second"></afterword-thread>').waitFor();
  });
});
