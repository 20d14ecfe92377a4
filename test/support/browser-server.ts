import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserServer } from 'playwright-core';

/** Where the tests are that need a browser. */
const BROWSER_TESTS = fileURLToPath(new URL('../e2e/', import.meta.url));
/** In which variable the processes of a run find the browser's address. */
const ADDRESS = 'TEST_BROWSER_ADDRESS';

let server: BrowserServer | undefined;

/** What jest knows of the tests that will run. */
export interface Run {
  readonly rootDir: string;
  readonly testPathPatterns: { toExecutor(order: { rootDir: string }): { isMatch(path: string): boolean } };
}

/** Starts one browser for a whole run, if any of its tests needs one and there is one to start. */
export async function startBrowser({ rootDir, testPathPatterns }: Run): Promise<void> {
  const wanted = testPathPatterns.toExecutor({ rootDir });
  const files = readdirSync(BROWSER_TESTS, { recursive: true, encoding: 'utf8' });
  if (!files.some((file) => file.endsWith('.test.js') && wanted.isMatch(join(BROWSER_TESTS, file)))) return;
  // Only now, as it takes longer than many a run without a browser.
  const { serveBrowser, testBrowserPath } = await import('./chromium.js');
  if (testBrowserPath === null) return;
  server = await serveBrowser(testBrowserPath);
  process.env[ADDRESS] = server.wsEndpoint();
}

export async function stopBrowser(): Promise<void> {
  await server?.close();
}

/** Where the browser of this run listens; undefined where there is none. */
export function browserAddress(): string | undefined {
  return process.env[ADDRESS];
}
