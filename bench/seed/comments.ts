import { createRandom, type Random } from './random.js';
import { body, personName, RARE_WORD } from './words.js';

/** The blog of the benchmark. */
export const BLOG = 'http://localhost:8080';
/** The article with a thousand published comments. */
export const LONG_ARTICLE = '/long';
const LONG_ARTICLE_COMMENTS = 1000;
/** Published comments of an article of usual length. */
export const USUAL_COMMENTS = 50;

/** A comment as readers post it, in JSON's terms; different for every run and index. */
export function commentToPost(run: string, index: number): Record<string, unknown> {
  const random = createRandom(`${run} ${index}`);
  return {
    article: { url: `${BLOG}/posted/${index % 50}`, title: `Article ${index % 50}` },
    author: { name: personName(random), email: `reader-${run}-${index}@example.org`, url: null },
    body: body(random),
  };
}

/** A comment to put into the database. */
export interface SeedComment {
  readonly article: string;
  /** Position among the article's comments of the one that this answers; null at the top. */
  readonly parentIndex: number | null;
  readonly status: 'approved' | 'pending' | 'spam' | 'trash';
  readonly author: number;
  readonly name: string;
  readonly body: string;
}

/** Articles that readers comment on at the same time. */
const OPEN_AT_ONCE = 20;
const OFTEN_COMMENTED = 500;

/**
 * The comments of a site, in the order of time. Half of the published ones stand under articles with exactly 50 each, twenty of which are
 * commented on at a time; a thousand under one long article; the rest under 500 articles of very different sizes. Of all comments 70 % are
 * published, 15 % wait, 13 % are spam and 2 % in the trash; a third of those below a published one are answers.
 */
export function* seedComments(count: number): Generator<SeedComment> {
  const random = createRandom('comments');
  const usual = Array.from({ length: OPEN_AT_ONCE }, (_, number) => ({ number, published: 0 }));
  let opened = OPEN_AT_ONCE;
  let long = 0;
  const rareEvery = Math.floor(count / 20);
  const published = new Map<string, number>();

  function articleFor(isPublished: boolean): string {
    if (isPublished && long < LONG_ARTICLE_COMMENTS && random() < 0.3) {
      long += 1;
      return LONG_ARTICLE;
    }
    if (random() < 0.5) return `/often-${Math.floor(OFTEN_COMMENTED * random() ** 3)}`;
    const slot = Math.floor(random() * OPEN_AT_ONCE);
    const article = usual[slot] as { number: number; published: number };
    if (isPublished) article.published += 1;
    if (article.published === USUAL_COMMENTS) usual[slot] = { number: opened++, published: 0 };
    return `/2020/usual-${article.number}`;
  }

  for (let index = 0; index < count; index++) {
    const status = statusFor(random());
    const article = articleFor(status === 'approved');
    const candidates = published.get(article) ?? 0;
    if (status === 'approved') published.set(article, candidates + 1);
    const text = body(random);
    yield {
      article,
      parentIndex: candidates > 0 && random() < 0.35 ? latest(random, candidates) : null,
      status,
      author: Math.floor(random() ** 2 * Math.max(10, count / 5)),
      name: personName(random),
      body: index % rareEvery === 0 ? `${text} Also ${RARE_WORD}.` : text,
    };
  }
}

function statusFor(share: number): SeedComment['status'] {
  if (share < 0.7) return 'approved';
  if (share < 0.85) return 'pending';
  return share < 0.98 ? 'spam' : 'trash';
}

/** Answers go mostly to one of an article's ten latest comments. */
function latest(random: Random, candidates: number): number {
  return candidates - 1 - Math.floor(random() * Math.min(10, candidates));
}
