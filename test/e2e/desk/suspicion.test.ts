/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { post } from '../../support/http.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, openDesk, until } from './desk-browser.js';

/** What the classifier is made to think of three comments. */
const OPINIONS = {
  'Quite harmless': { score: 0.03, reasons: [{ detail: 'two approved comments of this author', weight: -3.476 }] },
  'Cheap watches': {
    score: 0.97,
    reasons: [
      { detail: '3 links in 4 words', weight: 3.1 },
      { detail: '<b>the name</b> reads like an advertisement', weight: 1.2 },
      { detail: 'how comments start out here', weight: -0.824 },
    ],
  },
  'Hard to say': { score: 0.5, reasons: [{ detail: 'everything else, all together', weight: 0 }] },
};

/** The words of all cards, from above to below. */
function shown(desk: Awaited<ReturnType<typeof openDesk>>): Promise<string[]> {
  return desk.page.locator('.card .words').allInnerTexts();
}

describeInBrowser('what the local classifier thinks', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    for (const body of Object.keys(OPINIONS)) await post(service, { body });
    await service.work();
    const { store } = service;
    const waiting = await store.waitingComments({ siteId: 1, beforeSeq: Number.MAX_SAFE_INTEGER, limit: 10 });
    const opinions = waiting.map(({ seq, revision, body }) => {
      const { score, reasons } = OPINIONS[body as keyof typeof OPINIONS];
      return { seq, revision, score, reasons: JSON.stringify(reasons) };
    });
    await store.keepOpinions({ opinions });
  });
  afterAll(() => service?.stop());

  it('puts the most suspicious first, says why in words, and what speaks for and against in the details', async () => {
    const desk = await openDesk(service);
    const { page, keys } = desk;
    await desk.cards(3);
    expect(await shown(desk)).toEqual(['Hard to say', 'Cheap watches', 'Quite harmless']);
    await page.getByLabel('Order').selectOption('Most suspicious first');
    await until(() => shown(desk), ['Cheap watches', 'Hard to say', 'Quite harmless']);
    await until(() => new URL(page.url()).hash, '#site=default&order=suspicious');
    const chips = await page.locator('.card .chips').evaluateAll((all) => all.map((it) => it.textContent));
    expect(chips).toEqual(['Not sure97 %97 % likely spam', 'Not sure', 'Not sure']);
    const reason = page.locator('.detail .reason');
    expect(await reason.textContent()).toContain(
      'Looks like spam: 3 links in 4 words; <b>the name</b> reads like an advertisement.',
    );
    await keys('j');
    await until(async () => (await reason.textContent())?.includes('50 % likely spam'), true);
    expect(await reason.textContent()).not.toContain('Looks like spam');
    await keys('k');
    const fact = (name: string) => page.locator('.fact').filter({ has: page.getByText(name, { exact: true }) });
    await until(
      () => fact('For spam').locator('li').allTextContents(),
      ['3 links in 4 words +3.1', '<b>the name</b> reads like an advertisement +1.2'],
    );
    expect(await fact('Against spam').locator('li').allTextContents()).toEqual(['how comments start out here −0.8']);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-suspicion');
    expect(desk.complaints).toEqual([]);
  });

  it('decides nothing by itself where it is not sure', async () => {
    const desk = await openDesk(service);
    await desk.page.getByText('The built-in classifier: not sure; 50 % likely spam.').first().waitFor();
    await desk.page.getByText('Such comments are published only when you approve them.').first().waitFor();
    expect(await desk.page.getByText('Not checked').count()).toBe(0);
    expect(await counts(service)).toMatchObject({ pending: 3, approved: 0 });
  });

  it('is counted beside the tabs with each decision, and with what is taken back', async () => {
    const desk = await openDesk(service, 'order=suspicious');
    const numbers = () => desk.page.locator('.filters .count').allInnerTexts();
    await until(numbers, ['3', '0', '0', '0']);
    let answered = 0;
    desk.page.on('response', (response) => {
      if (response.url().endsWith('/decisions')) answered += 1;
    });
    await desk.keys('s');
    expect(await numbers()).toEqual(['2', '0', '1', '0']);
    await desk.keys('a');
    expect(await numbers()).toEqual(['1', '1', '1', '0']);
    await desk.keys('u', 'u');
    expect(await numbers()).toEqual(['3', '0', '0', '0']);
    await until(() => answered, 4);
    expect(await counts(service)).toEqual({ pending: 3, approved: 0, spam: 0, trash: 0 });
    await desk.page.route('**/decisions', (route) => route.abort());
    await desk.keys('t');
    await desk.says('Not saved.');
    expect(await numbers()).toEqual(['3', '0', '0', '0']);
  });
});
