/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newCode } from '../../http/desk-visitor.js';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openWindow, until } from './desk-browser.js';

/** What the desk asks for beside its list once nothing is pending. */
const HELD = /\/moderation\/audit\?limit=50/;

describeInBrowser('the way into the desk', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service?.stop());

  it('is a token that is pasted once and kept nowhere in the browser', async () => {
    const { page, complaints } = await openWindow(service);
    await page.getByLabel('Token of a moderator').fill(service.tokens.moderator);
    await picture(page, 'desk-sign-in');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing is pending' }).waitFor();
    await picture(page, 'desk-all-done');
    expect(await axeFindings(page)).toEqual([]);
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
    );
    expect(kept).not.toContain(service.tokens.moderator);
    expect(kept).not.toContain('afterword_desk=');
    expect(complaints).toEqual([]);
  });

  it('is open to who is signed in, and asks nothing of the service for who is not', async () => {
    const refused: string[] = [];
    const before = async (page: Page) => {
      page.on('response', (response) => response.status() >= 400 && refused.push(response.url()));
    };
    const { page } = await openWindow(service, '/desk', { before });
    await page.getByLabel('Token of a moderator').fill(service.tokens.moderator);
    await page.keyboard.press('Enter');
    await page.getByText('Signed in as').waitFor();
    await page.reload();
    await page.getByText('Signed in as').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token of a moderator').waitFor();
    await page.reload();
    await page.getByLabel('Token of a moderator').waitFor();
    expect(refused).toEqual([]);
  });

  it('breaks off at the sign-out what it is still asking, which would be refused', async () => {
    const before = async (page: Page) => {
      await page.route(HELD, async (route) => {
        await page.waitForResponse((response) => response.request().method() === 'DELETE');
        await route.continue().catch(() => null);
      });
    };
    const { page } = await openWindow(service, '/desk', { before });
    const outcome = new Promise<string>((resolve) => {
      page.on('response', (response) => HELD.test(response.url()) && resolve(String(response.status())));
      page.on('requestfailed', (request) => HELD.test(request.url()) && resolve('broken off'));
    });
    await page.getByLabel('Token of a moderator').fill(service.tokens.moderator);
    await page.keyboard.press('Enter');
    await page.getByText('Signed in as').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await outcome).toBe('broken off');
    await page.getByLabel('Token of a moderator').waitFor();
  });

  it('asks for nothing that the oldest browsers it is built for do not have', async () => {
    // Chrome has it from 116 on, Firefox from 124, Safari from 17.4; the build is for 111, 113 and 16.4.
    const before = (page: Page) => page.addInitScript('delete AbortSignal.any');
    const { page, complaints } = await openWindow(service, '/desk', { before });
    await page.getByLabel('Token of a moderator').fill(service.tokens.moderator);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing is pending' }).waitFor({ timeout: 20_000 });
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with a token, and lets it be tried again', async () => {
    const { page, complaints } = await openWindow(service);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'Paste a token first.' }).waitFor();
    await page.getByLabel('Token of a moderator').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not known here' }).waitFor();
    expect(await page.evaluate('document.activeElement?.id')).toBe('token');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-sign-in-wrong');
    expect(complaints).toEqual([]);
  });

  it('is a link, whose code leaves the address bar and works once', async () => {
    const code = await newCode(service, { name: 'Otto' });
    const first = await openWindow(service, `/desk#code=${code}`);
    await first.page.getByText('Signed in as Otto').waitFor();
    expect(first.page.url()).not.toContain(code);
    await first.page.reload();
    await first.page.getByText('Signed in as Otto').waitFor();
    const second = await openWindow(service, `/desk#code=${code}`);
    await second.page.getByRole('alert').filter({ hasText: 'used already' }).waitFor();
    expect(second.page.url()).not.toContain(code);
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  it('is the way out again: signing out ends the session', async () => {
    const { page } = await openWindow(service, `/desk#code=${await newCode(service)}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('is asked for again when the session is over, and leads back to the same view', async () => {
    const { id, token } = await service.newToken('moderator', { site: 'default' });
    const { page } = await openWindow(service, '/desk#status=spam&q=casino');
    await page.getByLabel('Token of a moderator').fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await service.store.revokeToken({ id, now: service.clock.now() });
    await page.keyboard.press('r');
    await page.getByRole('alert').filter({ hasText: 'signed out' }).waitFor();
    await page.getByLabel('Token of a moderator').fill(service.tokens.moderator);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await until(() => new URL(page.url()).hash, '#status=spam&q=casino');
  });
});
