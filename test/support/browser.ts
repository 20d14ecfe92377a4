import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, jest } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';

/** What `browser-environment` has put there: the browser of the whole run, or null where there is none to be had. */
const { sharedBrowser } = globalThis as { sharedBrowser?: Browser | null };

/** Tests that need a real Chromium; what one opens is closed behind it. Where none is installed they are skipped, and say so. */
export function describeInBrowser(name: string, tests: () => void): void {
  // Above the patience of each of its waits, so that the wait that hangs is what a failure names.
  jest.setTimeout(2 * PATIENCE_MS);
  if (sharedBrowser === undefined) throw new Error('this file has to name the @jest-environment with a browser');
  if (sharedBrowser !== null) {
    describe(name, () => {
      afterEach(closeContexts);
      tests();
    });
    return;
  }
  process.stderr.write(`LEFT OUT: “${name}” needs Chromium or Chrome: install one, or set CHROMIUM_PATH.\n`);
  describe.skip(`${name} (left out: there is no Chromium; set CHROMIUM_PATH)`, tests);
}

/** Opens a window that shares no cookie, no storage and no cache with any other. */
export async function openContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  if (!sharedBrowser) throw new Error('there is no browser');
  const context = await sharedBrowser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** Closes all windows, so that they take no more time from others. */
export async function closeContexts(): Promise<void> {
  await Promise.all((sharedBrowser?.contexts() ?? []).map((context) => context.close()));
}

/** What is to happen at once or in the next frame happens as ever; all else that waits for time waits for the test. */
const KEEP_THE_PRESENT = 'window.present = { setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame }';
const STOP_THE_REST = `{
  const { setTimeout: setLater, clearTimeout: clearLater } = window;
  const { setTimeout: setNow, clearTimeout: clearNow, ...frames } = window.present;
  Object.assign(window, frames);
  window.setTimeout = (run, delay, ...values) => (delay > 0 ? setLater : setNow)(run, delay, ...values);
  window.clearTimeout = (id) => {
    clearLater(id);
    clearNow(id);
  };
  AbortSignal.timeout = (milliseconds) => {
    const controller = new AbortController();
    setLater(() => controller.abort(new DOMException('signal timed out', 'TimeoutError')), milliseconds);
    return controller.signal;
  };
}`;

/**
 * Lets time stand still on all pages of a context that has none yet: no timer of theirs fires before `page.clock` is told to go on.
 * @param now milliseconds since 1970
 */
export async function stopTime(context: BrowserContext, now: number): Promise<void> {
  await context.addInitScript(KEEP_THE_PRESENT);
  await context.clock.install({ time: now });
  await context.clock.pauseAt(now);
  await context.addInitScript(STOP_THE_REST);
}

const PICTURES = fileURLToPath(new URL('../../pictures/', import.meta.url));

/**
 * With `PICTURES=yes`, keeps a picture of a page, or of what the window shows of it, beside the compiled tests, for people to look at.
 * Nothing looks at them otherwise, and they take a tenth of the browser tests' time.
 */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  if (process.env.PICTURES !== 'yes') return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage, animations: 'disabled' });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page, by WCAG 2.2 AA and best practice, a line each; open shadow roots are looked into. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Half a megabyte, and the same for every state of a page.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(AXE);
  return page.evaluate<
    string[]
  >(`axe.run(document, { resultTypes: ['violations'], preload: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`);
}
