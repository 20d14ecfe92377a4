import type { z } from 'zod';
import type { Moderation } from '../../app/moderation/moderate.js';
import type { Site } from '../../domain/site.js';
import type { Token } from '../../domain/token.js';
import { startOf } from '../protocol/cursor.js';
import { type Route, route } from '../protocol/route.js';
import {
  auditSchema,
  decisionsSchema,
  emailSchema,
  moderatedWithHistorySchema,
  queueSchema,
  summarySchema,
} from './moderation-answers.js';
import { auditAnswer, listQueryOf, queueAnswer } from './moderation-pages.js';
import { auditQuerySchema, decisionSchema, queueQuerySchema } from './moderation-schemas.js';
import { actor, MODERATORS } from './moderators.js';
import type { Decisions, Email, ModeratedWithHistory, Summary } from './shapes.js';

const MODERATION = '/api/v1/sites/{site}/moderation';
const COMMENTS = `${MODERATION}/comments`;

/** What moderators do: look through the queue, decide, and see how it goes. */
export function moderationRoutes(moderation: Moderation): Route[] {
  return [
    route({
      ...MODERATORS,
      method: 'get',
      path: COMMENTS,
      id: 'listModerated',
      summary: 'The queue, or whatever a moderator looks for',
      description: "Without parameters, what is pending, the newest first. An author's edit that waits is pending too.",
      query: queueQuerySchema,
      answers: { 200: { description: 'A page', schema: queueSchema } },
      handle: async (call) => {
        const { site, query } = call;
        const { article: articleKey = null, author: authorOf = null } = query;
        return queueAnswer(
          call,
          await moderation.queue({ ...listQueryOf(query), siteId: site.id, articleKey, authorOf }),
        );
      },
    }),
    route({
      ...MODERATORS,
      method: 'get',
      path: `${COMMENTS}/{id}`,
      id: 'getModerated',
      summary: 'One comment with its history',
      description: 'In any status, with everything that happened to it.',
      answers: { 200: { description: 'The comment', schema: moderatedWithHistorySchema } },
      handle: async ({ site, params }) => ({
        status: 200,
        json: (await moderation.one(site, idOf(params))) satisfies ModeratedWithHistory,
      }),
    }),
    route({
      ...MODERATORS,
      method: 'get',
      path: `${COMMENTS}/{id}/email`,
      id: 'revealEmail',
      summary: "An author's email in full; each look is written to the comment's history",
      description: 'Everywhere else emails are masked.',
      answers: { 200: { description: 'The address', schema: emailSchema } },
      handle: async ({ site, params, token }) => ({
        status: 200,
        json: { email: await moderation.revealEmail(site, idOf(params), actor(token)) } satisfies Email,
      }),
    }),
    route({
      ...MODERATORS,
      method: 'post',
      path: `${MODERATION}/decisions`,
      id: 'decide',
      summary: 'Decide on up to 500 comments, all in one transaction',
      description:
        'A comment that cannot be decided on has a `problem` in its own row of the results; the others are decided. `delete` is for good, and for comments in `spam` and `trash` only. A decision against the verdict teaches the spam checker.',
      body: decisionSchema,
      answers: { 200: { description: 'What became of each, in the order asked', schema: decisionsSchema } },
      handle: async ({ site, body, token }) => ({
        status: 200,
        json: { results: await decide(site, body, token) } satisfies Decisions,
      }),
    }),
    route({
      ...MODERATORS,
      method: 'get',
      path: `${MODERATION}/summary`,
      id: 'summary',
      summary: 'How many wait and for how long, how the spam checker is, and what happened in the last 30 days',
      description: 'What the desk shows as statistics.',
      answers: { 200: { description: 'The numbers', schema: summarySchema } },
      handle: async ({ site }) => ({ status: 200, json: (await moderation.summary(site)) satisfies Summary }),
    }),
    route({
      ...MODERATORS,
      method: 'get',
      path: `${MODERATION}/audit`,
      id: 'audit',
      summary: 'Every decision, edit, reveal and erasure, newest first',
      description: 'Who did what to which comment, for as long as the site exists.',
      query: auditQuerySchema,
      answers: { 200: { description: 'A page', schema: auditSchema } },
      handle: async (call) => {
        const { cursor, limit } = call.query;
        return auditAnswer(call, await moderation.audit(call.site, startOf(cursor, 'number'), limit));
      },
    }),
  ];

  function decide(site: Site, body: z.output<typeof decisionSchema>, token: Token | null) {
    const { decision, comments: ids, ifStatus = null, ifRevision = null, note } = body;
    const only = { ifStatus, ifRevision };
    return moderation.decide(site, { decision, ids, ...only, note: note?.trim() || null, actor: actor(token) });
  }
}

/** The id in the path. Whatever stands there is only compared, so that its form needs no check. */
function idOf(params: Readonly<Record<string, string>>): string {
  return params.id as string;
}
