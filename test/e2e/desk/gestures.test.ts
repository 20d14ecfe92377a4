/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { decide } from '../../support/http.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, type DeskWindow, openDesk, PHONE, until } from './desk-browser.js';

type Point = readonly [across: number, down: number];

/** Puts a finger on a row, draws it by way of some points, and lets go; `act` is called before it does. */
async function draw(
  page: Page,
  by: readonly Point[],
  {
    act = async () => {},
    end = 'touchEnd',
    row = 0,
  }: { act?: () => Promise<unknown>; end?: 'touchEnd' | 'touchCancel'; row?: number } = {},
): Promise<void> {
  const box = await page.locator('.row').nth(row).boundingBox();
  if (box === null) throw new Error('there is no row');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const browser = await page.context().newCDPSession(page);
  // Slowly: after a finger that flings, the browser takes the next tap for the end of the movement.
  let at = Date.now() / 1000 - 10;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', point?: Point) => {
    at += 0.2;
    const touchPoints = point === undefined ? [] : [{ x: x + point[0], y: y + point[1] }];
    return browser.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: at });
  };
  await touch('touchStart', [0, 0]);
  for (const point of by) await touch('touchMove', point);
  await act();
  await touch(end);
  await browser.detach();
}

const across = (...by: number[]): Point[] => by.map((n) => [n, 0]);

