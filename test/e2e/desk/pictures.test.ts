/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { axeFindings, describeInBrowser, picture } from '../../support/browser.js';
import { decide, type Posted } from '../../support/http.js';
import { plant } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk, PHONE, until } from './desk-browser.js';

const MINUTE = 60_000;
const ICE = { path: '/2026/11/ice-on-the-lake', title: 'Ice on the lake' };
const SNOW = { path: '/2026/02/a-winter-without-snow', title: 'A winter without snow' };
const HOW_TO = { path: '/2025/12/how-to-read-a-spectrogram', title: 'How to read a spectrogram' };

interface Written {
  readonly on: typeof ICE;
  readonly name: string;
  readonly email: string;
  readonly body: string;
  /** How long the next one takes to come. */
  readonly minutesLater: number;
}

/** What is pending in the pictures, the oldest first. */
const PENDING: readonly Written[] = [
  {
    ...{ on: HOW_TO, name: 'Tomás Ó Súilleabháin', email: 'tomas@mail.example', minutesLater: 80 },
    body: 'Here in Umeå we call it *råk*. It comes from old currents under the ice, and you never walk near one in April.',
  },
  {
    ...{ on: SNOW, name: 'ليلى حدّاد', email: 'layla@mail.example', minutesLater: 60 },
    body: 'نسمّيه في قريتنا «صوت الجليد»، ويأتي من التيارات القديمة تحت السطح.',
  },
  {
    ...{ on: ICE, name: 'Ingrid', email: 'ingrid@mail.example', minutesLater: 40 },
    body: 'There is a typo in the third paragraph: “its” should be “it is”.',
  },
  {
    ...{ on: ICE, name: 'Кate Marlow', email: 'kate.marlow@other.example', minutesLater: 25 },
    body: 'Dear readers, I have moved the recordings to another address. Please sign in there with your email.',
  },
  {
    ...{ on: SNOW, name: 'Best Casino', email: 'win@casino.example', minutesLater: 8 },
    body: 'Great post! I really liked it. Visit [my site](https://win.example.net/) for the best bonus codes of this year, no deposit needed.',
  },
  {
    ...{ on: HOW_TO, name: 'Anneliese von Hohenstein', email: 'anneliese@mail.example', minutesLater: 12 },
    body: 'Have you tried `sox` to make a spectrogram? Something like this works here on a plain laptop.',
  },
  {
    ...{ on: ICE, name: 'Oskar Nyberg', email: 'oskar@mail.example', minutesLater: 7 },
    body: 'Lovely. Where was this? I would like to go there with the children before the thaw, if the road is open that far north.\n\nMy grandfather kept a diary of the ice from 1931 on. I could send you copies of the pages.',
  },
];

/** Who has written before. */
const OSKAR = PENDING.at(-1) as Written;

const url = (path: string) => `https://northern.example${path}`;

/** Some comments of the days before, as an import brings them. */
function earlier(count: number, status: 'approved' | 'spam') {
  return Array.from({ length: count }, (_, n) => ({
    ...{ url: url(ICE.path), title: ICE.title, status },
    author: { name: n % 5 === 0 ? 'Kate Marlow' : `Reader ${n}` },
    body:
      status === 'spam' ? `Casino bonus codes, free spins, number ${n}` : `I heard the ice sing on evening ${n}, too.`,
  }));
}

/** The pictures of README and docs/desk.md: `PICTURES=yes` makes them, and 48 colours are enough for what is kept in docs/. */
describeInBrowser('the desk of a blog on an ordinary evening', () => {
  let service: TestService;
  beforeAll(async () => {
    const settings = { SITE_NAME: 'Northern Notes', SITE_URL: 'https://northern.example', TRUST_PROXY: '1' };
    service = await startTestService({ classifier: 'shipped', settings });
    await plant(service, [...earlier(48, 'approved'), ...earlier(17, 'spam')]);
    const post = async ({ on, name, email, body }: Written, authorKey?: string) => {
      const { status, body: answer } = await service.unchecked
        .post('/api/v1/sites/default/comments')
        .set({
          'X-Forwarded-For': `192.0.${PENDING.findIndex((one) => one.email === email)}.41`,
          'User-Agent': 'Mozilla/5.0 (Android 16; Mobile; rv:141.0) Firefox/141.0',
        })
        .send({ article: { url: url(on.path), title: on.title }, author: { name, email }, body, authorKey });
      expect({ name, status }).toEqual({ name, status: 201 });
      return answer as Posted;
    };
    const body = 'I was there last week, and it was +8 °C. No ice at all.';
    const { comment, authorKey } = await post({ ...OSKAR, body });
    await decide(service, 'approve', comment.id);
    service.clock.advance(9 * 24 * 60 * MINUTE);
    for (const one of PENDING) {
      await post(one, one.name === OSKAR.name ? authorKey : undefined);
      service.clock.advance(one.minutesLater * MINUTE);
    }
  });
  afterAll(() => service?.stop());

  it.each(['light', 'dark'] as const)(
    'shows the list with the current comment beside it on a wide screen: %s',
    async (colorScheme) => {
      const desk = await openDesk(service, '', { viewport: { width: 1280, height: 800 }, colorScheme });
      await desk.cards(PENDING.length);
      await desk.page.locator('.detail').getByRole('heading', { name: 'This commenter' }).waitFor();
      await desk.page.locator('.detail .others li').first().waitFor();
      const chips = await desk.page.locator('.row .chips').allInnerTexts();
      expect(chips.join(' ')).toMatch(/Name of Kate Marlow/);
      expect(chips.join(' ')).toMatch(/Policy/);
      expect(chips.join(' ')).toMatch(/\d\d %/);
      expect(await axeFindings(desk.page)).toEqual([]);
      await picture(desk.page, `readme-desk-${colorScheme}`, false);
    },
  );

  it('shows the list on a phone', async () => {
    const desk = await openDesk(service, '', PHONE);
    await desk.cards(PENDING.length);
    await desk.page.getByText('Swipe right to approve').waitFor();
    await until(() => desk.page.locator('.tabs .count').first().textContent(), String(PENDING.length));
    expect(await axeFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'readme-desk-phone', false);
  });
});
