/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { bearer, SITE } from '../../support/http.js';
import { type Reader, type Stage, setStage, styleOf } from './stage.js';

let stage: Stage;

const DARK = '<style>@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #15181c } }</style>';
const LOOKS = {
  light: {},
  dark: { context: { colorScheme: 'dark' }, head: DARK },
  phone: { context: { viewport: { width: 360, height: 740 } } },
  'right to left': { lang: 'ar' },
} as const;

/** No page scrolls sideways. */
async function fits({ page }: Reader): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
}

describeInBrowser('the look of a thread', () => {
  beforeAll(async () => {
    stage = await setStage();
    const names = ['Ada Lovelace', 'Grace', 'آلان تورنغ', 'Edsger', 'Barbara'];
    let parent: string | null = null;
    for (const name of names) {
      const author = { name, url: name === 'Grace' ? 'https://grace.example/' : null };
      const body = `*${name}* says, with \`code\`:\n\n> a quotation\n\n1. one\n2. two\n\n\`\`\`\n${'a long line '.repeat(20)}\n\`\`\``;
      [parent = null] = await stage.publish('/look', [{ parent, author, body }]);
    }
    await stage.publish('/look', [{ body: `A word that is long: ${'x'.repeat(300)}` }]);
  });
  afterAll(() => stage.close());

  it.each(Object.entries(LOOKS))('has no barrier and fits, in every state: %s', async (name, options) => {
    const reader = await stage.open('/look', stage.thread(), options);
    const { page, form, articles } = reader;
    const shot = async (state: string) => {
      await picture(page, `thread ${name}, ${state}`);
      expect([state, await axeFindings(page)]).toEqual([state, []]);
      expect([state, await fits(reader)]).toEqual([state, true]);
    };
    await page.locator('form[part=form]').waitFor();
    await shot('1 read');
    await articles.nth(1).locator('button.answer').click();
    await form.locator('button.send').waitFor();
    await reader.send();
    await form.locator('[aria-invalid]').first().waitFor();
    await shot('2 errors');
    await reader.fill({ body: 'An *answer*', name: 'Ada', email: 'ada@example.org' });
    await form.locator('.look').click();
    await form.locator('section em').waitFor();
    await shot('3 preview');
    await reader.send();
    await page.locator('article.pending').waitFor();
    await shot('4 waiting');
    await page.locator('button.edit').click();
    await page.locator('#edit-body').waitFor();
    await shot('5 editing');
  });

  it('has no barrier while it is empty, closed to new comments, still loading, or cannot be loaded', async () => {
    const empty = await stage.open('/none', stage.thread());
    await empty.page.getByPlaceholder('Be the first to comment').waitFor();
    expect(await axeFindings(empty.page)).toEqual([]);
    const failed = await stage.open('/look', stage.thread(), {
      before: (page) => page.route('**/comments?*', (route) => route.abort()),
    });
    await failed.page.getByText('could not be loaded').waitFor();
    expect(await axeFindings(failed.page)).toEqual([]);
    const loading = await stage.open('/look', stage.thread(), {
      before: (page) => page.route('**/comments?*', () => {}),
    });
    await loading.page.getByText('Loading comments').waitFor();
    expect(await axeFindings(loading.page)).toEqual([]);
    await stage.publish('/over', [{ body: 'In time' }]);
    const { agent, tokens } = stage.service;
    const close = { article: '/over', open: false };
    await agent.patch(`${SITE}/articles`).set(bearer(tokens.moderator)).send(close).expect(200);
    const closed = await stage.open('/over', stage.thread());
    await closed.page.getByText('Comments are closed.').waitFor();
    expect(await axeFindings(closed.page)).toEqual([]);
  });

  it('goes by what the page has made of its colours, also when these change', async () => {
    const head = '<style>body { color: #222; background: #fff } .night { color: #eee; background: #111 }</style>';
    const { page } = await stage.open('/look', stage.thread(), { head, context: { colorScheme: 'dark' } });
    await page.locator('form[part=form]').waitFor();
    const thread = page.locator('[part=thread]');
    expect(await thread.getAttribute('class')).toBe('auto');
    await page.evaluate(`document.body.className = 'night'`);
    await page.locator('[part=thread].dark').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.evaluate(`document.querySelector('afterword-thread').setAttribute('theme', 'light')`);
    await page.locator('[part=thread].light').waitFor();
    await page.locator('form[part=form]').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('is themed by custom properties and parts', async () => {
    const head = `<style>
      afterword-thread { --afterword-accent: #00695c; --afterword-radius: 0; --afterword-avatar-size: 10px; }
      afterword-thread::part(author) { font-variant-caps: small-caps; }
    </style>`;
    const { page, begin } = await stage.open('/look', stage.thread(), { head });
    await begin();
    const style = (selector: string, property: string) => styleOf(page, selector, property);
    expect(await style('button.send', 'backgroundColor')).toBe('rgb(0, 105, 92)');
    expect(await style('button.send', 'borderRadius')).toBe('0px');
    expect(await style('.avatar', 'width')).toBe('10px');
    expect(await style('.author', 'fontVariantCaps')).toBe('small-caps');
  });

  it('leaves the styles of the page alone, and is left alone by them', async () => {
    const head = '<style>button, article, .body, h2 { display: none !important }</style>';
    const { page } = await stage.open('/look', `<p class="soft">Soft</p>${stage.thread()}`, { head });
    await page.locator('afterword-thread form[part=form]').waitFor();
    expect(await page.evaluate(`getComputedStyle(document.querySelector('p.soft')).fontSize`)).toBe('16px');
  });

  it('scrolls without motion for whoever wants none', async () => {
    const scrolled =
      'window.calls = []; Element.prototype.scrollIntoView = function (options) { calls.push(options?.behavior) }';
    for (const [reducedMotion, behavior] of [
      ['reduce', 'auto'],
      ['no-preference', 'smooth'],
    ] as const) {
      const { page, begin, form } = await stage.open('/look', stage.thread(), {
        context: { reducedMotion },
        before: (tab) => tab.addInitScript(scrolled),
      });
      await begin();
      await form.getByRole('button', { name: 'Cancel' }).click();
      expect(await page.evaluate('calls')).toEqual([behavior]);
    }
  });
});
