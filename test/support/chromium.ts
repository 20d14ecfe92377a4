import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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

function findBrowser(): string | null {
  const told = process.env.CHROMIUM_PATH;
  if (told) {
    if (existsSync(told)) return told;
    throw new Error(`CHROMIUM_PATH=${told} is no file`);
  }
  return USUAL_PLACES.find((path) => existsSync(path)) ?? null;
}

/** Where the browser is; null where there is none. */
export const browserPath = findBrowser();

/** Starts a browser; whoever starts one closes it. Each test opens contexts of its own, which share nothing. */
export function launchBrowser(): Promise<Browser> {
  if (browserPath === null) throw new Error('there is no Chromium or Chrome: set CHROMIUM_PATH');
  return chromium.launch({ executablePath: browserPath, args: QUIET, timeout: 60_000 });
}
