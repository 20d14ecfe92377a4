import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closePages, sharedBrowser } from './browser-page.js';
import { PATIENCE_MS } from './patience.js';

/** Tests that need a real Chromium; what one opens is closed behind it. Where none is installed they are skipped; at the end of the run a line says so. */
export function describeInBrowser(name: string, tests: () => void): void {
  // Above the patience of each of its waits, so that the wait that hangs is what a failure names.
  jest.setTimeout(2 * PATIENCE_MS);
  if (sharedBrowser === undefined) throw new Error('this file has to name the @jest-environment with a browser');
  if (sharedBrowser !== null) {
    describe(name, () => {
      afterEach(closePages);
      tests();
    });
    return;
  }
  describe.skip(`${name} (left out: there is no Chromium; install it or Chrome, or set CHROMIUM_PATH)`, tests);
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
export async function axeFindings(page: { evaluate<Value>(expression: string): Promise<Value> }): Promise<string[]> {
  // Half a megabyte, and the same for every state of a page.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(`(() => { ${AXE} })()`);
  return page.evaluate<string[]>(`axe.run(document, {
    resultTypes: ['violations'], preload: false, rules: { 'label-content-name-mismatch': { enabled: true } },
  }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`);
}
