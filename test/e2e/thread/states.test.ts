/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { bearer, SITE } from '../../support/http.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { focused, inThread, type Stage, setStage, styleOf } from './stage.js';

let stage: Stage;
const LONG = Array.from({ length: 30 }, (_, n) => `Line ${n}`).join('\n\n');

describeInBrowser('what is long or many', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('folds with its branch behind a line that says how many replies it hides, and how many there are', async () => {
    const [top] = await stage.publish('/branch', [{ body: 'Top' }]);
    const [reply] = await stage.publish('/branch', [{ body: 'One', parent: top }]);
    const [deep] = await stage.publish('/branch', [{ body: 'Two', parent: reply }]);
    const reader = await stage.open('/branch', stage.thread());
    const { page, articles } = reader;
    await articles.nth(2).waitFor();
    const name = () => inThread<string>(page, `root.querySelector('summary').textContent`);
    expect(await name()).toBe('Hide 2 replies');
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 replies', { exact: true }).waitFor();
    expect(await articles.nth(1).isVisible()).toBe(false);
    await page.locator('summary').first().click();
    await articles.nth(1).waitFor();
    // A link to what is folded away unfolds it.
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 replies', { exact: true }).waitFor();
    await page.evaluate(`location.hash = 'comment-${deep}'`);
    await page.locator(`#comment-${deep}`).waitFor();
    await page.waitForFunction(
      `document.querySelector('afterword-thread').shadowRoot.activeElement?.id === 'comment-${deep}'`,
    );
    expect(await focused(page)).toBe(`comment-${deep}`);
  });

  it('folds to twelve lines if it is long, and is read whole once that is asked for', async () => {
    const [long] = await stage.publish('/long', [{ body: LONG }, { body: 'Short' }]);
    const { page, articles } = await stage.open('/long', stage.thread());
    await articles.nth(1).waitFor();
    const body = page.locator(`#comment-${long} .body`);
    const line = Number.parseFloat(await styleOf(page, '.body', 'lineHeight'));
    expect((await body.boundingBox())!.height).toBeCloseTo(12 * line, 0);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Show more' }).click();
    expect((await body.boundingBox())!.height).toBeGreaterThan(30 * line);
    expect(await focused(page)).toBe(`comment-${long}`);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });

  it('does not fold what a link leads to, nor what the reader has written', async () => {
    const [long] = await stage.publish('/whole', [{ body: LONG }]);
    const reader = await stage.open('/whole', stage.thread(), { hash: `#comment-${long}` });
    const { page } = reader;
    await page.getByText('Line 29').waitFor();
    await reader.fill({ body: LONG.replaceAll('Line', 'Mine'), name: 'Ada', email: 'ada@example.org' });
    await reader.send();
    await page.getByText('Pending. Only you').waitFor();
    expect(await page.locator('.long').count()).toBe(0);
    await page.reload();
    await page.getByText('Pending. Only you').waitFor();
    expect(await page.locator('.long').count()).toBe(0);
  });

  it('prints whole and unfolded, and nothing but the comments', async () => {
    const [top] = await stage.publish('/print', [{ body: LONG }]);
    await stage.publish('/print', [{ body: 'A reply', parent: top }]);
    const { page, articles, begin } = await stage.open('/print', stage.thread());
    await articles.nth(1).waitFor();
    await begin();
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 reply', { exact: true }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await articles.nth(1).isVisible()).toBe(true);
    const visible = await inThread<string[]>(
      page,
      `[...root.querySelectorAll('form, button, textarea, .orders, summary')].filter((it) => it.checkVisibility()).map((it) => it.outerHTML)`,
    );
    expect(visible).toEqual([]);
    expect((await articles.first().locator('.body').boundingBox())!.height).toBeGreaterThan(600);
    await page.emulateMedia({ media: 'screen' });
    expect(await articles.nth(1).isVisible()).toBe(false);
  });

  it.each([320, 390])('is never wider than its place at %i px, at any depth, the open box included', async (width) => {
    let parent: string | null = null;
    for (let n = 0; n < 6; n += 1)
      [parent = null] = await stage.publish(`/narrow-${width}`, [
        {
          parent,
          body: `${'> '.repeat(6)}quoted\n\n- a\n  - b\n    - c\n\n\`${'x'.repeat(200)}\``,
          author: { name: `N${n}` },
        },
      ]);
    const reader = await stage.open(`/narrow-${width}`, stage.thread(), {
      context: { viewport: { width, height: 700 } },
    });
    await reader.articles.nth(5).waitFor();
    const overflow = () =>
      inThread<string[]>(
        reader.page,
        `[...(document.documentElement.scrollWidth > innerWidth ? ['page'] : []), ...[...root.querySelectorAll('form *, article, footer *')]
          .filter((it) => it.checkVisibility() && (it.getBoundingClientRect().right > innerWidth || it.getBoundingClientRect().left < 0))
          .map((it) => it.outerHTML.slice(0, 80))]`,
      );
    expect(await overflow()).toEqual([]);
    await reader.reply('N4');
    expect(await overflow()).toEqual([]);
    await picture(reader.page, `thread narrow, reply, ${width}`);
  });
});

