/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { bearer, decide, MODERATION } from '../../support/http.js';
import { focused, inThread, type Reader, type Stage, setStage } from './stage.js';

let stage: Stage;
const ADA = { name: 'Ada', email: 'ada@example.org' };

interface Waiting {
  readonly id: string;
  readonly body: string;
}

/** What waits for a moderator below an article, oldest first. */
async function queueOf(path: string, status = 'pending'): Promise<Waiting[]> {
  const { body } = await stage.service.agent
    .get(`${MODERATION}/comments`)
    .query({ article: path, order: 'oldest', status })
    .set(bearer(stage.service.tokens.moderator))
    .expect(200);
  return body.comments;
}

async function waitingNote({ page }: Reader): Promise<void> {
  await page.getByText('Pending. Only you can see it').waitFor();
}

/** Opens the article again, as the same reader. */
async function reload({ page }: Reader): Promise<void> {
  await page.reload();
  await page.locator('form[part=form] textarea').first().waitFor();
}

describeInBrowser('somebody who writes a comment', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('is told beside the form what happens to the data, and reads more behind a link', async () => {
    const { page, form, begin } = await stage.open('/words', stage.thread());
    await begin();
    await form.getByText('Your email address will not be published.').waitFor();
    await form.getByText('Nothing is sent to third parties.').waitFor();
    const link = form.getByRole('link', { name: 'Privacy' });
    expect(await link.getAttribute('href')).toBe(`${stage.service.url}/privacy/default`);
    expect(await page.locator('h2').textContent()).toBe('Comments');
  });

  it('sees at the fields what is missing and what is wrong, and stands in the first of them', async () => {
    const reader = await stage.open('/fields', stage.thread());
    await reader.fill({ email: 'no address', website: 'javascript:alert(1)' });
    await reader.send();
    await reader.form.getByText('Write something of at most').waitFor();
    await reader.form.getByText('Enter a name of at most').waitFor();
    expect(await focused(reader.page)).toBe('new-body');
    await reader.fill({ body: 'Words', name: 'Ada' });
    await reader.send();
    await reader.form.getByText('Enter an email such as').waitFor();
    await reader.form.getByText('that begins with https://').waitFor();
    expect(await focused(reader.page)).toBe('new-email');
    const wrong = await inThread<string[]>(
      reader.page,
      `[...root.querySelectorAll('[aria-invalid]')].map((field) => field.id + ' ' + field.getAttribute('aria-describedby'))`,
    );
    expect(wrong).toEqual(['new-email new-email-wrong', 'new-website new-website-wrong']);
    expect(await reader.form.locator('[name=body]').inputValue()).toBe('Words');
    expect(await queueOf('/fields')).toEqual([]);
  });

  it('sees a preview of the Markdown', async () => {
    const reader = await stage.open('/preview', stage.thread());
    await reader.fill({ body: '*So* it would look\n\n<script>no</script>' });
    await reader.form.getByRole('button', { name: 'Preview' }).click();
    const preview = reader.page.getByRole('region', { name: 'Preview' });
    await preview.locator('em', { hasText: 'So' }).waitFor();
    expect(await preview.textContent()).toContain('<script>no</script>');
    expect(await queueOf('/preview')).toEqual([]);
  });

  it('finds what was typed again after a reload, the comment that it answers included', async () => {
    const [top] = await stage.publish('/draft', [{ body: 'A question', author: { name: 'Grace' } }]);
    const reader = await stage.open('/draft', stage.thread());
    await reader.reply('Grace');
    expect(await focused(reader.page)).toBe('reply-body');
    await reader.fill({ body: 'Half an ans', ...ADA });
    await reload(reader);
    await reader.form.getByRole('textbox', { name: 'Reply to Grace' }).waitFor();
    expect(await reader.form.locator('[name=body]').inputValue()).toBe('Half an ans');
    expect(await reader.form.locator('[name=email]').inputValue()).toBe('ada@example.org');
    await reader.fill({ body: 'Half an answer' });
    await reader.send();
    await waitingNote(reader);
    const [waiting] = await queueOf('/draft');
    expect(waiting).toMatchObject({ body: 'Half an answer', parent: top });
    await reload(reader);
    expect(await reader.page.locator('[name=body]').inputValue()).toBe('');
    expect(await reader.form.count()).toBe(0);
  });

  it('loses nothing when the answer gets lost, and a retry after a reload stores the comment once', async () => {
    const reader = await stage.open('/lost', stage.thread());
    const keys: (string | undefined)[] = [];
    await reader.page.route('**/comments', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await reader.fill({ body: 'Once only', ...ADA });
    await reader.send();
    await reader.form.getByText('Your words are kept. Try again').waitFor();
    expect(await reader.form.locator('[name=body]').inputValue()).toBe('Once only');
    await reload(reader);
    await reader.send();
    await waitingNote(reader);
    expect(await queueOf('/lost')).toHaveLength(1);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toMatch(/^[\w-]{10,64}$/);
    await reader.fill({ body: 'Another' });
    await reader.send();
    await reader.page.getByText('Another', { exact: true }).waitFor();
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('has the beginning of the writing stamped by the service, once, and sends that along, also after a reload', async () => {
    const reader = await stage.open('/stamped', stage.thread());
    const { page, requests } = reader;
    await reader.page.locator('form[part=form]').waitFor();
    const stamps = () => requests.filter((url) => url.endsWith('/stamp'));
    expect(stamps()).toEqual([]);
    const [answer] = await Promise.all([page.waitForResponse('**/stamp'), reader.fill({ body: 'In good time' })]);
    const { stamp } = await answer.json();
    await reader.fill(ADA);
    await reload(reader);
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().endsWith('/comments')),
      reader.send(),
    ]);
    await waitingNote(reader);
    expect(request.postDataJSON()).toMatchObject({ body: 'In good time', stamp });
    expect(stamps()).toHaveLength(1);
  });

  it('writes without a stamp where there is none to be had', async () => {
    const reader = await stage.open('/unstamped', stage.thread(), {
      before: (page) => page.route('**/stamp', (route) => route.abort()),
    });
    await reader.fill({ body: 'All the same', ...ADA });
    const [request] = await Promise.all([
      reader.page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().endsWith('/comments')),
      reader.send(),
    ]);
    await waitingNote(reader);
    expect(request.postDataJSON()).not.toHaveProperty('stamp');
  });

  it('sees the comment at once, alone and in this browser, until it is published', async () => {
    const reader = await stage.open('/waiting', stage.thread());
    await reader.fill({ body: 'Soon to be *seen*', ...ADA, website: 'https://ada.example' });
    await reader.send();
    await waitingNote(reader);
    const [waiting] = await queueOf('/waiting');
    expect(await focused(reader.page)).toBe(`comment-${waiting?.id}`);
    expect(await reader.page.locator('.unseen').textContent()).toBe(
      'Thank you. Your comment is pending until a moderator approves it.',
    );
    await reload(reader);
    await waitingNote(reader);
    const other = await stage.open('/waiting', stage.thread());
    await other.page.getByPlaceholder('Be the first to comment').waitFor();
    expect(await other.page.getByText('Soon to be').count()).toBe(0);
    await decide(stage.service, 'approve', waiting!.id);
    await reload(reader);
    await reader.articles.locator('em', { hasText: 'seen' }).waitFor();
    expect(await reader.page.getByText('Pending. Only you').count()).toBe(0);
    expect(await reader.page.locator('h2').textContent()).toBe('1 comment');
  });

  it('can change it while there is time, sees how much is left, and no longer afterwards', async () => {
    const reader = await stage.open('/change', stage.thread());
    const { page } = reader;
    await reader.fill({ body: 'With a misteak', ...ADA });
    await reader.send();
    await page.getByText('15 minutes left').waitFor();
    await later(page, stage.service.clock, 5 * 60_000);
    await page.getByText('10 minutes left').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await focused(page)).toBe('edit-body');
    await page.locator('#edit-body').fill('Without a mistake');
    await reload(reader);
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await page.locator('#edit-body').inputValue()).toBe('Without a mistake');
    await page.getByRole('button', { name: 'Save' }).click();
    await reader.articles.getByText('Without a mistake').waitFor();
    expect(await page.locator('.unseen').textContent()).toBe('Your change is saved.');
    expect(await queueOf('/change')).toMatchObject([{ body: 'Without a mistake' }]);
    await later(page, stage.service.clock, 10 * 60_000);
    await page.getByRole('button', { name: 'Edit' }).waitFor({ state: 'detached' });
    await reader.articles.getByText('Without a mistake').waitFor();
    const kept = await page.evaluate<string>('JSON.stringify(localStorage)');
    await reload(reader);
    await reader.articles.getByText('Without a mistake').waitFor();
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    expect(kept).toContain('Without a mistake');
  });

  it('can take it back, being asked once more', async () => {
    const reader = await stage.open('/regret', stage.thread());
    const { page } = reader;
    await reader.fill({ body: 'Too much said', ...ADA });
    await reader.send();
    await page.getByRole('button', { name: 'Delete' }).click();
    const sure = page.getByRole('button', { name: 'Delete it?' });
    await sure.waitFor();
    await page.locator('[name=body]').focus();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await sure.click();
    await page.getByText('Too much said').waitFor({ state: 'detached' });
    expect(await page.locator('.unseen').textContent()).toBe('Your comment is deleted.');
    expect(await focused(page)).toBe('Comments');
    expect(await queueOf('/regret')).toEqual([]);
    await reload(reader);
    expect(await reader.articles.count()).toBe(0);
  });

  it('does all of it with the keyboard', async () => {
    await stage.publish('/keys', [{ body: 'A question', author: { name: 'Grace' } }]);
    const { page, articles, form } = await stage.open('/keys', stage.thread());
    await page.locator('form[part=form]').waitFor();
    const keyboard = page.keyboard;
    await keyboard.press('Tab');
    expect(await focused(page)).toBe('new-body');
    await form.locator('button.send').waitFor();
    await page.locator('a[part=permalink]').focus();
    await keyboard.press('Tab');
    expect(await focused(page)).toBe('Reply');
    await keyboard.press('Enter');
    await form.getByRole('textbox', { name: 'Reply to Grace' }).waitFor();
    await form.locator('button.send').waitFor();
    expect(await focused(page)).toBe('reply-body');
    await keyboard.type('Typed');
    await keyboard.press('Tab');
    expect(await page.locator('.tool').first().getAttribute('tabindex')).toBe('0');
    await keyboard.press('Tab');
    expect(await focused(page)).toBe('Preview');
    for (const value of ['Ada', 'ada@example.org']) {
      await keyboard.press('Tab');
      await keyboard.type(value);
    }
    await keyboard.press('Control+Enter');
    await page.getByText('Pending. Only you').waitFor();
    expect(await articles.count()).toBe(2);
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await focused(page)).toBe('Edit');
  });

  it('keeps the words when the answer is cut on its way, and sends them once', async () => {
    const reader = await stage.open('/cut', stage.thread());
    await reader.page.route(
      '**/comments',
      async (route) => {
        const response = await route.fetch();
        const text = await response.text();
        await route.fulfill({ response, body: text.slice(0, text.length / 2) });
      },
      { times: 1 },
    );
    await reader.fill({ body: 'In one piece', ...ADA });
    await reader.send();
    await reader.form.getByText('Your words are kept. Try again').waitFor();
    await reader.send();
    await waitingNote(reader);
    expect(await queueOf('/cut')).toHaveLength(1);
    expect(reader.complaints).toEqual([]);
  });

  it('goes on when storage is forbidden', async () => {
    const reader = await stage.open('/forbidden', stage.thread(), {
      before: (page) =>
        page.addInitScript(
          'delete Object.getPrototypeOf(window).localStorage; Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } })',
        ),
    });
    await reader.fill({ body: 'Without a memory', ...ADA });
    await reader.send();
    await waitingNote(reader);
    expect(reader.complaints).toEqual([]);
  });
});

describeInBrowser('somebody who writes too much at once', () => {
  it('is told when to try again', async () => {
    const stage = await setStage({ POST_LIMIT: '1/1m', EMAIL_REQUIRED: 'false' });
    const reader = await stage.open('/much', stage.thread());
    await reader.fill({ body: 'The first', name: 'Ada' });
    await reader.send();
    await waitingNote(reader);
    await reader.fill({ body: 'The second' });
    await reader.send();
    await reader.form.getByText('You are commenting too fast. Try again in').waitFor();
    expect(await reader.form.locator('[name=body]').inputValue()).toBe('The second');
    await stage.close();
  });
});
