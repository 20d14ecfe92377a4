/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { decide } from '../../support/http.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, type DeskWindow, openDesk, until, writeMany } from './desk-browser.js';

describeInBrowser('two moderators on one queue', () => {
  let service: TestService;
  let ids: string[];
  beforeAll(async () => {
    service = await startTestService();
  });
  beforeEach(async () => {
    const before = (await service.store.queuePage(everything)).comments.map(({ id }) => id);
    if (before.length > 0) {
      await decide(service, 'trash', ...before);
      await decide(service, 'delete', ...before);
    }
    ids = await writeMany(service, ['The first', 'The second', 'The third', 'The fourth']);
  });
  afterAll(() => service?.stop());

  const everything = {
    siteId: 1,
    status: 'all',
    words: null,
    articleKey: null,
    authorOf: null,
    order: 'newest',
    limit: 200,
    after: null,
  } as const;
  const status = async (index: number) =>
    (await service.store.moderatedComment({ siteId: 1, id: ids[index] as string })).comment.status;
  const card = ({ page }: DeskWindow, index: number) => page.locator(`#c-${ids[index]}`);

  it('do not undo each other: who comes second is told what the first decided', async () => {
    const mona = await openDesk(service, '', { name: 'Mona' });
    const nils = await openDesk(service, '', { name: 'Nils' });
    await nils.keys('s');
    await until(() => status(3), 'spam');
    await mona.keys('a');
    await mona.says('Another moderator already decided 1 comment. Their decision stands.');
    await card(mona, 3).getByText('Nils marked it as spam.').waitFor();
    expect(await status(3)).toBe('spam');
    expect(await axeFindings(mona.page)).toEqual([]);
    await picture(mona.page, 'desk-somebody-faster');
    // She may still think otherwise, now that she knows.
    await card(mona, 3).getByRole('button', { name: 'Approve' }).click();
    await until(() => status(3), 'approved');
    expect([...mona.complaints, ...nils.complaints]).toEqual([]);
  });

  it('may decide the same, which is harmless, and undo only their own', async () => {
    const mona = await openDesk(service, '', { name: 'Mona' });
    const nils = await openDesk(service, '', { name: 'Nils' });
    await nils.keys('a');
    await until(() => status(3), 'approved');
    await mona.keys('a');
    await mona.says('1 comment published.');
    await mona.keys('u');
    await card(mona, 3).getByText('Nils published it.').waitFor();
    expect(await status(3)).toBe('approved');
  });

  it('see what the other has decided and what readers have written, and nothing moves by itself', async () => {
    const mona = await openDesk(service, '', { name: 'Mona' });
    await mona.cards(4);
    await decide(service, 'trash', ids[2] as string);
    await writeMany(service, ['The fifth', 'The sixth']);
    // As when the window is looked at again.
    await mona.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await card(mona, 2).getByText('the moderator moved it to the trash').waitFor();
    await mona.cards(4);
    await picture(mona.page, 'desk-news');
    expect(await axeFindings(mona.page)).toEqual([]);
    await writeMany(service, ['The seventh']);
    await later(mona.page, service.clock, 15_000);
    await mona.page.getByRole('button', { name: '3 new comments' }).click();
    await mona.cards(6);
    expect(await counts(service)).toMatchObject({ pending: 6, trash: 1 });
  });

  it('get back what could not be sent, with a word about it', async () => {
    let isDown = true;
    // From the start: what is routed while other calls are under way may get stuck.
    const before = (page: Page) => page.route('**/decisions', (route) => (isDown ? route.abort() : route.continue()));
    const mona = await openDesk(service, '', { name: 'Mona', before });
    await mona.cards(4);
    await mona.keys('a');
    await mona.says('Not saved. 1 comment is back in the list.');
    await mona.cards(4);
    isDown = false;
    await card(mona, 3).getByRole('button', { name: 'Approve' }).click();
    await until(() => status(3), 'approved');
  });

  it('are told when the list cannot be loaded, and can try again', async () => {
    const mona = await openDesk(service, '', { name: 'Mona' });
    await mona.page.route('**/moderation/**', (route) => route.abort());
    await mona.keys('r');
    await mona.page.getByRole('heading', { name: 'The list could not be loaded' }).waitFor();
    expect(await axeFindings(mona.page)).toEqual([]);
    await picture(mona.page, 'desk-failure');
    await mona.page.unroute('**/moderation/**');
    await mona.page.getByRole('button', { name: 'Try again' }).click();
    await mona.cards(4);
  });

  it('see that the service does not answer only as long as it does not, and the list as soon as it does', async () => {
    const mona = await openDesk(service, '', { name: 'Mona' });
    const lookAgain = () => mona.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await mona.page.route('**/moderation/**', (route) => route.abort());
    await lookAgain();
    await mona.says('The service does not answer.');
    await mona.keys('r');
    await mona.page.getByRole('heading', { name: 'The list could not be loaded' }).waitFor();
    await mona.page.unroute('**/moderation/**');
    await lookAgain();
    await mona.cards(4);
    await until(() => mona.page.locator('footer [role=status]').textContent(), '');
  });

  it('see one number of what is pending, also when more has come than the list shows', async () => {
    const mona = await openDesk(service, '', { name: 'Mona' });
    await mona.cards(4);
    await writeMany(service, ['The fifth']);
    await mona.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await mona.page.getByText('5 comments').waitFor();
    expect(await mona.page.locator('.tabs .count').first().textContent()).toBe('5');
  });
});
