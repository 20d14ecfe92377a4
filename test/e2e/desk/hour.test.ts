/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Route } from 'playwright-core';
import { describeInBrowser } from '../../support/browser.js';
import { later } from '../../support/browser-page.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { counts, type DeskWindow, openDesk, PHONE, swipe, until } from './desk-browser.js';

const MANY = 300;
/** How long the desk waits for an answer. */
const DEADLINE_MS = 30_000;

const KEYS = ['a', 's', 't'] as const;
const AFTER = { a: 'approved', s: 'spam', t: 'trash' } as const;

/** What a moderator is about to decide on: the number of the current comment, and whether others have already. */
interface Next {
  readonly number: number;
  /** The number of the first in the list. */
  readonly top: number;
  readonly isDecided: boolean;
}

/** What comes next, once it is there; null where nothing is left that nobody has decided on. */
const NEXT = `new Promise((resolve, reject) => {
  const decided = (card) => /^(?!Not saved)/.test(card.querySelector('.note')?.textContent ?? 'Not saved');
  let looks = 0;
  const look = () => {
    looks += 1;
    const card = document.querySelector('.card.current');
    const more = document.querySelector('.more button');
    const cards = [...document.querySelectorAll('.card')];
    if (card !== null && !cards.every(decided)) {
      const number = (one) => Number(/number (\\d+)/.exec(one.querySelector('.words').textContent)[1]);
      return resolve({ number: number(card), top: number(cards[0]), isDecided: decided(card) });
    }
    if (more === null && (document.querySelector('#none') || (cards.length > 0 && cards.every(decided)))) return resolve(null);
    if (looks > 10_000) return reject(new Error('nothing comes: ' + document.querySelector('main').textContent));
    if (more?.disabled === false) more.click();
    window.present.setTimeout(look, 5);
  };
  look();
})`;

/** Whoever approves, marks as spam and discards by the number of a comment. */
const byNumber = (number: number) => KEYS[number % 3] as (typeof KEYS)[number];

/** A comment on which somebody else was faster. */
const NOTED = '.card:has(.note)';

const SAID = 'window.said = []; window.back = 0';
/** Notes everything that the foot of the window says, and how often a comment comes back. */
const WATCH = `
  new MutationObserver(() => said.push(document.querySelector('footer [role=status]').textContent))
    .observe(document.querySelector('footer [role=status]'), { childList: true, characterData: true, subtree: true });
  new MutationObserver((changes) => {
    const come = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.matches?.('.list > li'));
    back += come.filter((row) => row.querySelector('.note')?.textContent === 'Not saved. Decide again.').length;
  }).observe(document.querySelector('main'), { childList: true, subtree: true });
`;

/** How a third of the answers fails, in turn. */
const FAILURES = {
  async 'an error'(route: Route) {
    await route.fulfill({ status: 500, json: { detail: 'Something went wrong.' } });
  },
  async 'a connection that is cut'(route: Route) {
    await route.abort('connectionreset');
  },
  async 'a connection that is cut behind the deed'(route: Route) {
    await route.fetch();
    await route.abort('connectionreset');
  },
  async 'an answer that is cut'(route: Route) {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: text.slice(0, text.length / 2) });
  },
  async 'no answer until the deadline'() {},
};

/** What rows with a note say; of a long list only the rows around those in view are in the page. */
async function noted({ page }: DeskWindow): Promise<string[]> {
  // A page that is not in front has no frames, and draws nothing when it is scrolled.
  await page.bringToFront();
  return page.evaluate<string[]>(`(async () => {
    const pane = document.querySelector('main');
    const found = new Map();
    for (let top = 0; top <= pane.scrollHeight; top += 500) {
      pane.scrollTop = top;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      for (const row of document.querySelectorAll('${NOTED}')) found.set(row.id, row.textContent);
    }
    return [...found.values()];
  })()`);
}

