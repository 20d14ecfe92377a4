/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SESSION } from '../../http/desk-visitor.js';
import { axeFindings, describeInBrowser } from '../../support/browser.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, openWindow, until } from './desk-browser.js';

describeInBrowser('the settings at the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ settings: { MODERATION_POLICY: 'first-time', POST_LIMIT: '10/1m' } });
    await service.addSite('second', { name: 'The second' });
  });
  afterAll(() => service?.stop());

  /** Opens the settings of a site as an admin. */
  async function asAdmin(site: string, width = 1280) {
    const desk = await openWindow(service, `/desk#page=settings&site=${site}`, {
      viewport: { width, height: 900 },
      before: async (page) => {
        const headers = { Origin: service.url, 'X-Afterword-Desk': '1' };
        const data = { token: service.tokens.admin };
        await page.request.post(service.url + SESSION, { headers, data, failOnStatusCode: true });
        await page.addInitScript(`localStorage.setItem('afterword-desk-session', 'yes')`);
      },
    });
    await desk.page.getByRole('heading', { name: 'Settings' }).waitFor();
    return desk;
  }

  it('are shown to moderators with where they come from, and cannot be changed by them', async () => {
    const { page, complaints } = await openDesk(service, 'page=settings');
    await page.getByText('Only admins can change settings.').waitFor({ timeout: PATIENCE_MS });
    const facts = await page.locator('.setting').allInnerTexts();
    expect(facts.map((fact) => fact.replace(/\s+/g, ' '))).toEqual([
      'Name A blog SITE_NAME',
      'Front page https://blog.example/ SITE_URL',
      'Origins that may post https://blog.example SITE_ORIGINS',
      'Policy A moderator approves the first comment of each commenter MODERATION_POLICY',
      'Email of commenters Required EMAIL_REQUIRED',
      'Close articles after Never',
      'Spam check Built-in classifier AKISMET_KEY',
      'Spam and trash are kept for 15 days RETENTION_SPAM_DAYS',
      'IP address, user agent and referrer are kept for 30 days RETENTION_CLIENT_DAYS',
      'Commenters can edit for 15 minutes EDIT_WINDOW_MINUTES',
      'Comments from one IP address 10 comments in 1 minute POST_LIMIT',
    ]);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('of the default site let an admin change what no variable says, and are refused at their field', async () => {
    const { page, complaints } = await asAdmin('default');
    const days = page.getByLabel('Close articles after');
    const save = page.getByRole('button', { name: 'Save' });
    await days.waitFor({ timeout: PATIENCE_MS });
    expect(await page.getByRole('textbox').count()).toBe(1);
    expect(await save.isDisabled()).toBe(true);
    await days.fill('9999');
    await save.click();
    await until(() => days.getAttribute('aria-invalid'), 'true');
    await page.getByText('Must be at most 3650.').waitFor({ timeout: PATIENCE_MS });
    await days.fill('soon');
    await save.click();
    await page.getByText('Must be a number.').waitFor({ timeout: PATIENCE_MS });
    await days.fill('90');
    await save.click();
    await page.getByText('Saved.').waitFor({ timeout: PATIENCE_MS });
    expect(await days.getAttribute('aria-invalid')).toBeNull();
    expect(await service.store.siteBySlug({ slug: 'default' })).toMatchObject({ closeAfterDays: 90 });
    await days.fill('');
    await save.click();
    await until(async () => (await service.store.siteBySlug({ slug: 'default' }))?.closeAfterDays, null);
    expect(complaints).toEqual([]);
  });

  it.each([320, 1280])(
    'has nothing for axe to find, and nothing that is wider than its place, at %i px',
    async (width) => {
      const { page } = await asAdmin('second', width);
      await page.getByLabel('Close articles after').fill('0');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Must be at least 1.').waitFor({ timeout: PATIENCE_MS });
      expect(await axeFindings(page)).toEqual([]);
      const main = '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector("main"))';
      expect(await page.evaluate(main)).toBe(0);
    },
  );

  it('of another site are fields with one button, which sends what was changed', async () => {
    const { page, complaints } = await asAdmin('second');
    await page.getByLabel('Name').fill('Another name');
    await page.getByLabel('Origins that may post').fill('https://www.second.example');
    await page.getByLabel('Policy').selectOption('Comments that pass the spam check are published');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor({ timeout: PATIENCE_MS });
    expect(await page.getByLabel('Origins that may post').inputValue()).toBe(
      'https://second.example\nhttps://www.second.example',
    );
    expect(await service.store.siteBySlug({ slug: 'second' })).toMatchObject({
      name: 'Another name',
      policy: 'publish',
      emailRequired: true,
    });
    await page.getByRole('link', { name: 'Audit log', exact: true }).click();
    await page.getByText('the admin changed the settings').waitFor();
    expect(complaints).toEqual([]);
  });
});
