import { expect } from '@jest/globals';
import type { BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { fromDesk, newCode, SESSION } from '../../http/desk-visitor.js';
import { openPage } from '../../support/browser-page.js';
import { PATIENCE_MS } from '../../support/patience.js';
import type { TestService } from '../../support/service.js';

/** A telephone, as a context has it. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A window with the desk in it. */
export interface DeskWindow {
  readonly page: Page;
  /** What the browser complained about: errors, refusals by the policy, dialogues that nobody ordered. */
  readonly complaints: string[];
  /** The words of the card that the keys act on. */
  current(): Promise<string>;
  /** Waits until so many cards are shown. */
  cards(count: number): Promise<void>;
  keys(...keys: string[]): Promise<void>;
  /** Whether the keyboard's focus is on what a selector means. */
  hasFocus(selector: string): Promise<boolean>;
  /** Waits until the foot of the window says something. */
  says(words: string | RegExp): Promise<void>;
}

/** Opens a window at an address of the desk, with the clock of the service; `before` is called before the page loads. */
export async function openWindow(
  service: TestService,
  address = '/desk',
  { before, ...options }: BrowserContextOptions & { before?: (page: Page) => Promise<unknown> } = {},
): Promise<DeskWindow> {
  const page = await openPage(service.clock.now(), { viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    reportError(new Error('refused by ' + event.violatedDirective + ': ' + event.blockedURI + ' ' + event.sample)))`);
  page.on('console', (message) => {
    // The browser notes every answer of 400 and above; who is not signed in gets one.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialogue: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(service.url)) complaints.push(`called ${request.url()}`);
  });
  await before?.(page);
  await page.goto(service.url + address);
  return {
    page,
    complaints,
    current: async () => ((await page.locator('.card.current .words').textContent()) ?? '').trim(),
    cards: (count) => until(() => page.locator('.card').count(), count),
    keys: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    hasFocus: (selector) => page.evaluate<boolean>(`document.activeElement?.matches('${selector}') ?? false`),
    says: async (words) => {
      await page.locator('footer [role=status]', { hasText: words }).waitFor();
    },
  };
}

/** Opens a window of a moderator who has signed in before, at a view of the desk. */
export async function openDesk(
  service: TestService,
  view = '',
  {
    name = 'Mona',
    site = 'default',
    before = async () => {},
    ...options
  }: BrowserContextOptions & {
    name?: string;
    /** The site that the session is for; null for all. */
    site?: string | null;
    before?: (page: Page) => Promise<unknown>;
  } = {},
): Promise<DeskWindow> {
  const code = await newCode(service, { name, site });
  const signIn = async (page: Page) => {
    await page.request.post(service.url + SESSION, {
      headers: fromDesk(service),
      data: { code },
      failOnStatusCode: true,
    });
    await page.addInitScript(`localStorage.setItem('afterword-desk-session', 'yes')`);
  };
  const desk = await openWindow(service, `/desk#${view}`, {
    ...options,
    before: async (page) => {
      await signIn(page);
      await before(page);
    },
  });
  await desk.page.locator('.card, .state h2, .page h2').first().waitFor();
  return desk;
}

/** Waits until something is as expected, and fails with what it was last. */
export async function until<Value>(look: () => Promise<Value> | Value, expected: Value): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await look();
    if (JSON.stringify(value) === JSON.stringify(expected)) return;
    if (performance.now() > end) expect(value).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** What moves a finger in each window. */
const fingers = new WeakMap<Page, CDPSession>();

/** Draws a finger across the first row, by way of some points, and lets go; `act` is called before it does. */
export async function swipe(page: Page, by: readonly number[], act = async () => {}): Promise<void> {
  const box = await page.locator('.row').first().boundingBox();
  if (box === null) throw new Error('there is no row');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const browser = fingers.get(page) ?? (await page.context().newCDPSession(page));
  fingers.set(page, browser);
  // Slowly: after a finger that flings, the browser takes the next tap for the end of the movement.
  let at = Date.now() / 1000 - 10;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', across?: number) => {
    at += 0.2;
    return browser.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: across === undefined ? [] : [{ x: x + across, y }],
      timestamp: at,
    });
  };
  await touch('touchStart', 0);
  for (const across of by) await touch('touchMove', across);
  await act();
  await touch('touchEnd');
}

/** How many comments there are of each status. */
export async function counts(service: TestService) {
  return (await service.store.summary({ siteId: 1, sinceDay: '2026-11-24' })).counts;
}

/** Writes many comments at once. @returns their ids */
export async function writeMany(service: TestService, bodies: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [n, body] of bodies.entries()) {
    service.clock.advance(1000);
    const response = await service.unchecked.post('/api/v1/sites/default/comments').send({
      article: { url: `https://blog.example/2026/article-${n % 7}`, title: `Article number ${n % 7}` },
      author: {
        name: `Reader ${n % 40}`,
        email: `reader${n % 40}@example.org`,
        url: n % 3 === 0 ? 'https://reader.example/' : null,
      },
      body,
    });
    if (response.status !== 201) throw new Error(`${response.status} ${response.text}`);
    ids.push(response.body.comment.id);
  }
  return ids;
}
