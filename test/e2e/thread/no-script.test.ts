/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { articlePage } from '../../support/blog.js';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { openPage } from '../../support/browser-page.js';
import { bearer, decide, MODERATION } from '../../support/http.js';
import { describeInEveryBrowser, type PlainPage, untilSeen } from '../../support/plain-browser.js';
import { type Stage, setStage } from './stage.js';

let stage: Stage;

/** What waits for a moderator below an article. */
async function queueOf(path: string) {
  const { body } = await stage.service.agent
    .get(`${MODERATION}/comments`)
    .query({ article: path })
    .set(bearer(stage.service.tokens.moderator));
  return body.comments;
}

describeInBrowser('a reader whose browser runs no scripts', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  async function openWithoutScripts(path: string) {
    const scriptless = { javaScriptEnabled: false, viewport: { width: 800, height: 900 } };
    const page = await openPage(stage.service.clock.now(), scriptless);
    await page.goto(path);
    return page;
  }

  it('finds what stands in the element: a link to a page that reads and writes', async () => {
    await stage.publish('/plain', [{ body: 'A *question*', author: { name: 'Grace' } }]);
    const address = `${stage.service.url}/sites/default/thread?article=/plain`;
    const body = stage
      .thread()
      .replace('></afterword-thread>', `><a href="${address}">The comments</a></afterword-thread>`);
    stage.blog.pages.set('/plain', articlePage(body));
    const page = await openWithoutScripts(`${stage.blog.origin}/plain`);
    await page.getByRole('link', { name: 'The comments' }).click();
    await page.getByRole('heading', { name: 'An article' }).waitFor();
    expect(await page.locator('article em').textContent()).toBe('question');

    await page.getByRole('link', { name: 'Reply: Grace' }).click();
    await page.getByRole('heading', { name: 'Reply to Grace' }).waitFor();
    await page.getByLabel('Comment', { exact: true }).fill('An answer\nof two lines');
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.getByRole('heading', { name: 'Your comment is pending' }).waitFor();
    await picture(page, 'thread without scripts, sent');
    await page.getByRole('link', { name: 'Back to the article' }).click();
    await page.waitForURL(/\/plain$/);
    expect(await queueOf('/plain')).toMatchObject([
      { body: 'An answer\nof two lines', author: { name: 'Ada' }, parent: expect.any(String) },
    ]);
  });

  it('sees the numbers of a list, also of one in a list', async () => {
    await stage.publish('/list', [{ body: '1. one\n2. two\n   1. below\n\n> 7. seven' }]);
    const page = await openWithoutScripts(`${stage.service.url}/sites/default/thread?article=/list`);
    const styles = await page.locator('.body ol > li').evaluateAll((items) =>
      items.map((item) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(element: unknown): { listStyleType: string };
        };
        return getComputedStyle(item).listStyleType;
      }),
    );
    expect(styles).toEqual(['decimal', 'decimal', 'decimal', 'decimal']);
  });

  it('is shown what is wrong where it is wrong, with all that was typed, and sends it once it is right', async () => {
    const title = 'Tom & "Jerry"';
    const query = new URLSearchParams({ article: '/wrong', url: `${stage.blog.origin}/wrong`, title });
    const page = await openWithoutScripts(`${stage.service.url}/sites/default/thread?${query}`);
    stage.blog.pages.set('/wrong', articlePage(''));
    await page.getByText('Be the first to comment').waitFor();
    await page.getByLabel('Comment', { exact: true }).fill('\n<b>Typed</b> & kept');
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByLabel('Website').fill('ftp://ada.example/');
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.getByText('Enter a URL that begins with https://').waitFor();
    await picture(page, 'thread without scripts, errors');
    const website = page.getByLabel('Website');
    expect(await website.getAttribute('aria-invalid')).toBe('true');
    expect(await website.inputValue()).toBe('ftp://ada.example/');
    expect(await page.getByLabel('Comment', { exact: true }).inputValue()).toBe('\n<b>Typed</b> & kept');
    expect(await queueOf('/wrong')).toEqual([]);
    await website.fill('https://ada.example/');
    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.getByRole('heading', { name: 'Your comment is pending' }).waitFor();
    expect(await queueOf('/wrong')).toMatchObject([{ author: { url: 'https://ada.example/' } }]);
  });

  it.each(['en', 'ar'])('meets no barrier on these pages, in %s', async (lang) => {
    const path = `/barriers-${lang}`;
    await stage.publish(path, [{ body: 'One' }, { body: `\`\`\`\n${'code '.repeat(50)}\n\`\`\`` }]);
    const { page } = await stage.open(path, '');
    await page.goto(`${stage.service.url}/sites/default/thread?article=${path}&lang=${lang}`);
    await page.locator('article').first().waitFor();
    await picture(page, `thread without scripts, ${lang}`);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('meets no barrier where something was wrong either', async () => {
    stage.blog.pages.set('/again', articlePage(''));
    const { page } = await stage.open('/again', '');
    await page.goto(`${stage.service.url}/sites/default/thread?article=/again`);
    // What browsers would not even send is what is tested here.
    await page.evaluate(`document.querySelector('form').noValidate = true`);
    await page.getByLabel('Website').fill('ftp://ada.example/');
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.getByText('Write something of at most').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

/** Goes on by the tab key until what a selector finds has the focus. */
async function tabTo(page: PlainPage, selector: string): Promise<void> {
  for (let stops = 0; stops < 40; stops += 1) {
    await page.press('Tab');
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`no way by the tab key to ${selector}`);
}

describeInEveryBrowser(
  'where no scripts run',
  Date.UTC(2026, 10, 28),
  (browser, name) => {
    beforeAll(async () => {
      stage = await setStage();
    });
    afterAll(() => stage.close());

    const heading = (words: string) => `document.querySelector('h1')?.textContent === ${JSON.stringify(words)}`;

    it('a reader reads, writes by keyboard alone, and is told what became of the comment', async () => {
      const path = `/scriptless-${name}`;
      await stage.publish(path, [{ body: 'A *question*', author: { name: 'Grace' } }]);
      const link = `<a href="${stage.service.url}/sites/default/thread?article=${path}">The comments</a>`;
      stage.blog.pages.set(
        path,
        articlePage(stage.thread().replace('></afterword-thread>', `>${link}</afterword-thread>`)),
      );
      const page = await browser().open(390);
      await page.goto(stage.blog.origin + path);
      expect(await page.evaluate(`document.querySelector('afterword-thread').shadowRoot`)).toBeNull();
      await tabTo(page, 'afterword-thread a');
      await page.press('Enter');
      await untilSeen(page, `document.querySelector('article em')?.textContent === 'question'`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

      await tabTo(page, '[name=body], textarea');
      await page.type('Words without a script');
      await tabTo(page, '[name="author.name"]');
      await page.type('Ada');
      await tabTo(page, '[name="author.email"]');
      await page.type('ada@example.org');
      await tabTo(page, 'form button');
      await page.press('Enter');
      await untilSeen(page, heading('Your comment is pending'));
      expect(await page.evaluate(`document.querySelector('.sent').textContent`)).toContain('Words without a script');
      const sent = await page.evaluate<string>('location.href');
      const [waiting] = await queueOf(path);
      expect(waiting).toMatchObject({ body: 'Words without a script', author: { name: 'Ada' } });

      await decide(stage.service, 'approve', waiting.id);
      await page.goto(sent);
      await untilSeen(page, heading('Your comment is published'));
      await tabTo(page, 'a.button');
      await page.press('Enter');
      await untilSeen(page, `location.pathname === '${path}'`);
      await page.close();
    });

    it('what is wrong is said at its field, and what was typed is kept', async () => {
      const path = `/scriptless-wrong-${name}`;
      stage.blog.pages.set(path, articlePage(''));
      const page = await browser().open(390);
      await page.goto(`${stage.service.url}/sites/default/thread?article=${path}`);
      await tabTo(page, 'textarea');
      await page.type('Typed and kept');
      await tabTo(page, '[name="author.name"]');
      await page.type('Ada');
      await tabTo(page, '[name="author.email"]');
      await page.type('ada@example.org');
      await tabTo(page, '[name="author.url"]');
      await page.type('ftp://ada.example/');
      await tabTo(page, 'form button');
      await page.press('Enter');
      await untilSeen(page, `document.querySelector('[aria-invalid=true]')?.name === 'author.url'`);
      expect(await page.evaluate(`document.querySelector('textarea').value`)).toBe('Typed and kept');
      expect(await queueOf(path)).toEqual([]);
      await page.close();
    });
  },
  { isScriptless: true },
);
