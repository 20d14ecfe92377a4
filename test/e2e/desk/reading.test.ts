/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { bearer, COMMENTS, decide, post } from '../../support/http.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, openDesk, until } from './desk-browser.js';

const OPINIONS = [
  { name: 'Zoë', body: 'See **Räksmörgås** at [the shop](https://example.org/raksmorgas)', score: 0.02 },
  { name: 'Bot', body: 'Cheap watches', score: 0.99 },
  { name: 'Bot', body: 'Cheaper watches', score: 0.98 },
  { name: 'Bot', body: 'Watches, perhaps', score: 0.95 },
  { name: '<b>Räk</b>', body: '<mark>rak</mark> <img src=x onerror=alert(1)>', score: 0.1 },
];

describeInBrowser('the desk helps to read', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startTestService();
    for (const { name, body } of OPINIONS) await post(service, { author: { name, email: 'a@example.org' }, body });
    await service.work();
    const { store } = service;
    const waiting = await store.waitingComments({ siteId: 1, beforeSeq: Number.MAX_SAFE_INTEGER, limit: 10 });
    await store.keepOpinions({
      opinions: waiting.map(({ seq, revision, body }) => {
        const score = OPINIONS.find((one) => one.body === body)?.score ?? 0;
        return { seq, revision, score, reasons: JSON.stringify([{ detail: 'its words', weight: score }]) };
      }),
    });
  });
  afterEach(() => service?.stop());

  it('what was searched for: marked in names and words, without regard to accents, and as words only', async () => {
    const desk = await openDesk(service, 'q=rak&order=oldest');
    const { page } = desk;
    await desk.cards(2);
    const marks = () => page.locator('.row mark').allTextContents();
    expect(await marks()).toEqual(['Räk', 'Räk', 'rak']);
    expect(await page.locator('.row h3 mark').allTextContents()).toEqual(['Räk']);
    expect(await page.locator('.row .words').last().textContent()).toContain('<mark>rak</mark>');
    await until(() => page.locator('.detail .words mark').allTextContents(), ['Räk']);
    expect(await page.locator('.detail .words a').getAttribute('href')).toBe('https://example.org/raksmorgas');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
      await picture(page, `desk-marks-${colorScheme}`, false);
    }
    await page.getByRole('searchbox').fill('');
    await page.keyboard.press('Enter');
    await desk.cards(5);
    expect(await marks()).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });

  it('what is above 95 %: offered together, listed and selected first, and decided only by a moderator', async () => {
    const desk = await openDesk(service);
    const { page } = desk;
    await page.getByText('2 comments are above 95 %.').waitFor();
    await picture(page, 'desk-offer', false);
    await page.getByRole('button', { name: 'Review and mark as spam' }).click();
    await page.getByText('2 selected').waitFor();
    expect(new URL(page.url()).hash).toBe('#site=default&order=suspicious');
    expect(await page.locator('.row.selected .words').allTextContents()).toEqual(['Cheap watches', 'Cheaper watches']);
    expect(await counts(service)).toMatchObject({ pending: 5, spam: 0 });
    expect(await axeFindings(page)).toEqual([]);
    await desk.keys('s');
    await desk.says('2 comments marked as spam.');
    await until(async () => (await counts(service)).spam, 2);
    expect(await page.getByRole('button', { name: 'Review and mark as spam' }).count()).toBe(0);
    await desk.keys('u');
    await until(async () => (await counts(service)).spam, 0);
    await page.getByText('2 comments are above 95 %.').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('an edit: which words came and which went, beside what stays published, and buttons that say what they do', async () => {
    const posted = await post(service, { body: 'Thank you for this *article*' });
    await decide(service, 'approve', posted.comment.id);
    await service.agent
      .patch(`${COMMENTS}/${posted.comment.id}`)
      .set(bearer(posted.editToken))
      .send({ body: 'Thank you for that <b>libel</b>' })
      .expect(200);
    const desk = await openDesk(service);
    const { page } = desk;
    expect(await page.locator('.row.current .chips').textContent()).toBe('Edit');
    const edit = page.getByRole('region', { name: 'The pending edit' });
    await edit.waitFor();
    expect(await edit.locator('del').allTextContents()).toEqual(['this', '*article*']);
    expect(await edit.locator('ins').allTextContents()).toEqual(['that', '<b>libel</b>']);
    expect(await edit.locator('b').count()).toBe(0);
    expect(
      await page.locator('.detail-foot button').evaluateAll((all) => all.map((it) => it.firstChild?.textContent)),
    ).toEqual(['Approve edit', 'Keep old words', 'Spam', 'Trash', 'Move to pending']);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-edit', false);
    await desk.keys('e');
    await desk.says('1 comment kept as published.');
    await until(async () => (await counts(service)).approved, 1);
    expect(desk.complaints).toEqual([]);
  });
});
