import { existsSync } from 'node:fs';
import { type Browser, type BrowserServer, chromium } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';

/** The same engine without the windows around it: half to a quarter of the work for a page. */
const WINDOWLESS = ['/usr/bin/chromium-headless-shell', '/usr/lib/chromium/chromium-headless-shell'];

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
  // A quarter of the work for a page is what Chromium prepares for its own windows. This takes the place of playwright's own
  // list, of which it keeps what could matter here.
  `--disable-features=${[
    'PreloadTopChromeWebUI',
    'SpareRendererForSitePerProcess',
    'DestroyProfileOnBrowserClose',
    'HttpsFirstBalancedModeAutoEnable',
    'HttpsUpgrades',
    'MediaRouter',
    'NetworkTimeServiceQuerying',
    'OptimizationHints',
    'PaintHolding',
  ].join()}`,
];

/**
 * The pages of a test live for a second: nothing that they run is worth being compiled twice, and one who visits after another
 * gets the process that is there.
 */
const SHORT_LIVED = ['--js-flags=--no-opt --no-maglev', '--renderer-process-limit=1'];

function findBrowser(places: readonly string[]): string | null {
  const told = process.env.CHROMIUM_PATH;
  if (told) {
    if (existsSync(told)) return told;
    throw new Error(`CHROMIUM_PATH=${told} is no file`);
  }
  return places.find((path) => existsSync(path)) ?? null;
}

/** Where a browser as readers have it is; null where there is none. */
export const browserPath = findBrowser(USUAL_PLACES);

/** Where the browser for tests is; null where there is none. */
export const testBrowserPath = findBrowser([...WINDOWLESS, ...USUAL_PLACES]);

/** Starts a browser as readers have it; whoever starts one closes it. */
export function launchBrowser(): Promise<Browser> {
  if (browserPath === null) throw new Error('there is no Chromium or Chrome: set CHROMIUM_PATH');
  return chromium.launch({ executablePath: browserPath, args: QUIET, timeout: PATIENCE_MS });
}

/** Starts a browser for the tests of several processes. */
export function serveBrowser(executablePath: string): Promise<BrowserServer> {
  return chromium.launchServer({
    executablePath,
    args: [...QUIET, ...SHORT_LIVED],
    host: '127.0.0.1',
    timeout: PATIENCE_MS,
  });
}

/** Connects to a browser that `serveBrowser` started. Closing it closes the contexts that were opened through it, and no others. */
export function connectBrowser(address: string): Promise<Browser> {
  return chromium.connect(address, { timeout: PATIENCE_MS });
}