describeInBrowser('a telephone at the desk', () => {
  let service: TestService;
  let ids: string[];
  beforeAll(async () => {
    service = await startTestService();
    ids = await plant(
      service,
      Array.from({ length: 12 }, (_, n) => ({
        ...{ url: `https://blog.example/article-${n % 3}`, title: `Article ${n % 3}`, status: 'pending' as const },
        ...{ author: { name: `Reader ${n}` }, body: `Words ${n}` },
      })),
    );
  });
  beforeEach(async () => {
    await decide(service, 'hold', ...ids);
  });
  afterAll(() => service?.stop());

  const open = () =>
    openDesk(service, '', {
      ...PHONE,
      before: (page) => page.addInitScript(`localStorage.setItem('afterword-desk-gestures', 'yes')`),
    });
  const picked = ({ page }: DeskWindow) => page.locator('.row.selected h3').allTextContents();

  it('approves to the right and marks as spam to the left, from 96 pixels on, with a way back', async () => {
    const desk = await open();
    const { page } = desk;
    await desk.cards(12);
    await draw(page, across(20, 60, 140, 40, 4));
    await draw(page, across(-30, -90));
    await draw(page, across(20, 60, 95));
    await draw(page, across(20, 60, 140, 141), {
      act: async () => {
        await page.locator('li.approving.decided').waitFor();
        await picture(page, 'desk-swipe', false);
      },
    });
    await desk.says('1 comment published.');
    await until(() => counts(service), { pending: 11, approved: 1, spam: 0, trash: 0 });
    await draw(page, across(-20, -60, -140));
    await desk.says('1 comment marked as spam.');
    await until(() => counts(service), { pending: 10, approved: 1, spam: 1, trash: 0 });
    await page.getByRole('button', { name: 'Undo' }).tap();
    await desk.says('Undone. 1 comment is back.');
    await until(() => counts(service), { pending: 11, approved: 1, spam: 0, trash: 0 });
    await desk.keys('u');
    await until(() => counts(service), { pending: 12, approved: 0, spam: 0, trash: 0 });
    expect(await page.locator('.detail.open').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  it('shows no keys, also when it lies on its side', async () => {
    const desk = await openDesk(service, '', { ...PHONE, viewport: { width: 844, height: 390 } });
    const { page } = desk;
    await desk.cards(12);
    await page.locator('.row').first().tap();
    await page.locator('.detail.open').waitFor();
    expect(await page.locator('.key-hint, .hint').count()).toBeGreaterThan(0);
    expect(await page.locator('.key-hint:visible, .hint:visible').count()).toBe(0);
  });

  it('approves along the line where lines run from right to left', async () => {
    const desk = await open();
    await desk.cards(12);
    await desk.page.evaluate(`document.documentElement.dir = 'rtl'`);
    await draw(desk.page, across(-20, -60, -140), {
      act: () => desk.page.locator('li.approving.decided').waitFor(),
    });
    await desk.says('1 comment published.');
    await draw(desk.page, across(20, 60, 140));
    await desk.says('1 comment marked as spam.');
  });

  it('decides nothing when the browser takes the finger away, nor when a second one comes', async () => {
    const desk = await open();
    const { page } = desk;
    await desk.cards(12);
    await draw(page, across(20, 60, 140), { end: 'touchCancel' });
    expect(await page.locator('.row').first().getAttribute('style')).not.toMatch(/translate/);
    const browser = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number; id: number }[]
    ) => browser.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', { x: 100, y: 300, id: 1 });
    await touch('touchMove', { x: 240, y: 300, id: 1 });
    await touch('touchStart', { x: 240, y: 300, id: 1 }, { x: 100, y: 420, id: 2 });
    await touch('touchMove', { x: 260, y: 300, id: 1 }, { x: 240, y: 420, id: 2 });
    await touch('touchEnd');
    await desk.keys('j');
    expect(await counts(service)).toEqual({ pending: 12, approved: 0, spam: 0, trash: 0 });
    await desk.cards(12);
  });

  it('scrolls up and down, wherever the finger is', async () => {
    const desk = await open();
    const { page } = desk;
    await desk.cards(12);
    await draw(
      page,
      [
        [0, -20],
        [4, -120],
        [6, -240],
        [8, -241],
      ],
      { row: 3 },
    );
    await until(async () => (await page.evaluate<number>(`document.querySelector('main').scrollTop`)) > 100, true);
    expect(await counts(service)).toEqual({ pending: 12, approved: 0, spam: 0, trash: 0 });
  });

  it('picks with a finger that rests, and more with taps; a finger that moves on picks nothing', async () => {
    const desk = await open();
    const { page } = desk;
    await desk.cards(12);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.row input')).opacity`)).toBe('0');
    await draw(page, across(4), { act: () => later(page, service.clock, 500) });
    await until(() => picked(desk), ['Reader 11']);
    await page.locator('.row').nth(2).tap();
    await until(() => picked(desk), ['Reader 11', 'Reader 9']);
    await page.locator('.row').nth(2).tap();
    await until(() => picked(desk), ['Reader 11']);
    await draw(
      page,
      [
        [0, 10],
        [0, 40],
      ],
      { act: () => later(page, service.clock, 600), row: 4 },
    );
    expect(await picked(desk)).toEqual(['Reader 11']);
    expect(await page.locator('.detail.open').count()).toBe(0);
    await picture(page, 'desk-phone-picked', false);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Trash: the selection' }).tap();
    await until(async () => (await counts(service)).trash, 1);
    expect(desk.complaints).toEqual([]);
  });

  it('has a button in the comment for each gesture', async () => {
    const desk = await open();
    const { page } = desk;
    await desk.cards(12);
    await page.locator('.row').nth(1).tap();
    const pane = page.getByRole('complementary', { name: 'The comment' });
    await pane.getByRole('button', { name: 'Approve (comment by Reader 10)' }).waitFor();
    await pane.getByRole('button', { name: 'Spam (comment by Reader 10)' }).waitFor();
    await pane.getByRole('button', { name: 'Select' }).tap();
    await until(() => picked(desk), ['Reader 10']);
    await page.getByText('1 selected').waitFor();
  });

  it('says once what the gestures are', async () => {
    const desk = await openDesk(service, '', PHONE);
    const hint = desk.page.getByRole('complementary', { name: 'Gestures' });
    await hint.getByText('Swipe right to approve, left for spam').waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
    await hint.getByRole('button', { name: 'OK' }).tap();
    await until(() => hint.count(), 0);
    await desk.page.reload();
    await desk.cards(12);
    expect(await hint.count()).toBe(0);
  });
});
