import { z } from 'zod';
import { AfterwordError } from '../../domain/errors.js';
import type { Site } from '../../domain/site.js';
import { cleanLine } from '../../domain/text.js';
import { problemForm, text } from '../api/schemas.js';
import { preferredType } from '../protocol/accept.js';
import { type Answer, BUILD, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { drawAvatar, drawLetter, firstLetter, isAvatarSeed, NEUTRAL_AVATAR } from './avatar.js';
import { PAGE_CSP } from './html.js';
import { type PrivacyFacts, privacyJson, privacyPage } from './privacy-page.js';
import { privacySchema } from './privacy-schema.js';
import { problemPage } from './problem-pages.js';
import { contentPolicy } from './shell.js';

/** What a site itself says about privacy comes from its row, the rest from the settings. */
export type ServicePrivacy = Omit<PrivacyFacts, 'siteName' | 'siteUrl' | 'policy' | 'emailRequired'>;

const OPEN = { method: 'get', access: 'public', cors: 'none' } as const;

/** What explains the service to readers and developers, and the drawings beside authors. */
export function servicePageRoutes(privacy: ServicePrivacy): Route[] {
  return [
    route({
      ...OPEN,
      path: '/privacy/{site}',
      id: 'privacy',
      summary: "How a commenter's data is processed: which field goes to whom, why, and for how long it is kept",
      description: 'Derived from the settings that are in force.',
      fresh: true,
      answers: {
        200: { description: 'HTML, or JSON by Accept', type: 'text/html', schema: privacySchema },
        304: NOT_MODIFIED,
        406: problemForm('Neither HTML nor JSON is wanted'),
      },
      handle: async ({ site, headers }) => privacyAnswer(headers.accept, factsOf(privacy, site)),
    }),
    route({
      ...OPEN,
      path: '/avatars/{seed}.svg',
      id: 'avatar',
      summary: 'The drawing beside an author; `new` is the one of comments that are not published yet',
      description: 'It is drawn from random digits and says nothing about the author.',
      query: z.object({
        letter: text(1, 4)
          .optional()
          .meta({ description: 'Draws a letter instead of a pattern, its ground in the colour of the author' }),
      }),
      cors: 'any',
      answers: { 200: { description: 'A drawing', type: 'image/svg+xml' } },
      handle: async ({ params, query }) => avatarAnswer(params.seed as string, query.letter),
    }),
    route({
      ...OPEN,
      path: '/favicon.ico',
      id: 'favicon',
      summary: 'The mark of the service, for browsers that ask for one',
      description: 'An SVG, whatever its name says.',
      answers: { 200: { description: 'A drawing', type: 'image/svg+xml' } },
      handle: async () => avatarAnswer('new', undefined),
    }),
    route({
      ...OPEN,
      path: '/robots.txt',
      id: 'robots',
      summary: 'Keeps crawlers from the API and from the desk',
      description: 'The pages with comments are open to them (RFC 9309).',
      answers: { 200: { description: 'Rules', type: 'text/plain' } },
      handle: async ({ at }) => ({
        status: 200,
        text: `User-agent: *\nDisallow: ${at('/api/')}\nDisallow: ${at('/desk')}\n`,
        headers: cachedFor(3600),
      }),
    }),
    route({
      ...OPEN,
      path: '/problems/{code}',
      id: 'problem',
      summary: 'Explains a kind of problem, and what to do about it',
      description: 'The `type` of a problem document is the URL of this page.',
      answers: { 200: { description: 'A page', type: 'text/html' }, 304: NOT_MODIFIED },
      handle: async ({ params, at }) => {
        const explained = problemPage(params.code as string, at);
        if (explained === null) throw new AfterwordError('not-found', 'There is no such kind of problem.');
        return { ...htmlAnswer(explained, cachedFor(3600)), published: BUILD };
      },
    }),
  ];
}

function cachedFor(seconds: number): Record<string, string> {
  return { 'Cache-Control': `public, max-age=${seconds}` };
}

function factsOf(privacy: ServicePrivacy, site: Site): PrivacyFacts {
  const { name: siteName, url: siteUrl, policy, emailRequired } = site;
  return { ...privacy, siteName, siteUrl, policy, emailRequired };
}

function privacyAnswer(accept: string | undefined, facts: PrivacyFacts): Answer {
  const type = preferredType(accept, ['text/html', 'application/json']);
  const headers = { Vary: 'Accept', ...cachedFor(60) };
  if (type === 'text/html') return htmlAnswer(privacyPage(facts), headers);
  if (type === 'application/json') return { status: 200, json: privacyJson(facts), headers };
  throw new AfterwordError('not-acceptable', 'This comes as text/html or application/json.');
}

/** A drawing needs nothing, not even a style. */
const DRAWING_CSP = contentPolicy({ also: ['sandbox'] });

/** What a seed looks like never changes; the neutral drawing may, with a version. */
function avatarAnswer(seed: string, letter: string | undefined): Answer {
  if (seed !== 'new' && !isAvatarSeed(seed)) throw new AfterwordError('not-found', 'There is no such drawing.');
  const caching = seed === 'new' ? cachedFor(86_400) : { 'Cache-Control': 'public, max-age=31536000, immutable' };
  return {
    status: 200,
    text: drawingOf(seed, letter),
    type: 'image/svg+xml; charset=utf-8',
    // Blogs that isolate themselves (COEP) show pictures of other origins only with this.
    headers: { ...caching, 'Content-Security-Policy': DRAWING_CSP, 'Cross-Origin-Resource-Policy': 'cross-origin' },
  };
}

function drawingOf(seed: string, letter: string | undefined): string {
  if (seed === 'new') return NEUTRAL_AVATAR;
  return letter === undefined ? drawAvatar(seed) : drawLetter(seed, firstLetter(cleanLine(letter, 1)));
}

function htmlAnswer(page: string, headers: Record<string, string>): Answer {
  const policy = { 'Content-Security-Policy': PAGE_CSP };
  return { status: 200, text: page, type: 'text/html; charset=utf-8', headers: { ...headers, ...policy } };
}
