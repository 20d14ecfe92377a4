import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Chromium and Chrome are usually installed. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A browser under test calls nobody but the pages under test. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
];

function findBrowser(): string | null {
  const told = process.env.CHROMIUM_PATH;
  if (told) {
    if (existsSync(told)) return told;
    throw new Error(`CHROMIUM_PATH=${told} is no file`);
  }
  return USUAL_PLACES.find((path) => existsSync(path)) ?? null;
}

const path = findBrowser();

/** Tests that need a real Chromium. Where none is installed they are skipped, and say so. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (path !== null) {
    describe(name, tests);
    return;
  }
  process.stderr.write(`LEFT OUT: “${name}” needs Chromium or Chrome: install one, or set CHROMIUM_PATH.\n`);
  describe.skip(`${name} (left out: there is no Chromium; set CHROMIUM_PATH)`, tests);
}

/** Starts a browser; whoever starts one closes it. Each test opens contexts of its own, which share nothing. */
export function launchBrowser(): Promise<Browser> {
  if (path === null) throw new Error('there is no browser: use describeInBrowser');
  return chromium.launch({ executablePath: path, args: QUIET, timeout: 60_000 });
}

const PICTURES = fileURLToPath(new URL('../../pictures/', import.meta.url));

/** Keeps a picture of a page, or of what the window shows of it, beside the compiled tests, for people to look at. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage, animations: 'disabled' });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page, by WCAG 2.2 AA and best practice, a line each; open shadow roots are looked into. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Half a megabyte, and the same for every state of a page.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(AXE);
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`);
}
