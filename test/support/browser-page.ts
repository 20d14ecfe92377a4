import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { ManualClock } from './manual-clock.js';
import { PATIENCE_MS } from './patience.js';

/** What `browser-environment` has put there: the browser of the whole run, or null where there is none to be had. */
export const { sharedBrowser } = globalThis as { sharedBrowser?: Browser | null };

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

/** A new visitor has nothing in store; one who reloads the page has what the page kept. */
const FORGET_ONCE = `
  if (sessionStorage.getItem('has been here') === null) localStorage.clear();
  sessionStorage.setItem('has been here', 'yes');
`;

/** What is kept from one visitor to the next: a process with its code compiled makes a page at a third of the work. */
interface Premises {
  readonly context: BrowserContext;
  /** Keeps the process alive while nobody visits. */
  readonly idle: Page;
  now: number;
}

let premises: Premises | null = null;

/**
 * Opens a page for a new visitor, who has no cookie and nothing in store. Time stands still there: no timer fires before
 * `page.clock` is told to go on. It is closed behind the test.
 * @param now milliseconds since 1970
 */
export async function openPage(now: number, options: BrowserContextOptions = {}): Promise<Page> {
  const { viewport = null, colorScheme = null, reducedMotion = null, ...others } = options;
  if (Object.keys(others).length > 0 || isTaken()) return (await newContext(now, options)).newPage();
  const { context } = await enter(now);
  const page = await context.newPage();
  await page.addInitScript(FORGET_ONCE);
  if (viewport !== null) await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion });
  return page;
}

/** Lets a visitor's clock and the service's go on together, and what is due in between happen. */
export async function later(page: Page, clock: ManualClock, milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await page.clock.fastForward(milliseconds);
  // The next visitor of another service may live in a time that is over here.
  if (premises?.context === page.context()) premises.now += milliseconds;
}

/** Two visitors at a time share nothing. */
function isTaken(): boolean {
  return premises !== null && premises.context.pages().length > 1;
}

async function enter(now: number): Promise<Premises> {
  // Time goes on, but not back: another service may live in another time.
  if (premises !== null && now < premises.now) {
    await premises.context.close();
    premises = null;
  }
  if (premises === null) {
    const context = await newContext(now);
    premises = { context, idle: await context.newPage(), now };
  }
  await premises.context.clearCookies();
  await premises.context.clock.pauseAt(now);
  premises.now = now;
  return premises;
}

async function newContext(now: number, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  if (!sharedBrowser) throw new Error('there is no browser');
  const context = await sharedBrowser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(KEEP_THE_PRESENT);
  await context.clock.install({ time: now });
  await context.clock.pauseAt(now);
  await context.addInitScript(STOP_THE_REST);
  return context;
}

/** Closes all pages that are open, so that they take no more time from others. */
export async function closePages(): Promise<void> {
  for (const context of sharedBrowser?.contexts() ?? []) {
    if (context !== premises?.context) await context.close();
    else for (const page of context.pages()) if (page !== premises.idle) await page.close();
  }
}
