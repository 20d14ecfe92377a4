import type { z } from 'zod';
import type { Articles } from '../../app/moderation/articles.js';
import type { Article } from '../../domain/article.js';
import { decodeCursor, encodeCursor, nextLink } from '../protocol/cursor.js';
import { type Answer, type Call, type Route, route } from '../protocol/route.js';
import { articleSchema } from './answers.js';
import { articleChangeSchema, articlesQuerySchema } from './article-schemas.js';
import { actor, MODERATORS } from './moderators.js';
import type { ArticleList, Article as ArticleShape } from './shapes.js';
import { articleListSchema } from './site-answers.js';

const ARTICLES = '/api/v1/sites/{site}/articles';

/** What moderators do with articles: look them through, close, open and name them. */
export function articleRoutes(articles: Articles): Route[] {
  return [
    route({
      ...MODERATORS,
      method: 'get',
      path: ARTICLES,
      id: 'listArticles',
      summary: 'The articles of a site, those with the newest comments first',
      description:
        'Every article that has had a comment, or that the blog or a moderator has said something of. With `q`, one answer looks through 5,000 articles and `next` goes on behind them, also when it found none; capitals and accents make no difference. Pending comments and spam are counted up to 1,000 an article.',
      query: articlesQuerySchema,
      answers: { 200: { description: 'A page', schema: articleListSchema } },
      handle: (call) => list(call, articles),
    }),
    route({
      ...MODERATORS,
      method: 'patch',
      path: ARTICLES,
      id: 'changeArticle',
      summary:
        'Close or open an article for comments, or say what it is called and where it is; before its first comment too',
      description:
        'What the blog or a moderator says of an article goes before what comments say, and before its age. Null takes it back.',
      body: articleChangeSchema,
      answers: { 200: { description: 'The article as it is now', schema: articleSchema } },
      handle: async ({ site, body, token }) => {
        const { article, ...change } = body;
        const changed = await articles.change(site, article, change, actor(token));
        return { status: 200, json: articleAnswer(changed, changed.key) };
      },
    }),
  ];
}

async function list(
  { site, query, url, at }: Call<z.output<typeof articlesQuerySchema>, unknown>,
  articles: Articles,
): Promise<Answer> {
  const { q = '', limit, cursor } = query;
  const page = await articles.list(site, { q, limit, after: cursor === undefined ? null : positionIn(cursor) });
  const next = page.next === null ? null : encodeCursor([page.next.active, page.next.id]);
  const json = { articles: page.articles, next } satisfies ArticleList;
  return { status: 200, json, headers: nextLink(at(url), next) };
}

function positionIn(cursor: string): { active: number; id: number } {
  const [active, id] = decodeCursor(cursor, ['number', 'number']);
  return { active, id };
}

/**
 * An article as everybody may know it.
 * @param key the article's where nobody has commented on it
 */
export function articleAnswer(article: Article | null, key: string): ArticleShape {
  if (article === null) return { key, url: null, title: null, open: true, count: 0 };
  const { url, title, open, count, saidOpen, closeAfterDays } = article;
  const closed = open || saidOpen !== null || closeAfterDays === null ? {} : { closedAfterDays: closeAfterDays };
  return { key: article.key, url, title, open, count, ...closed };
}
