import type { Moderation } from '../../app/moderation/moderate.js';
import type { Site } from '../../domain/site.js';
import type { Token } from '../../domain/token.js';
import { startOf } from '../protocol/cursor.js';
import { type Route, route } from '../protocol/route.js';
import { auditSchema, queueSchema, summarySchema } from './moderation-answers.js';
import { auditAnswer, listQueryOf, queueAnswer } from './moderation-pages.js';
import { auditQuerySchema, sitesQueueQuerySchema } from './moderation-schemas.js';
import { MODERATORS } from './moderators.js';
import type { Summary } from './shapes.js';

const MODERATION = '/api/v1/moderation';

/**
 * The lists and numbers of all sites at once, for tokens of more than one. What is done to a comment goes to its own site.
 * @param sitesOf the sites that a token is for
 */
export function allSitesRoutes(moderation: Moderation, sitesOf: (token: Token) => Promise<readonly Site[]>): Route[] {
  async function idsFor(token: Token | null): Promise<number[]> {
    return token === null ? [] : (await sitesOf(token)).map(({ id }) => id);
  }

  return [
    route({
      ...MODERATORS,
      method: 'get',
      path: `${MODERATION}/comments`,
      id: 'listModeratedOfAllSites',
      summary: 'The queue of all sites at once',
      description: 'For tokens of all sites. Each comment names its site, where it is decided on.',
      query: sitesQueueQuerySchema,
      answers: { 200: { description: 'A page', schema: queueSchema } },
      handle: async (call) => {
        const siteIds = await idsFor(call.token);
        return queueAnswer(call, await moderation.queueOfSites({ ...listQueryOf(call.query), siteIds }));
      },
    }),
    route({
      ...MODERATORS,
      method: 'get',
      path: `${MODERATION}/summary`,
      id: 'summaryOfAllSites',
      summary: 'The numbers of all sites together',
      description: 'For tokens of all sites. What the desk shows as statistics.',
      answers: { 200: { description: 'The numbers', schema: summarySchema } },
      handle: async ({ token }) => ({
        status: 200,
        json: (await moderation.summaryOfSites(await idsFor(token))) satisfies Summary,
      }),
    }),
    route({
      ...MODERATORS,
      method: 'get',
      path: `${MODERATION}/audit`,
      id: 'auditOfAllSites',
      summary: 'The audit of all sites, newest first',
      description: 'For tokens of all sites. Each entry names its site.',
      query: auditQuerySchema,
      answers: { 200: { description: 'A page', schema: auditSchema } },
      handle: async (call) => {
        const { cursor, limit } = call.query;
        const siteIds = await idsFor(call.token);
        return auditAnswer(call, await moderation.auditOfSites(siteIds, startOf(cursor, 'number'), limit));
      },
    }),
  ];
}