describeInBrowser('a box to write in on a small telephone', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('breaks no word on a button, keeps Preview at the end, and stands at the edge of the words that it replies to', async () => {
    const [top] = await stage.publish('/edge', [{ body: 'Oben', author: { name: 'Siv' } }]);
    await stage.publish('/edge', [{ body: 'Darunter', author: { name: 'Nils' }, parent: top }]);
    for (const width of [320, 390, 1000]) {
      const { page, articles } = await stage.open('/edge', stage.thread(), {
        lang: 'de',
        head: '<style>body { font: 19px serif; margin: 24px }</style>',
        context: { viewport: { width, height: 800 } },
      });
      await articles.nth(1).waitFor();
      await page.getByRole('button', { name: 'Antworten: Nils' }).click();
      await page.locator('li form button.send').waitFor();
      const measured = await inThread<object>(
        page,
        `(() => {
          const box = (selector) => root.querySelector(selector).getBoundingClientRect();
          const form = box('details li form');
          return {
            lines: Math.round(box('li form button.send').height / 40),
            ofForm: Math.round(box('details li .body').left - form.left),
            ofPreview: Math.round(box('li form .box').right - box('li form .look').right),
          };
        })()`,
      );
      expect({ width, ...measured }).toEqual({ width, lines: 1, ofForm: 0, ofPreview: 9 });
    }
  });
});

describeInBrowser('one’s own pending comment on a small telephone', () => {
  it('says so with the clock beside the words', async () => {
    stage = await setStage();
    const reader = await stage.open('/strip', stage.thread(), { context: { viewport: { width: 320, height: 800 } } });
    await reader.fill({ body: 'Words', name: 'Ada', email: 'ada@example.org' });
    await reader.send();
    await reader.page.locator('article.pending').waitFor();
    const [clock, strip] = await Promise.all([
      reader.page.locator('.pending .note svg').boundingBox(),
      reader.page.locator('.pending .note').boundingBox(),
    ]);
    // Two or three lines of words and the strip's padding: no line of its own for the clock.
    expect(strip!.height).toBeLessThanOrEqual(16 + 3 * 20);
    expect(clock!.width).toBe(16);
    await stage.close();
  });
});

