import { type Circumstances, type Evidence, UNKNOWN_CIRCUMSTANCES } from '../../../src/domain/evidence.js';
import type { Direction } from '../../../src/domain/verdict.js';
import { shippedPrior } from '../../../src/service/classifier-prior.js';
import { createModel, type Model } from '../../../src/spam/local/model.js';

/** The prior that comes with the package. */
export const SHIPPED = shippedPrior();

type Given = Partial<Omit<Evidence, 'circumstances'>> & { circumstances?: Partial<Circumstances> };

/** A comment with what a test says of it; nothing else is known of it. */
export function evidence({ circumstances, ...given }: Given = {}): Evidence {
  return {
    authorName: 'Mira Holt',
    authorUrl: null,
    articleTitle: 'Repairing a wooden canoe',
    articleKey: '/2026/repairing-a-wooden-canoe',
    body: 'I used the same epoxy on my canoe last summer, and the seam has held well so far.',
    ...given,
    circumstances: { ...UNKNOWN_CIRCUMSTANCES, ...circumstances },
  };
}

/** Advertising of the plainest kind. */
export function advertisement(given: Given = {}): Evidence {
  return evidence({
    authorName: 'cheap replica handbags',
    authorUrl: 'http://replica-handbags.example/buy/cheap.html',
    body: 'Great post, thanks for sharing! <a href="http://replica-handbags.example/buy">cheap replica handbags</a> <a href="http://replica-handbags.example/sale">handbags on sale</a> http://replica-watches.example/ buy now',
    ...given,
  });
}

/** What people write below the canoe: each differs from the others. */
export function readersComments(count: number): Evidence[] {
  const openings = [
    'I tried this on',
    'Has anybody used it for',
    'We did it another way with',
    'My father always said of',
  ];
  const things = [
    'the stern',
    'an old paddle',
    'the keel',
    'a cedar strip',
    'our kayak',
    'the gunwale',
    'a cracked rib',
  ];
  const endings = ['and it took a week to dry.', 'does it need sanding first?', 'which turned out fine in the end.'];
  const names = ['Ana', 'Bertil', 'Chidi', 'Dora', 'Emre', 'Fatima', 'Goran', 'Hana', 'Ivo'];
  return Array.from({ length: count }, (_, n) =>
    evidence({
      authorName: pick(names, n),
      body: `${pick(openings, n)} ${pick(things, n * 3 + 1)} ${pick(things, n + (n >> 2))}, ${pick(endings, n >> 1)}`,
    }),
  );
}

/** Bytes that two of are compared by, since `toEqual` looks at each byte by itself: a model has half a million. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function teach(model: Model, direction: Direction, ...comments: Evidence[]): Uint8Array[] {
  return comments.map((comment) => {
    const lesson = model.lesson(comment, direction);
    model.learn(lesson);
    return lesson;
  });
}

/** A model that knows the shipped prior and has learned what is given. */
export function taughtModel(ham: readonly Evidence[] = [], spam: readonly Evidence[] = []): Model {
  const model = createModel(SHIPPED);
  for (let i = 0; i < Math.max(ham.length, spam.length); i++) {
    const [good, bad] = [ham[i], spam[i]];
    if (good !== undefined) teach(model, 'ham', good);
    if (bad !== undefined) teach(model, 'spam', bad);
  }
  return model;
}

/** The log-odds of a probability. */
export function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** Words that no text has: the same numbers give the same words. */
export function randomWords(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, i) =>
    Math.imul(i + from, 0x9e3779b1)
      .toString(26)
      .replace(/[^a-p]/g, (digit) => 'qrstuvwxyz-'['0123456789-'.indexOf(digit)] ?? 'e'),
  );
}

/** Kinds of advertising, each with words of its own in every comment. */
const KINDS: Readonly<Record<string, (n: number) => Given>> = {
  'a shop with links': (n) => ({
    authorName: `discount ${pick(['kettles', 'lanterns', 'saddles'], n)}`,
    authorUrl: `http://kettle-market-${n}.example/`,
    body: `Best ${pick(['kettles', 'lanterns', 'saddles'], n)} for less: <a href="http://kettle-market-${n}.example/sale">kettle market</a>, order number ${n} today!`,
  }),
  'praise under a trade name': (n) => ({
    authorName: `${pick(['Quick', 'Easy', 'Instant'], n)} roof repair ${pick(['north', 'south', 'east', 'west'], n)}`,
    authorUrl: `http://roof-repair-${n}.example/offer`,
    body: `${pick(['Wonderful', 'Superb', 'Brilliant'], n)} writing, I have marked your site and will tell my ${pick(['cousin', 'uncle', 'neighbour', 'friends'], n)} about it.`,
  }),
  'a channel to follow': (n) => ({
    authorName: `Zed${n}`,
    body: `hey folks pls have a look at my ${pick(['drum', 'flute', 'banjo'], n)} channel and follow me, ${n + 3} more and i sing again`,
  }),
  'a loan by mail': (n) => ({
    authorName: pick(['Mr Olden', 'Mrs Farrow', 'Dr Brand'], n),
    body: `Do you need a loan at ${(n % 7) + 2} percent? Our lenders pay out ${n + 5}000 within a day, write to lenders${n}@loans.example`,
  }),
  'another alphabet': (n) => ({
    authorName: pick(['Чайник', 'Фонарь', 'Седло'], n),
    body: `Самые дешёвые ${pick(['чайники', 'фонари', 'сёдла'], n)} в городе, скидка ${(n % 9) + 10} процентов, заходите http://chainik-${n}.example/`,
  }),
};
export const CAMPAIGNS = Object.keys(KINDS);

/** Advertisements of one kind: each number gives another. @param from the first one's number */
export function campaign(kind: string, from: number, count: number): Evidence[] {
  return Array.from({ length: count }, (_, i) => evidence((KINDS[kind] as (n: number) => Given)(from + i)));
}

function pick(list: readonly string[], n: number): string {
  return list[n % list.length] as string;
}
