/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { openPage } from '../../support/browser-page.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk } from './desk-browser.js';

const TONES = ['good', 'warm', 'bad', 'plain'];

const VERDICTS = { ham: 40, spam: 30, discard: 30, unsure: 30 };
const DECISIONS = { approve: 40, spam: 30, trash: 20, hold: 30, delete: 10, keep: 0 };

/** A summary with something of every kind on each day from one on. */
async function everyKind(page: Page, first = 0): Promise<void> {
  const from = (counts: Readonly<Record<string, number>>, n: number) =>
    n < first ? Object.fromEntries(Object.keys(counts).map((name) => [name, 0])) : counts;
  const days = Array.from({ length: 30 }, (_, n) => ({
    day: new Date(Date.UTC(2026, 9, 26 + n)).toISOString().slice(0, 10),
    ...{ verdicts: from(VERDICTS, n), decisions: from(DECISIONS, n), overruled: { ham: 1, spam: 1 } },
  }));
  await page.route('**/moderation/summary*', async (route) => {
    const summary = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...summary, days } });
  });
}

describeInBrowser('the statistics at the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service?.stop());

  /** How much of a mark is drawn rather than left as the ground is, in tenths; its border does not count. */
  async function inkOf(mark: Locator, printer: Page): Promise<number> {
    const png = (await mark.screenshot()).toString('base64');
    return printer.evaluate<number>(`(async () => {
      const picture = new Image();
      picture.src = 'data:image/png;base64,${png}';
      await picture.decode();
      const canvas = document.createElement('canvas').getContext('2d');
      canvas.drawImage(picture, 0, 0);
      const { width, height } = picture;
      const { data } = canvas.getImageData(width * 0.2, height * 0.2, width * 0.6, height * 0.6);
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) ink += 1 - (data[at] + data[at + 1] + data[at + 2]) / 765;
      return Math.round((40 * ink) / data.length);
    })()`);
  }

  it('begin with the first day on which there was something, and show two weeks at least', async () => {
    const columnsFrom = async (first: number) => {
      const desk = await openDesk(service, 'page=numbers', { before: (page) => everyKind(page, first) });
      const chart = desk.page.locator('.chart').first();
      await chart.locator('summary').click();
      return chart.locator('tbody tr').count();
    };
    expect(await columnsFrom(0)).toBe(30);
    expect(await columnsFrom(10)).toBe(20);
    expect(await columnsFrom(28)).toBe(14);
  });

  it.each([1280, 390])(
    'are told apart by what is drawn in them, and not by colour alone, in colours that the system forces, at %i px',
    async (width) => {
      const desk = await openDesk(service, 'page=numbers', {
        ...{ viewport: { width, height: 900 }, deviceScaleFactor: 3, forcedColors: 'active', colorScheme: 'light' },
        before: (page) => everyKind(page),
      });
      const printer = await openPage(service.clock.now());
      const chart = desk.page.locator('.chart').first();
      await chart.locator('svg[role=img]').waitFor();
      for (const where of ['svg[role=img]', '.legend']) {
        const inks: number[] = [];
        for (const tone of TONES) inks.push(await inkOf(chart.locator(`${where} .${tone}`).first(), printer));
        const sorted = inks.toSorted((a, b) => a - b);
        // Each is at least a fifth denser than the one before.
        const steps = sorted.slice(1).map((ink, n) => ink - (sorted[n] ?? 0));
        expect({ where, inks, isClear: Math.min(...steps) >= 2 }).toEqual({ where, inks, isClear: true });
      }
      expect(await axeFindings(desk.page)).toEqual([]);
      await picture(desk.page, `desk-chart-forced-${width}`);
      expect(desk.complaints).toEqual([]);
    },
  );
});