describeInBrowser('a moderator’s hour with three hundred comments', () => {
  let service: TestService;
  let ids: string[];
  beforeEach(async () => {
    service = await startTestService();
  });
  afterEach(() => service?.stop());

  /** Lets so many comments wait. */
  async function pending(count: number): Promise<void> {
    ids = await plant(
      service,
      Array.from({ length: count }, (_, n) => ({
        ...{ url: `https://blog.example/article-${n % 7}`, title: `Article ${n % 7}`, status: 'pending' as const },
        author: { name: `Reader ${n % 40}` },
        body: `A thought with the number ${n}`,
      })),
    );
  }

  /** Presses one key a comment until nothing is left. @returns how many were pressed */
  async function goThrough(desk: DeskWindow, keyFor: (number: number) => string): Promise<number> {
    let pressed = 0;
    for (;;) {
      const current = await desk.page.evaluate<Next | null>(NEXT);
      if (current === null) return pressed;
      await desk.keys(current.isDecided ? 'j' : keyFor(current.number));
      if (!current.isDecided) pressed += 1;
    }
  }

  /** Everything that was decided, by comment, in the order in which it was. */
  async function decisions(): Promise<Map<string, (string | null)[]>> {
    const all = new Map<string, (string | null)[]>();
    const entries = await service.store.auditOfSite({ siteId: 1, before: null, limit: 10 * ids.length });
    for (const { comment, to, action } of entries.reverse()) {
      if (comment !== null && action !== 'import') all.set(comment, [...(all.get(comment) ?? []), to]);
    }
    return all;
  }

  /** The comments on which there was not exactly one decision, or another than this. */
  async function notAsMeant(meant: (number: number) => string | undefined): Promise<string[]> {
    const made = await decisions();
    return ids.flatMap((id, number) => {
      const all = made.get(id) ?? [];
      return all.length === 1 && all[0] === meant(number) ? [] : [`number ${number}: ${all}, not ${meant(number)}`];
    });
  }

  const byKey = (number: number) => AFTER[byNumber(number)];

  it('takes one key a comment: each is decided once, as it was meant', async () => {
    await pending(MANY);
    const desk = await openDesk(service);
    expect(await goThrough(desk, byNumber)).toBe(MANY);
    await until(() => counts(service), { pending: 0, approved: 100, spam: 100, trash: 100 });
    expect(await notAsMeant(byKey)).toEqual([]);
    expect(await desk.hasFocus('#none')).toBe(true);
    expect(desk.complaints).toEqual([]);
  });

  it('lets two of them at once decide each comment once, by whoever was first, and tells the other', async () => {
    await pending(MANY);
    const [mona, nils] = [await openDesk(service, '', { name: 'Mona' }), await openDesk(service, '', { name: 'Nils' })];
    const pressed = await Promise.all([goThrough(mona, byNumber), goThrough(nils, (number) => byNumber(number + 1))]);
    const late = pressed[0] + pressed[1] - MANY;
    await until(async () => (await noted(mona)).length + (await noted(nils)).length, late);
    expect((await counts(service)).pending).toBe(0);
    const all = await decisions();
    expect([...all.keys()].sort()).toEqual([...ids].sort());
    expect([...all.values()].filter((made) => made.length !== 1)).toEqual([]);
    const stands = new Map(ids.map((id, number) => [number, all.get(id)?.[0]]));
    for (const desk of [mona, nils]) {
      for (const text of await noted(desk)) {
        const number = Number(/number (\d+)/.exec(text)?.[1]);
        const who = desk === mona ? 'Nils' : 'Mona';
        expect(text).toContain(`${who} ${DONE[stands.get(number) as keyof typeof DONE]}`);
      }
      expect(desk.complaints).toEqual([]);
    }
  });

  it('survives that every third answer fails: it is told, and what failed is decided again, and never twice', async () => {
    await pending(MANY / 2);
    const desk = await openDesk(service, '', { before: (page) => page.addInitScript(SAID) });
    const { page } = desk;
    await page.evaluate(WATCH);
    const failures = Object.entries(FAILURES);
    const failed = new Set<string>();
    let answers = 0;
    await page.route('**/moderation/**', async (route) => {
      answers += 1;
      if (answers % 3 > 0) return route.continue();
      const [name, fail] = failures[(answers / 3) % failures.length] as (typeof failures)[number];
      if (route.request().method() === 'POST') failed.add(name);
      // The jump of the clock may have ended the call already.
      await fail(route).catch(() => undefined);
      if (name === 'no answer until the deadline') await later(page, service.clock, DEADLINE_MS);
    });
    let pressed = 0;
    await until(async () => {
      pressed += await goThrough(desk, byNumber);
      return (await counts(service)).pending;
    }, 0);
    await page.unroute('**/moderation/**');
    await desk.keys('r');
    await page.getByRole('heading', { name: 'Nothing is pending' }).waitFor();
    expect(await notAsMeant(byKey)).toEqual([]);
    expect(failed).toEqual(new Set(Object.keys(FAILURES)));
    // What comes back takes another key.
    const back = await page.evaluate<number>('back');
    expect(back).toBeGreaterThan(ids.length / 4);
    expect(pressed).toBeGreaterThan(ids.length + back / 2);
    const said = await page.evaluate<string[]>('said');
    for (const why of ['Something went wrong.', 'The service does not answer.'])
      expect(said.filter((text) => text.startsWith('Not saved. ') && text.includes(why)).length).toBeGreaterThan(1);
    expect(desk.complaints).toEqual([]);
  });

  it('says so when an undo fails, and undoes it at the next try', async () => {
    await pending(3);
    const desk = await openDesk(service);
    await desk.cards(ids.length);
    const first = await desk.current();
    await desk.keys('a');
    await until(async () => (await counts(service)).approved, 1);
    await desk.page.route('**/decisions', (route) => route.abort(), { times: 1 });
    await desk.keys('u');
    await desk.says('Not undone. The service does not answer.');
    await until(() => desk.page.locator('.card', { hasText: first }).count(), 0);
    await desk.keys('u');
    await until(async () => (await counts(service)).pending, ids.length);
    expect(await desk.current()).toBe(first);
  });

  it('tells one’s own decision from another’s when only its answer was lost, and lets it be undone', async () => {
    await pending(6);
    const desk = await openDesk(service);
    await desk.cards(ids.length);
    const loseTheAnswer = () =>
      desk.page.route('**/decisions', FAILURES['a connection that is cut behind the deed'], { times: 1 });
    await loseTheAnswer();
    await desk.keys('a');
    await desk.says('Not saved. 1 comment is back');
    await desk.page.getByText('Not saved. Decide again.').first().waitFor();
    await desk.keys('k', 's');
    await desk.says('Your earlier decision on 1 comment was saved after all. It stands.');
    await desk.page.getByText('You published it.').first().waitFor();
    await loseTheAnswer();
    await desk.keys('j', 'j');
    const lost = await desk.current();
    await desk.keys('t');
    await desk.says('Not saved. 1 comment is back');
    await desk.keys('k');
    expect(await desk.current()).toBe(lost);
    await desk.keys('t');
    await desk.says('1 comment moved to the trash.');
    await desk.keys('u');
    await until(() => counts(service), { pending: ids.length - 1, approved: 1, spam: 0, trash: 0 });
  });

  it('asks before the window is closed over decisions that are not saved yet', async () => {
    await pending(2);
    const desk = await openDesk(service);
    const { page } = desk;
    await desk.cards(2);
    let answer = () => {};
    const isWanted = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/decisions', (route) => isWanted.then(() => route.continue()));
    await desk.keys('a');
    const mayClose = () => page.evaluate<boolean>(`dispatchEvent(new Event('beforeunload', { cancelable: true }))`);
    expect(await mayClose()).toBe(false);
    answer();
    await until(mayClose, true);
    expect((await counts(service)).approved).toBe(1);
  });

  it('is possible on a telephone, by a swipe a comment', async () => {
    await pending(MANY / 2);
    const desk = await openDesk(service, '', PHONE);
    const { page } = desk;
    const swiped = new Map<number, string>();
    for (;;) {
      const next = await page.evaluate<Next | null>(NEXT);
      if (next === null) break;
      const isGood = next.top % 2 === 0;
      swiped.set(next.top, isGood ? 'approved' : 'spam');
      await swipe(page, isGood ? [60, 140] : [-60, -140]);
    }
    await until(() => counts(service), { pending: 0, approved: ids.length / 2, spam: ids.length / 2, trash: 0 });
    expect(await notAsMeant((number) => swiped.get(number))).toEqual([]);
    expect(await page.locator('.detail.open').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });
});

const DONE = { approved: 'published it', spam: 'marked it as spam', trash: 'moved it to the trash' } as const;