describeInBrowser('a thread that cannot be written to, or read', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('says before anybody types that a page of another origin may not post, and to its maker what to add', async () => {
    await stage.publish('/origin', [{ body: 'To be read', author: { name: 'Grace' } }]);
    const { page, complaints, articles } = await stage.open('/origin', stage.thread());
    await articles.first().waitFor();
    const other = stage.blog.origin.replace('127.0.0.1', 'localhost');
    await page.goto(`${other}/origin`);
    await page.getByText('Comments cannot be sent from this page.').waitFor();
    await page.getByText('To be read').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Reply/ }).count()).toBe(0);
    expect(complaints.filter((line) => line.includes('SITE_ORIGINS'))).toEqual([
      `warning: Afterword: add ${other} to SITE_ORIGINS and restart.`,
    ]);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('says that comments are closed instead of a box, and keeps the comments', async () => {
    await stage.publish('/closed', [{ body: 'In time', author: { name: 'Grace' } }]);
    const { agent, tokens } = stage.service;
    const close = { article: '/closed', open: false };
    await agent.patch(`${SITE}/articles`).set(bearer(tokens.moderator)).send(close).expect(200);
    const { page } = await stage.open('/closed', stage.thread());
    await page.getByText('Comments are closed.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Reply/ }).count()).toBe(0);
  });

  it('says of an article that its age has closed how old articles may be, and offers no reply', async () => {
    await stage.publish('/aged', [{ body: 'In time', author: { name: 'Grace' } }]);
    await stage.service.store.changeSite({ slug: 'default', closeAfterDays: 90 });
    const opened = await stage.open('/aged', stage.thread());
    await opened.page.getByPlaceholder('Join the conversation').waitFor();
    stage.service.clock.advance(90 * 24 * 3_600_000);
    const { page } = await stage.open('/aged', stage.thread());
    await page.getByText('Comments are closed. This article is older than 90 days.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Reply/ }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await stage.service.store.changeSite({ slug: 'default', closeAfterDays: null });
  });

  it('leads to the page without scripts when no answer comes within eight seconds, and tries again', async () => {
    await stage.publish('/slow', [{ body: 'At last' }]);
    const { page } = await stage.open('/slow', stage.thread(), {
      before: (tab) => tab.route('**/comments?*', () => {}, { times: 1 }),
    });
    await page.getByText('Loading comments').waitFor({ state: 'attached' });
    await later(page, stage.service.clock, 7_000);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await later(page, stage.service.clock, 1_100);
    await page.getByText('Comments could not be loaded.').waitFor();
    const link = page.getByRole('link', { name: 'Read them on their own page' });
    const target = new URL((await link.getAttribute('href'))!);
    expect(Object.fromEntries(target.searchParams)).toEqual({ article: '/slow', url: `${stage.blog.origin}/slow` });
    expect((await stage.service.agent.get(target.pathname + target.search)).text).toContain('At last');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('At last').waitFor();
    expect(await page.getByText('Comments could not be loaded.').isVisible()).toBe(false);
  });
});

describeInBrowser('the page around a thread', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it.each([50, 1_000])('does not move by itself while a thread of %i is read again', async (count) => {
    const path = `/many-${count}`;
    await stage.publish(
      path,
      Array.from({ length: count }, (_, n) => ({ body: `${n % 7 === 0 ? LONG : `Number ${n}`}` })),
    );
    const body = `${stage.thread()}<footer>Below the thread</footer>`;
    const { page, articles } = await stage.open(path, body, {
      before: (tab) =>
        tab.addInitScript(`
        window.shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) =>
          value.toFixed(4) + ' ' + sources.map(({ node }) => node?.localName ?? node?.nodeName).join())))
          .observe({ type: 'layout-shift', buffered: true });`),
    });
    const bounded = { timeout: PATIENCE_MS };
    const below = () => page.evaluate<number>(`document.querySelector('footer').offsetTop`);
    await articles.nth(49).waitFor(bounded);
    await page.waitForFunction(`localStorage.getItem('afterword:height:default:${path}') !== null`, null, bounded);
    const seen = await below();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/comments?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.getByText('Loading comments').waitFor({ state: 'attached', ...bounded });
    const whileLoading = await below();
    // Before its script is there, nothing can reserve a place for the thread.
    await page.evaluate('shifts.length = 0');
    release();
    await articles.nth(49).waitFor(bounded);
    await page.waitForFunction(
      `document.querySelector('afterword-thread').shadowRoot.querySelector('[part=thread]').style.minHeight === ''`,
      null,
      bounded,
    );
    expect([whileLoading, await below()]).toEqual([seen, seen]);
    expect(await page.evaluate('shifts')).toEqual([]);
  });

  it('keeps the place that the thread took at the last visit while it loads, so that nothing below it moves', async () => {
    await stage.publish('/height', [{ body: LONG }, { body: 'Two' }]);
    const { page, articles } = await stage.open('/height', stage.thread());
    const thread = page.locator('afterword-thread');
    await articles.nth(1).waitFor();
    await page.waitForFunction(`localStorage.getItem('afterword:height:default:/height') !== null`);
    const before = (await thread.boundingBox())!.height;
    await page.route('**/comments?*', () => {}, { times: 1 });
    await page.reload();
    await page.getByText('Loading comments').waitFor({ state: 'attached' });
    expect((await thread.boundingBox())!.height).toBeCloseTo(before, -1);
    await later(page, stage.service.clock, 8_100);
    await page.getByRole('button', { name: 'Try again' }).click();
    await articles.nth(1).waitFor();
    await page.waitForFunction(
      `document.querySelector('afterword-thread').shadowRoot.querySelector('[part=thread]').style.minHeight === ''`,
    );
  });
});
