/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../../support/browser.js';
import { focused, inThread, type Stage, setStage, styleOf } from './stage.js';

let stage: Stage;
const ADA = { name: 'Ada', email: 'ada@example.org' };

describeInBrowser('the box to write in', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('is one line until somebody goes into it, and loads then what writing needs', async () => {
    const { page, form, begin, requests } = await stage.open('/line', stage.thread());
    await page.getByPlaceholder('Be the first to comment').waitFor();
    const writing = () => requests.filter((url) => /\/embed\/(write|en)-/.test(url)).length;
    expect([await form.count(), writing()]).toEqual([0, 1]);
    expect((await page.locator('.box').boundingBox())?.height).toBe(52);
    await begin();
    expect(writing()).toBe(3);
    expect((await page.locator('.box textarea').boundingBox())?.height).toBeGreaterThanOrEqual(116);
  });

  it.each(['ar', 'de', 'en', 'es', 'fr', 'ja'])(
    'has Preview beside the toolbar on a small telephone, names of fields in the colour of words, and room between a choice and the buttons, in %s',
    async (lang) => {
      const context = { viewport: { width: 320, height: 800 } };
      const { page, begin, form } = await stage.open('/small', stage.thread(), { lang, context });
      await begin();
      const [look, tool] = await Promise.all([
        form.locator('.look').boundingBox(),
        form.locator('.tool').first().boundingBox(),
      ]);
      expect(Math.abs(look!.y + look!.height / 2 - tool!.y - tool!.height / 2)).toBeLessThan(4);
      const colours = await inThread<string[]>(
        page,
        `[root.querySelector('[part=thread]'), ...root.querySelectorAll('.fields b')].map((one) => getComputedStyle(one).color)`,
      );
      expect(new Set(colours).size).toBe(1);
      expect(await styleOf(page, '.fields label span', 'color')).not.toBe(colours[0]);
      const [remember, send] = await Promise.all([
        form.locator('.remember').boundingBox(),
        form.locator('.send').boundingBox(),
      ]);
      expect(send!.y - remember!.y - remember!.height).toBeGreaterThanOrEqual(12);
    },
  );

  it('keeps what is typed while it is still loading', async () => {
    let load = () => {};
    const isWanted = new Promise<void>((resolve) => {
      load = resolve;
    });
    const { page, form } = await stage.open('/early', stage.thread(), {
      before: (tab) => tab.route('**/embed/write-*', (route) => isWanted.then(() => route.continue())),
    });
    const field = page.locator('form[part=form] textarea');
    await field.click();
    await page.keyboard.type('Typed early');
    expect(await form.count()).toBe(0);
    load();
    await form.locator('button.send').waitFor();
    await page.keyboard.type(', and on');
    expect(await field.inputValue()).toBe('Typed early, and on');
  });

  it('says so when what writing needs cannot be loaded, and tries again at the next focus', async () => {
    const { page, form } = await stage.open('/broken', stage.thread(), {
      before: (tab) => tab.route('**/embed/write-*', (route) => route.abort(), { times: 1 }),
    });
    const field = page.locator('form[part=form] textarea');
    await field.click();
    const note = page.getByText('Not sent. Your words are kept.');
    await note.waitFor();
    await page.keyboard.type('Still here');
    await page.locator('h2').focus();
    await field.click();
    await form.locator('button.send').waitFor();
    expect([await field.inputValue(), await note.count()]).toEqual(['Still here', 0]);
  });

  it('closes at once on Cancel while it is empty, and asks before it discards words', async () => {
    const reader = await stage.open('/cancel', stage.thread());
    const { page, form } = reader;
    await reader.begin();
    await form.getByRole('button', { name: 'Cancel' }).click();
    expect(await form.count()).toBe(0);
    await reader.fill({ body: 'Rather not', ...ADA });
    await form.getByRole('button', { name: 'Cancel' }).click();
    await form.getByRole('button', { name: 'Discard it?' }).waitFor();
    expect(await page.locator('.unseen').textContent()).toBe('Discard it?');
    await form.locator('textarea').focus();
    await form.getByRole('button', { name: 'Cancel' }).click();
    await form.getByRole('button', { name: 'Discard it?' }).click();
    expect(await form.count()).toBe(0);
    expect(await focused(page)).toBe('Comments');
    await page.reload();
    await page.getByPlaceholder('Be the first to comment').waitFor();
    expect([await form.count(), await page.locator('textarea').inputValue()]).toEqual([0, '']);
  });

  it('asks again on Escape when somebody has gone on writing since the first', async () => {
    const reader = await stage.open('/escape', stage.thread());
    const { page, form } = reader;
    await reader.fill({ body: 'Words' });
    await form.locator('textarea').focus();
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Discard it?' }).waitFor();
    await form.locator('textarea').focus();
    await page.keyboard.type(', more of them');
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Discard it?' }).waitFor();
    expect(await form.locator('textarea').inputValue()).toContain('more of them');
    await page.keyboard.press('Escape');
    expect(await form.count()).toBe(0);
  });

  it('is a second one below the comment that is replied to, and gives the focus back to Reply', async () => {
    const [top] = await stage.publish('/reply', [{ body: 'A question', author: { name: 'Grace' } }]);
    const reader = await stage.open('/reply', stage.thread());
    const { page, form } = reader;
    await page.getByPlaceholder('Join the conversation').waitFor();
    const before = await page.locator('form[part=form]').first().boundingBox();
    await reader.reply('Grace');
    expect(await focused(page)).toBe('reply-body');
    expect(await form.locator('textarea').getAttribute('placeholder')).toBe('Reply to Grace');
    const [above, below] = [await page.locator(`#comment-${top}`).boundingBox(), await form.boundingBox()];
    expect(below!.y).toBeGreaterThanOrEqual(above!.y + above!.height);
    expect(await page.locator('form[part=form]').first().boundingBox()).toEqual(before);
    await page.keyboard.press('Escape');
    expect(await form.count()).toBe(0);
    expect(await focused(page)).toBe('Reply');
  });

  it('is not opened again after a reload below a comment where nothing was written', async () => {
    await stage.publish('/nothing', [{ body: 'A question', author: { name: 'Grace' } }]);
    const reader = await stage.open('/nothing', stage.thread());
    const { page, form } = reader;
    await reader.reply('Grace');
    await reader.fill(ADA);
    await page.reload();
    const loaded = page.waitForResponse('**/embed/write-*');
    await page.getByPlaceholder('Join the conversation').waitFor();
    await loaded;
    await reader.begin();
    expect(await form.locator('textarea').getAttribute('placeholder')).toBe('Join the conversation');
    expect(await form.locator('[name=email]').inputValue()).toBe('ada@example.org');
  });

  it('shows a preview in place of the words, at their height, and leads back to them', async () => {
    const reader = await stage.open('/preview', stage.thread());
    const { page, form } = reader;
    await reader.fill({ body: '**Bold**' });
    const field = form.locator('textarea');
    const before = await field.boundingBox();
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.locator('section strong').waitFor();
    expect(await field.isVisible()).toBe(false);
    const shown = await form.locator('section').boundingBox();
    expect([shown!.y, shown!.height]).toEqual([before!.y, before!.height]);
    await form.getByRole('button', { name: 'Write', exact: true }).click();
    expect(await focused(page)).toBe('new-body');
    expect(await field.inputValue()).toBe('**Bold**');
  });

  it('marks words by buttons and by keys, and undoes that like anything typed', async () => {
    const reader = await stage.open('/marks', stage.thread());
    const { page, form } = reader;
    const field = form.locator('textarea');
    const marked = async (act: () => Promise<unknown>) => {
      await reader.fill({ body: 'a word' });
      await inThread(page, `root.querySelector('textarea').setSelectionRange(2, 6)`);
      await field.focus();
      await act();
      return field.inputValue();
    };
    const press = (name: string) => () => form.getByRole('button', { name }).click();
    expect(await marked(press('Bold'))).toBe('a **word**');
    await page.keyboard.press('Control+z');
    expect(await field.inputValue()).toBe('a word');
    expect(await marked(press('Italic'))).toBe('a *word*');
    expect(await marked(press('Link'))).toBe('a [word](https://)');
    await page.keyboard.type('https://a.example');
    expect(await field.inputValue()).toBe('a [word](https://a.example)');
    expect(await marked(press('Quote'))).toBe('a \n\n> word');
    expect(await marked(press('Code'))).toBe('a `word`');
    expect(await marked(() => page.keyboard.press('Control+b'))).toBe('a **word**');
    expect(await marked(() => page.keyboard.press('Control+i'))).toBe('a *word*');
    expect(await marked(() => page.keyboard.press('Control+k'))).toBe('a [word](https://)');
  });

  it.each([
    ['en', 'ArrowRight', 'ArrowLeft'],
    ['ar', 'ArrowLeft', 'ArrowRight'],
  ])('has one stop of the tabulator for its tools, and arrows between them, in %s', async (lang, on, back) => {
    const { page, begin, form } = await stage.open('/tools', stage.thread(), { lang });
    await begin();
    const current = () => inThread<number>(page, `[...root.querySelectorAll('.tool')].indexOf(root.activeElement)`);
    await form.locator('textarea').focus();
    await page.keyboard.press('Tab');
    expect(await current()).toBe(0);
    await page.keyboard.press(on);
    await page.keyboard.press(on);
    expect(await current()).toBe(2);
    await page.keyboard.press('Tab');
    expect(await inThread(page, 'root.activeElement.className')).toBe('look');
    await page.keyboard.press('Shift+Tab');
    expect(await current()).toBe(2);
    for (const _ of [1, 2, 3]) await page.keyboard.press(back);
    expect(await current()).toBe(4);
  });

  it('remembers who writes only if asked to, on every article, and forgets on one press', async () => {
    const reader = await stage.open('/me', stage.thread());
    const { page, form } = reader;
    const me = () => page.evaluate(`localStorage.getItem('afterword:me')`);
    await reader.fill({ body: 'Once', ...ADA });
    expect(await form.getByRole('checkbox').isChecked()).toBe(false);
    await reader.send();
    await page.getByText('Once', { exact: true }).waitFor();
    expect(await me()).toBe(null);
    // Until the page is left, nobody has to give their name again.
    await reader.fill({ body: 'Twice' });
    await form.getByRole('checkbox').check();
    await reader.send();
    await page.getByText('Twice', { exact: true }).waitFor();
    stage.blog.pages.set('/me-too', stage.blog.pages.get('/me')!);
    await page.goto(`${stage.blog.origin}/me-too`);
    await reader.begin();
    await form.getByText('As Ada').waitFor();
    expect(await form.locator('[name=name]').isVisible()).toBe(false);
    await form.getByRole('button', { name: 'Change' }).click();
    expect(await focused(page)).toBe('new-name');
    expect(await form.locator('[name=email]').inputValue()).toBe('ada@example.org');
    await page.reload();
    await reader.begin();
    await form.getByRole('button', { name: 'Forget me' }).click();
    expect([await me(), await page.evaluate(`localStorage.getItem('afterword:authorKey')`)]).toEqual([null, null]);
    expect(await form.locator('[name=name]').inputValue()).toBe('');
    expect(await form.getByRole('checkbox').isChecked()).toBe(false);
    expect(await form.getByText('As Ada').isVisible()).toBe(false);
  });

  it('shows what is wrong with a remembered name or email, whose fields are hidden', async () => {
    const reader = await stage.open('/half', stage.thread(), {
      before: (tab) =>
        tab.addInitScript(`localStorage.setItem('afterword:me', JSON.stringify({ name: 'Ada', email: '' }))`),
    });
    await reader.begin();
    await reader.form.getByText('As Ada').waitFor();
    await reader.form.locator('textarea').fill('Words');
    await reader.send();
    await reader.form.getByText('Enter an email such as').waitFor();
    expect(await focused(reader.page)).toBe('new-email');
  });

  it.each([
    [403, [], {}, 'Comments are closed.'],
    [409, [], {}, 'You have already sent this comment.'],
    [413, [], {}, 'Write something of at most 10,000 characters.'],
    [422, [{ pointer: '/parent', detail: 'x' }], {}, 'The comment that you reply to is gone. Your words are kept.'],
    [422, [{ pointer: '/article/url', detail: 'x' }], {}, 'Comments cannot be sent from this page.'],
    [429, [], { 'Retry-After': '240' }, 'You are commenting too fast. Try again in 4 minutes.'],
    [503, [], {}, 'Not sent. Your words are kept. Try again in a moment.'],
  ])(
    'says why it was refused in words for readers, and keeps theirs: %d %j',
    async (status, errors, headers, words) => {
      const reader = await stage.open('/refused', stage.thread(), {
        before: (tab) =>
          tab.route('**/comments', (route) =>
            route.fulfill({
              status,
              json: { detail: 'for programs', errors },
              headers: {
                'Access-Control-Allow-Origin': '*',
                'Access-Control-Allow-Headers': '*',
                'Access-Control-Expose-Headers': 'Retry-After',
                ...(headers as Record<string, string>),
              },
            }),
          ),
      });
      await reader.fill({ body: 'Kept', ...ADA });
      await reader.send();
      await reader.form.getByText(words).waitFor();
      expect(await reader.form.getByText('for programs').count()).toBe(0);
      expect(await reader.form.locator('textarea').inputValue()).toBe('Kept');
    },
  );
});
