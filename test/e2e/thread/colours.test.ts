/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { type Stage, setStage, styleOf } from './stage.js';

let stage: Stage;

/** Contrast of two computed colours (WCAG 2). */
function contrast(one: string, other: string): number {
  const [a = 0, b = 0] = [one, other].map(luminance).sort((first, second) => second - first);
  return (a + 0.05) / (b + 0.05);
}

function luminance(color: string): number {
  const parts = [...color.matchAll(/\d+/g)].slice(0, 3).map(([value]) => Number(value) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describeInBrowser('the colours of a thread', () => {
  beforeAll(async () => {
    stage = await setStage();
    await stage.publish('/colour', [{ body: 'One' }, { body: 'Two' }]);
  });
  afterAll(() => stage.close());

  it.each([
    ['a dark red', '#9a3412', '#fff', '#222', 'rgb(154, 52, 18)'],
    ['a light green on dark', '#7fd1b9', '#15161a', '#dcdde0', 'rgb(127, 209, 185)'],
    ['an orange', '#d26a00', '#fff', '#222', 'rgb(210, 106, 0)'],
    ['what browsers give a link, on a dark page', '#0000ee', '#15161a', '#dcdde0', 'rgb(151, 174, 255)'],
  ])(
    "take the link's colour of the page, with text on it that can be read: %s",
    async (_, link, ground, text, accent) => {
      const head = `<style>body { background: ${ground}; color: ${text} } a { color: ${link} }</style>`;
      const { page, begin } = await stage.open('/colour', stage.thread(), { head });
      await begin();
      const style = (property: string) => styleOf(page, 'button.send', property);
      expect(await style('backgroundColor')).toBe(accent);
      expect(contrast(await style('color'), accent)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('let the page name another accent', async () => {
    const head = '<style>a { color: #9a3412 } afterword-thread { --afterword-accent: #ffd400 }</style>';
    const { page, begin } = await stage.open('/colour', stage.thread(), { head });
    await begin();
    expect(await styleOf(page, 'button.send', 'backgroundColor')).toBe('rgb(255, 212, 0)');
    expect(await styleOf(page, 'button.send', 'color')).toBe('rgb(13, 20, 18)');
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
    ['forced colours, dark', { forcedColors: 'active', colorScheme: 'dark' }],
  ] as const)('are no barrier with the box closed or open: %s', async (name, context) => {
    const head = '<style>@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #15181c } }</style>';
    const reader = await stage.open('/colour', stage.thread(), { head, context });
    await reader.articles.nth(1).waitFor();
    await reader.page.locator('form[part=form]').waitFor();
    expect(await axeFindings(reader.page)).toEqual([]);
    await reader.begin();
    expect(await axeFindings(reader.page)).toEqual([]);
    await picture(reader.page, `thread open, ${name}`);
  });
});
