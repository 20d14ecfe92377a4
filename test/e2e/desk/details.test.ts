/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterEach, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { answers } from '../../support/fake-akismet.js';
import { decide, post } from '../../support/http.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, until, writeMany } from './desk-browser.js';

describeInBrowser('what the desk knows', () => {
  let service: TestService | undefined;
  afterEach(() => service?.stop());

  async function start(options: Parameters<typeof startTestService>[0] = {}): Promise<TestService> {
    service = await startTestService(options);
    return service;
  }

  it('of a comment: words as written, IP address and browser, the commenter’s other comments, history; an email after a warning', async () => {
    const it = await start();
    const author = { name: 'Ada', email: 'ada@example.org', url: 'https://ada.example/' };
    const first = await post(it, { author, body: 'An *earlier* comment' });
    await decide(it, 'approve', first.comment.id);
    const second = await post(it, { author, body: 'A **later** one' });
    const desk = await openDesk(it);
    const { page } = desk;
    const details = page.getByRole('complementary', { name: 'The comment' });
    await details.getByText('As it was written').click();
    await details.getByText('A **later** one').waitFor();
    await details.getByText('127.0.0.1').waitFor();
    await details.getByText('An *earlier* comment').waitFor();
    await details.getByText('a••@e•••••.org').waitFor();
    await details.getByText('Each look is written to the history.').waitFor();
    expect(await page.content()).not.toContain('ada@example.org');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'desk-details');
    await details.getByRole('button', { name: 'Show' }).click();
    await details.getByText('ada@example.org').waitFor();
    const { history } = await it.store.moderatedComment({ siteId: 1, id: second.comment.id });
    expect(history.map(({ action, actor }) => [actor, action])).toContainEqual(['Mona', 'reveal-email']);

    await details.getByRole('button', { name: 'All 2 comments of this commenter' }).click();
    await desk.cards(2);
    await until(() => new URL(page.url()).hash, `#site=default&status=all&author=${second.comment.id}`);
    await page.goBack();
    await desk.cards(1);
    await page.getByRole('button', { name: 'Only this article' }).click();
    await until(() => decodeURIComponent(new URL(page.url()).hash), '#site=default&article=/2026/an-article');
    expect(await details.locator('.article a').getAttribute('href')).toBe('https://blog.example/2026/an-article');
    expect(desk.complaints).toEqual([]);
  });

  it('of Akismet that does not answer: that nothing is lost, and what to do', async () => {
    const it = await start({ akismet: true, settings: { CHECK_WAIT_MS: '0', AKISMET_TIMEOUT_MS: '200' } });
    it.akismet.setDefault(answers.hang);
    for (let n = 1; n <= 6; n++) {
      await post(it);
      // After five failures nothing is asked any more.
      await it.akismet.waitForCalls(Math.min(n, 5));
      it.clock.advance(it.settings.AKISMET_TIMEOUT_MS);
      await it.worker.idle();
    }
    const desk = await openDesk(it);
    await desk.page.getByRole('heading', { name: 'Akismet does not answer' }).waitFor();
    await desk.page.getByText('6 comments have no verdict yet.').waitFor();
    await desk.page.getByText('Nothing is lost').waitFor();
    await desk.page.locator('.card').last().getByText('Not checked').waitFor();
    await desk.page.locator('.card').last().click();
    await desk.page.locator('.detail').getByText('Not checked: no answer yet').waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'desk-akismet-hangs', false);
    expect(desk.complaints).toEqual([]);
    it.akismet.release();
  });

  it('of a key that has been revoked: whom to tell, and what', async () => {
    const it = await start({ akismet: true });
    it.akismet.setDefault((call) =>
      call.name === 'verify-key'
        ? answers.invalid
        : answers.alert(10403, 'Your key was revoked.', answers.error('Your API key has been revoked.')),
    );
    await post(it);
    await it.worker?.idle();
    const desk = await openDesk(it);
    await desk.page.getByRole('heading', { name: 'Akismet refuses to check' }).waitFor();
    await desk.page.getByText('Tell whoever runs the service').waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'desk-akismet-revoked', false);
  });

  it('of a correction: that Akismet will be told', async () => {
    const it = await start({ akismet: true });
    const { comment } = await post(it, { author: { name: 'akismet-guaranteed-spam', email: 'a@example.org' } });
    await it.worker?.idle();
    await decide(it, 'approve', comment.id);
    const desk = await openDesk(it, 'status=approved');
    await desk.page.getByText('Akismet: spam').waitFor();
    await desk.page.getByText('A moderator published it against the verdict.').waitFor();
    await desk.page.getByText('Akismet will be told that this is not spam.').waitFor();
  });

  it('of what was called spam and waits since: that it was called so, and not that a policy holds it', async () => {
    const it = await start({ akismet: true });
    const { comment } = await post(it, { author: { name: 'akismet-guaranteed-spam', email: 'a@example.org' } });
    await it.worker?.idle();
    await decide(it, 'hold', comment.id);
    const desk = await openDesk(it);
    await desk.page.locator('.card .chips').getByText('Called spam').waitFor();
    expect(await desk.page.locator('.card .chips').textContent()).not.toContain('Policy');
  });

  it('of a name that looks like that of somebody published: whose', async () => {
    const it = await start({ akismet: true, settings: { MODERATION_POLICY: 'publish' } });
    const name = `Ada ${'Lovelace '.repeat(9)}of Ockham`;
    for (const known of ['Ada', name]) await post(it, { author: { name: known, email: 'ada@example.org' } });
    for (const lookAlike of ['\u0410da', name.replace('A', '\u0410')])
      await post(it, { author: { name: lookAlike, email: 'eve@example.org' } });
    await it.worker?.idle();
    const desk = await openDesk(it);
    const { page } = desk;
    await desk.cards(2);
    const chips = page.locator('.card .chips');
    await chips.getByText('Name of Ada', { exact: true }).waitFor();
    expect(await chips.allTextContents()).not.toContainEqual(expect.stringContaining('Policy'));
    await page.locator('.card').last().click();
    const reason = 'The name looks like that of Ada, who has published comments here.';
    await page.locator('.detail').getByText(reason).waitFor();
    await page.locator('.detail').getByText('but the name can be taken for an earlier author’s').waitFor();
    const look = async (width: number, what: string) => {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      // No name is squeezed beside its chips.
      const squeezed = `[...document.querySelectorAll('.card h3')].filter((name) => name.clientWidth < 60 && name.scrollHeight > 48).length`;
      expect([what, width, await page.evaluate<number>(squeezed)]).toEqual([what, width, 0]);
      const beyond = `[...document.querySelectorAll('.card .chips')].filter((chips) => chips.scrollWidth > chips.clientWidth + 1
        || chips.getBoundingClientRect().right > chips.closest('.card').getBoundingClientRect().right).length`;
      expect([what, width, await page.evaluate<number>(beyond)]).toEqual([what, width, 0]);
      expect(await axeFindings(page)).toEqual([]);
      await picture(page, `desk-look-alike-${what}-${width}`);
    };
    await look(1280, 'list');
    await look(360, 'pane');
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await look(360, 'list');
    await look(1280, 'list');
    await page.getByRole('button', { name: 'Show cards' }).click();
    await look(1280, 'cards');
    await look(360, 'cards');
    expect(desk.complaints).toEqual([]);
  });

  it('of thirty days: verdicts, decisions, and how often people overruled the checker', async () => {
    const it = await start({ akismet: true });
    await writeMany(
      it,
      Array.from({ length: 12 }, (_, n) => `Words ${n}`),
    );
    const spam = await post(it, { author: { name: 'akismet-guaranteed-spam', email: 'a@example.org' } });
    await it.worker?.idle();
    await decide(it, 'approve', spam.comment.id);
    const desk = await openDesk(it);
    const { page } = desk;
    await page.getByRole('link', { name: 'Statistics' }).click();
    await page.getByText('People overruled the spam checker 1 time in 13 verdicts (7.7 %)').waitFor();
    expect(await page.locator('svg[role=img] rect').count()).toBe(3);
    const looks = [
      { look: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
      { look: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
      { look: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
    ] as const;
    for (const { look, colorScheme, viewport } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      expect([look, await axeFindings(page)]).toEqual([look, []]);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(viewport.width);
      await picture(page, `desk-numbers-${look}`);
    }
    expect(desk.complaints).toEqual([]);
  });
});
