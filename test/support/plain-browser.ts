import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openPage, sharedBrowser } from './browser-page.js';
import { firefoxPath, launchFirefox } from './firefox.js';
import { PATIENCE_MS } from './patience.js';

/** As much of a browser as all browsers have in common, for tests of what people see whichever they use. */
export interface PlainBrowser {
  /**
   * Opens a page of this width.
   * @param cookie `name=value`, for the loopback
   */
  open(width: number, cookie?: string): Promise<PlainPage>;
  close(): Promise<void>;
}

/** In which ways a browser is not as most people have theirs. */
export interface Manner {
  /** The colours are the reader's, not the page's, as in Windows' contrast themes. */
  readonly forcedColors?: 'light' | 'dark';
  /** Pages run no scripts. What a test evaluates in one is no promise, and nothing there waits: `untilSeen` does. */
  readonly isScriptless?: boolean;
}

export interface PlainPage {
  /** Loads a page, and waits until it is there with all that belongs to it. */
  goto(url: string): Promise<void>;
  /** Evaluates an expression, which may be a promise. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Lets a script run before those of every page that is loaded from now on. */
  before(script: string): Promise<void>;
  /** Presses keys one after another, as `KeyboardEvent.key` names them, with the others that are held: `Shift+Tab`. */
  press(...keys: string[]): Promise<void>;
  /** Types words into what has the focus. */
  type(words: string): Promise<void>;
  /** Takes away the network, or gives it back. */
  offline(isOffline: boolean): Promise<void>;
  /** The page as a PNG, its beginning where it is very long. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

/** After so many looks, a hundred seconds on a quick machine and more on a slow one, nothing will come any more. */
const MOST_LOOKS = 5_000;

/**
 * Waits in a page until an expression is true. The time of the page may stand still, and one that is not in front has no frames.
 * @throws when it does not become true, with the expression
 */
export async function until(page: PlainPage, expression: string): Promise<void> {
  const isTrue = await page.evaluate<boolean>(`new Promise((resolve) => {
    let looks = 0;
    const look = () => {
      looks += 1;
      const isTrue = Boolean(${expression});
      if (isTrue || looks === ${MOST_LOOKS}) resolve(isTrue);
      else (window.present?.setTimeout ?? setTimeout)(look, 20);
    };
    look();
  })`);
  if (!isTrue) throw new Error(`waited in vain for ${expression}`);
}

/** Waits likewise, but from outside: for pages without scripts, and through one that leads to another. */
export async function untilSeen(page: PlainPage, expression: string): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    // Between two pages there is none to look at.
    if (await page.evaluate<boolean>(`Boolean(${expression})`).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for ${expression}`);
}

const chromium = (now: number, { forcedColors, isScriptless = false }: Manner): PlainBrowser => ({
  async open(width, cookie) {
    // With an option of its own it gets a context of its own.
    const page = await openPage(now, {
      viewport: { width, height: 800 },
      javaScriptEnabled: !isScriptless,
      ...(forcedColors && { forcedColors: 'active', colorScheme: forcedColors }),
    });
    if (cookie !== undefined) {
      const [name, value] = cookie.split('=', 2) as [string, string];
      await page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/', httpOnly: true }]);
    }
    return {
      goto: async (url) => {
        await page.goto(url);
      },
      evaluate: (expression) => page.evaluate(expression),
      before: (script) => page.addInitScript(script).then(() => undefined),
      async press(...keys) {
        for (const key of keys) await page.keyboard.press(key);
      },
      type: (words) => page.keyboard.type(words),
      offline: (isOffline) => page.context().setOffline(isOffline),
      picture: async () =>
        page.screenshot({ fullPage: true, animations: 'disabled', clip: await pictured(page, width) }),
      close: () => page.context().close(),
    };
  },
  close: async () => undefined,
});

/** Browsers draw no picture of any height. */
export const PICTURE_HEIGHT = 8000;

async function pictured(page: Page, width: number) {
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  return { x: 0, y: 0, width, height: Math.min(height, PICTURE_HEIGHT) };
}

/**
 * Tests that are run in each of the browsers that are installed.
 * @param now the time in Chromium, in milliseconds since 1970; in Firefox it is the machine's
 * @param manner in which the browsers are not as usual
 */
export function describeInEveryBrowser(
  name: string,
  now: number,
  tests: (browser: () => PlainBrowser, browserName: string) => void,
  manner: Manner = {},
): void {
  jest.setTimeout(2 * PATIENCE_MS);
  if (sharedBrowser === undefined) throw new Error('this file has to name the @jest-environment with a browser');
  describeIn(
    `in Chromium, ${name}`,
    sharedBrowser
      ? async () => chromium(now, manner)
      : 'there is no Chromium; install it or Chrome, or set CHROMIUM_PATH',
    (browser) => tests(browser, 'chromium'),
  );
  describeIn(
    `in Firefox, ${name}`,
    firefoxPath !== null
      ? () => launchFirefox(firefoxPath as string, manner)
      : 'there is no Firefox; install it, or set FIREFOX_PATH',
    (browser) => tests(browser, 'firefox'),
  );
}

function describeIn(
  name: string,
  start: (() => Promise<PlainBrowser>) | string,
  tests: (browser: () => PlainBrowser) => void,
): void {
  let browser: PlainBrowser;
  const all = () => tests(() => browser);
  if (typeof start === 'string') {
    describe.skip(`${name} (left out: ${start})`, all);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      browser = await start();
    });
    afterAll(() => browser.close());
    all();
  });
}
