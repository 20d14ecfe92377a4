/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { articlePage } from '../../support/blog.js';
import { describeInEveryBrowser, type PlainBrowser, type PlainPage, until } from '../../support/plain-browser.js';
import { type Stage, setStage } from './stage.js';

const ROOT = `document.querySelector('afterword-thread').shadowRoot`;
const inThread = (page: PlainPage, expression: string) => until(page, expression.replaceAll('root', ROOT));
/** Contrasts below these cannot be seen, or read (WCAG 1.4.11, 1.4.3). */
const SEEN = 3;
const READ = 4.5;
/** More stops than the thread has. */
const MOST_STOPS = 60;

/** How colours are told apart. Browsers tell the forced ones as those that are computed. */
const EYES = `
  const luminance = ([red, green, blue]) => [red, green, blue].map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const partsOf = (color) => (color.match(/[\\d.]+/g) ?? [])
    .map((part, n) => Number(part) * (n < 3 && color.startsWith('color(') ? 255 : 1));
  // A tint is no ground: where colours are forced, only how clear it is remains of it.
  const isClear = (color) => partsOf(color)[3] < 0.5;
  const above = (element) => element.parentElement ?? element.getRootNode().host;
  const groundOf = (element) => {
    for (let at = element; at; at = above(at)) {
      const { backgroundColor } = getComputedStyle(at);
      if (!isClear(backgroundColor)) return backgroundColor;
    }
    const canvas = document.createElement('i');
    canvas.style.color = 'Canvas';
    document.body.append(canvas);
    const { color } = getComputedStyle(canvas);
    canvas.remove();
    return color;
  };
  const contrast = (one, other) => {
    if (isClear(one)) return 1;
    const [a, b] = [one, other].map((color) => luminance(partsOf(color))).sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const borderOf = (element, part) => {
    const style = getComputedStyle(element, part);
    return Math.max(...['Top', 'Right', 'Bottom', 'Left'].map((side) =>
      parseFloat(style['border' + side + 'Width']) > 0 && style['border' + side + 'Style'] !== 'none'
        ? contrast(style['border' + side + 'Color'], groundOf(above(element))) : 1));
  };
  const ringOf = (element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 ? contrast(outlineColor, groundOf(above(element))) : 1;
  };
`;

/** What of a thread cannot be seen: words of controls, drawings, and the edges of what has no words. */
const UNSEEN = `(() => { ${EYES}
  const found = [];
  const look = (what, element, is, least) => {
    if (is < least) found.push(what + ' ' + element.outerHTML.slice(0, 90) + ': ' + is.toFixed(2));
  };
  for (const element of ${ROOT}.querySelectorAll('*')) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.unseen')) continue;
    const { color, stroke } = getComputedStyle(element);
    if (element.matches('button, a, summary, label') && element.textContent.trim() !== '')
      look('words of', element, contrast(color, groundOf(element)), ${READ});
    if (element.matches('svg')) look('drawing', element, contrast(stroke, groundOf(element)), ${SEEN});
    if (element.matches('.box, .fields input, button.send, button.more, .avatar, blockquote, td'))
      look('edge of', element, borderOf(element), ${SEEN});
    if (element.matches('details[open] > summary')) look('line', element, borderOf(element, '::before'), ${SEEN});
  }
  return found;
})()`;

interface Stop {
  readonly name: string;
  /** The contrast of the ring around it, or around its box. */
  readonly ring: number;
  readonly isInThread: boolean;
}

const STOP = `(() => { ${EYES}
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const ring = Math.max(...[element, element.closest('.box')].filter(Boolean).map(ringOf));
  return { name: element.outerHTML.slice(0, 90), ring, isInThread: element.getRootNode() === ${ROOT} };
})()`;

/** All that has the focus in a thread on the way by the tab key through a page. */
async function stops(page: PlainPage): Promise<Stop[]> {
  const found: Stop[] = [];
  for (let presses = 0; presses < MOST_STOPS; presses += 1) {
    await page.press('Tab');
    const stop = await page.evaluate<Stop>(STOP);
    if (stop.isInThread) found.push(stop);
    else if (found.length > 0) break;
  }
  return found;
}

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

async function openThread(browser: PlainBrowser, path: string): Promise<PlainPage> {
  const [top] = await stage.publish(path, [
    { body: '> a quote\n\n`code` and\n\n```\ncode\n```\n\n|a|b|\n|-|-|\n|c|d|', author: { name: 'Grace' } },
  ]);
  await stage.publish(path, [{ body: 'A reply', parent: top, author: { name: 'Alan', url: 'https://alan.example/' } }]);
  const head =
    '<style>body { color: #555; background: #fefefe } a { color: #777 } * { box-shadow: 0 0 1px red }</style>';
  stage.blog.pages.set(path, articlePage(stage.thread(), { head }));
  const page = await browser.open(390);
  await page.goto(stage.blog.origin + path);
  await inThread(page, `root?.querySelector('form:not([hidden])')`);
  return page;
}

for (const forcedColors of ['light', 'dark'] as const) {
  describeInEveryBrowser(
    `in forced colours that are ${forcedColors}`,
    Date.UTC(2026, 10, 28),
    (browser, name) => {
      it('everything of a thread that can be used is seen, and so is where the focus is', async () => {
        const page = await openThread(browser(), `/forced-${forcedColors}-${name}`);
        expect(
          await page.evaluate(
            `[matchMedia('(forced-colors: active)').matches, matchMedia('(prefers-color-scheme: ${forcedColors})').matches]`,
          ),
        ).toEqual([true, true]);
        expect(await page.evaluate(UNSEEN)).toEqual([]);
        const closed = await stops(page);
        expect(closed.length).toBeGreaterThan(6);
        expect(closed.filter(({ ring }) => ring < SEEN)).toEqual([]);
        await page.close();
      });

      it('one who writes sees the fields, what is wrong with them, and what becomes of the comment', async () => {
        const page = await openThread(browser(), `/forced-write-${forcedColors}-${name}`);
        await page.evaluate(`${ROOT}.querySelector('form textarea').focus()`);
        await inThread(page, `root.querySelector('button.send')`);
        await page.evaluate(`${ROOT}.querySelector('button.send').click()`);
        await inThread(page, `root.querySelector('[aria-invalid]')`);
        expect(await page.evaluate(UNSEEN)).toEqual([]);
        const widths = `[...${ROOT}.querySelectorAll('.fields input')].map((input) => getComputedStyle(input).outlineStyle)`;
        expect(new Set(await page.evaluate<string[]>(widths)).size).toBe(2);
        await page.evaluate(`${ROOT}.querySelector('form textarea').focus()`);
        await page.type('Words');
        await page.evaluate(`(() => {
          for (const [name, value] of [['name', 'Ada'], ['email', 'ada@example.org']])
            ${ROOT}.querySelector('form [name=' + name + ']').value = value;
          document.activeElement.blur();
        })()`);
        const open = await stops(page);
        expect(open.length).toBeGreaterThan(10);
        expect(open.filter(({ ring }) => ring < SEEN)).toEqual([]);
        await page.evaluate(`${ROOT}.querySelector('button.send').click()`);
        await inThread(page, `root.querySelector('article.pending')`);
        expect(await page.evaluate(UNSEEN)).toEqual([]);
        await page.close();
      });
    },
    { forcedColors },
  );
}
