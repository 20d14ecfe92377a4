/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { openPage } from '../../support/browser-page.js';
import { bearer, decide, MODERATION } from '../../support/http.js';
import { readerOf, type Stage, setStage } from './stage.js';

let stage: Stage;

describeInBrowser('whoever has just started the service', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('writes a comment at the front page and sees it published once it is approved', async () => {
    const { service } = stage;
    const page = await openPage(service.clock.now());
    const reader = readerOf(page);
    await page.goto(`${service.url}/`);
    await page.locator('form[part=form]').waitFor();
    await picture(page, 'first look');
    expect(await axeFindings(page)).toEqual([]);
    await reader.fill({ body: 'My *first* comment', name: 'Ada', email: 'ada@example.org' });
    await reader.send();
    await page.getByText('Pending. Only you').waitFor();
    const queue = await service.agent.get(`${MODERATION}/comments`).set(bearer(service.tokens.moderator)).expect(200);
    await decide(service, 'approve', ...queue.body.comments.map(({ id }: { id: string }) => id));
    await page.reload();
    await page.getByRole('heading', { name: '1 comment' }).waitFor();
    await reader.articles.locator('em', { hasText: 'first' }).waitFor();
    expect(reader.complaints).toEqual([]);

    await stage.publish('/elsewhere', [{ body: 'On an article of the blog' }]);
    await page.goto(`${service.url}/`);
    await page.getByText('keeps its comments').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of ['/privacy/default', '/problems/invalid']) {
        await page.goto(service.url + path);
        expect([path, width, await axeFindings(page)]).toEqual([path, width, []]);
      }
    }
  });
});
