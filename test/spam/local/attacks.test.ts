import { describe, expect, test } from '@jest/globals';
import { createModel } from '../../../src/spam/local/model.js';
import {
  advertisement,
  evidence,
  logOdds,
  randomWords,
  readersComments,
  SHIPPED,
  taughtModel,
  teach,
} from './support.js';

/** A blog that has run for a while: its moderator has decided about a few comments of each kind. */
function runningBlog() {
  const spam = ['handbags', 'watches', 'sunglasses', 'jerseys', 'loans', 'pills'].map((thing) =>
    advertisement({
      authorName: `cheap ${thing}`,
      authorUrl: `http://${thing}.example/buy/cheap.html`,
      body: `Great post, thanks for sharing! <a href="http://${thing}.example/buy">cheap ${thing}</a> http://${thing}-sale.example/ buy ${thing} now`,
    }),
  );
  return taughtModel(readersComments(40), spam);
}

const SPAM = advertisement({
  body: 'Thanks for sharing! Buy cheap jerseys at http://jerseys-outlet.example/buy and save',
});

describe('to poison the classifier', () => {
  test('by a comment that is approved and then edited brings no spam through as ham', () => {
    const model = runningBlog();
    const harmless = { ...SPAM, body: 'My canoe has held well since I did the same last summer.' };
    teach(model, 'ham', harmless);
    expect(model.judge(SPAM).outcome).not.toBe('ham');
    // His spam once more: by then a moderator has seen what the edit made of it.
    teach(model, 'spam', SPAM);
    expect(model.judge({ ...SPAM, body: `${SPAM.body} today` }).outcome).toBe('spam');
  });

  test('by a flood of near-copies costs readers nothing, however many are decided', () => {
    const model = runningBlog();
    const readers = readersComments(60).slice(40);
    for (let i = 0; i < 100; i++) {
      const copy = `My canoe has the same seam! See http://flood.example/${i} for a wooden canoe number ${i}`;
      teach(model, 'spam', evidence({ authorName: `Visitor ${i}`, body: copy }));
    }
    expect(readers.filter((comment) => model.judge(comment).outcome === 'spam')).toEqual([]);
    const next = evidence({
      authorName: 'Visitor 777',
      body: 'My canoe has the same seam! See http://flood.example/777 for a wooden canoe number 777',
    });
    expect(model.judge(next).outcome).toBe('spam');
  });

  test('by a flood of near-copies is over after few decisions', () => {
    const model = runningBlog();
    const copy = (i: number) =>
      evidence({
        authorName: 'Visitor',
        body: `The ${i} best gribbels of this season are waiting for you, come and see zomblatt ${i * 7}`,
      });
    teach(model, 'spam', copy(1), copy(2), copy(3));
    expect(model.judge(copy(4)).outcome).toBe('spam');
  });

  test('by approved near-copies does not make other spam ham', () => {
    const model = runningBlog();
    for (let i = 0; i < 20; i++) teach(model, 'ham', { ...SPAM, body: `${SPAM.body} ${i}` });
    const other = advertisement({ authorName: 'cheap watches', authorUrl: 'http://watches.example/buy/cheap.html' });
    expect(model.judge(other).outcome).not.toBe('ham');
  });

  test('by a thousand random words appended makes no spam ham, learned or not', () => {
    const model = runningBlog();
    const padded = { ...SPAM, body: `${SPAM.body} ${randomWords(1000).join(' ')}` };
    expect(model.judge(padded).outcome).not.toBe('ham');
    const before = readersComments(60)
      .slice(40)
      .map((comment) => logOdds(model.judge(comment).score));
    teach(model, 'spam', padded);
    const after = readersComments(60)
      .slice(40)
      .map((comment) => logOdds(model.judge(comment).score));
    for (const [i, score] of after.entries()) expect(score - (before[i] as number)).toBeLessThan(2);
    const again = { ...SPAM, body: `${SPAM.body} ${randomWords(1000, 5000).join(' ')}` };
    expect(model.judge(again).outcome).toBe('spam');
  });

  test("by a thousand of readers' own words appended makes no spam ham", () => {
    const words = readersComments(40).map(({ body }) => body);
    const padded = { ...SPAM, body: `${SPAM.body} ${words.join(' ')} ${words.join(' ')}`.slice(0, 10_000) };
    expect(runningBlog().judge(padded).outcome).not.toBe('ham');
  });

  test.each([
    ['look-alike letters', (text: string) => text.replaceAll('e', 'е').replaceAll('a', 'а').replaceAll('o', 'о')],
    ['zero-width characters', (text: string) => text.replace(/(?<=[a-z])(?=[a-z])/g, '\u200B')],
    [
      'full-width letters',
      (text: string) => text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    ],
    ['soft hyphens', (text: string) => text.replace(/(?<=[a-z]{2})(?=[a-z]{2})/g, '\u00AD')],
    ['empty tags inside words', (text: string) => text.replace(/(?<=[a-z]{2})(?=[a-z]{2})/g, '<b></b>')],
    ['BBCode inside words', (text: string) => text.replace(/(?<=[a-z]{2})(?=[a-z]{2})/g, '[b][/b]')],
    ['entities', (text: string) => text.replace(/[aeo]/g, (letter) => `&#${letter.charCodeAt(0)};`)],
  ])('by %s hides no words that were taught', (_, disguise) => {
    const model = runningBlog();
    const words = 'buy cheap jerseys now';
    const plain = evidence({ authorName: 'Bo', body: words });
    const disguised = evidence({ authorName: 'Bo', body: disguise(words) });
    expect(model.judge(disguised).score).toBeGreaterThan(model.judge(plain).score - 0.05);
  });

  test.each([
    ['HTML', (words: string) => `<p style="display:none">${words}</p>`],
    ['an HTML comment', (words: string) => `<!-- ${words} -->`],
  ])("by readers' words hidden in %s gains nothing", (_, hide) => {
    const model = runningBlog();
    const words = readersComments(8)
      .map(({ body }) => body)
      .join(' ');
    const hidden = { ...SPAM, body: `${SPAM.body} ${hide(words)}` };
    expect(model.judge(hidden).score).toBeGreaterThanOrEqual(model.judge(SPAM).score);
  });

  test('by the name of a regular does not make spam ham', () => {
    const model = runningBlog();
    expect(model.judge({ ...SPAM, authorName: 'Ana', authorUrl: null }).outcome).not.toBe('ham');
  });
});

describe('a reason', () => {
  test('shows nothing that could mislead: no controls, no direction, nothing long, however hostile the comment', () => {
    const model = createModel(SHIPPED);
    const body = `\u202Ereversed\u2066 ${'x'.repeat(5000)} ${'y\u0301'.repeat(300)} <script>alert(1)</script> http://\u202Eexample.com/ gribbels`;
    const hostile = evidence({ authorName: '\u202Eadmin\u0000', authorUrl: 'http://a.example/\u202E', body });
    teach(model, 'spam', hostile);
    for (const { detail } of model.judge(hostile).reasons) {
      expect(detail.length).toBeLessThanOrEqual(200);
      expect(detail).not.toMatch(/[\p{Cc}\p{Bidi_Control}<>\u200B\uE000]/u);
    }
  });
});
