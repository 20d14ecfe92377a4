import { z } from 'zod';
import { addressKey } from '../../app/comments/address.js';
import type { DeskSessions, StartedSession } from '../../app/moderation/desk-session.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Site } from '../../domain/site.js';
import { rfc3339 } from '../../domain/time.js';
import type { DeskSession } from '../../domain/token.js';
import { knownToken, MODERATOR_ROLES, mustHaveRole, type TokenSource } from '../access/auth.js';
import {
  DESK_HEADER,
  type DeskPlace,
  endedCookie,
  mustComeFromDesk,
  sessionCookie,
  sessionSecret,
} from '../access/desk-session-cookie.js';
import type { Limiter } from '../access/limiter.js';
import { type AnswerForm, type Call, type Route, route } from '../protocol/route.js';
import { deskSessionSchema } from './moderation-answers.js';
import { problemForm, text } from './schemas.js';
import type { DeskSession as DeskSessionAnswer } from './shapes.js';

const SESSION = '/desk/session';
const HEADERS = { [DESK_HEADER]: '1, from the desk' };

const signInSchema = z
  .union([
    z.strictObject({ token: text(1, 512).meta({ description: 'A token of the role moderator or admin' }) }),
    z.strictObject({
      code: text(1, 512).meta({ description: 'From a link that `afterword desk` printed; it works once' }),
    }),
  ])
  .meta({ id: 'SignIn' });

export interface DeskSessionParts {
  readonly tokens: TokenSource;
  readonly sessions: DeskSessions;
  /** Counts wrong tokens and codes by address. */
  readonly wrongTokens: Limiter;
}

/** Signing in at the desk, who is signed in, and signing out. */
export function deskSessionRoutes({ tokens, sessions, wrongTokens }: DeskSessionParts): Route[] {
  const answer = (description: string): AnswerForm => ({ description, schema: deskSessionSchema });

  async function signIn({
    body,
    client,
    headers,
    ownOrigin,
    at,
  }: Call<unknown, z.output<typeof signInSchema>, unknown>) {
    mustComeFromDesk('POST', headers, ownOrigin);
    const before = sessionSecret(headers.cookie, placeOf({ ownOrigin, at }));
    if ('code' in body) {
      const session = await sessions.signInByCode(body.code, before);
      if (session !== undefined) return session;
      await wrongTokens.count(addressKey(client.ip));
      throw new AfterwordError(
        'unauthorized',
        'This link has been used already, or is too old. Make another: afterword desk',
      );
    }
    const token = await knownToken(tokens, wrongTokens, body.token.trim(), client.ip);
    mustHaveRole(token, MODERATOR_ROLES);
    return sessions.signIn(token, before);
  }

  return [
    route({
      method: 'post',
      path: SESSION,
      id: 'signIn',
      summary: 'Signs in at the desk with a token or with the code of a link; the session is a cookie',
      description: 'For the desk in a browser. Programs send the token itself as `Authorization: Bearer`.',
      access: 'public',
      cors: 'none',
      headers: HEADERS,
      body: signInSchema,
      answers: {
        200: answer('Who is signed in now'),
        401: problemForm('The token or the code is not known, or no longer'),
        403: problemForm('The token is for no moderator, or the call does not come from the desk'),
        429: problemForm('Too many wrong tokens and codes from this address'),
        503: problemForm('The store cannot take it right now'),
      },
      handle: async (call) => {
        const session: StartedSession = await signIn(call);
        return {
          status: 200,
          json: await whoIs(sessions, session),
          headers: { 'Set-Cookie': sessionCookie(session.secret, placeOf(call)) },
        };
      },
    }),
    route({
      method: 'get',
      path: SESSION,
      id: 'session',
      summary: 'Who is signed in at the desk',
      description: 'Also which sites may be moderated.',
      access: 'session',
      cors: 'none',
      headers: HEADERS,
      answers: { 200: answer('Who it is') },
      handle: async ({ session }) => ({ status: 200, json: await whoIs(sessions, session as DeskSession) }),
    }),
    route({
      method: 'delete',
      path: SESSION,
      id: 'signOut',
      summary: 'Signs out of the desk',
      description: 'The session ends at once, here and in every other window.',
      access: 'session',
      cors: 'none',
      headers: HEADERS,
      answers: { 204: { description: 'Signed out' } },
      handle: async (call) => {
        const place = placeOf(call);
        await sessions.signOut(sessionSecret(call.headers.cookie, place) as string);
        return { status: 204, headers: { 'Set-Cookie': endedCookie(place) } };
      },
    }),
  ];
}

function placeOf({ ownOrigin, at }: Pick<Call<unknown, unknown, unknown>, 'ownOrigin' | 'at'>): DeskPlace {
  return { origin: ownOrigin, path: at('/') };
}

async function whoIs(sessions: DeskSessions, { token, expiresAt }: DeskSession): Promise<DeskSessionAnswer> {
  const sites = await sessions.sitesOf(token);
  const seen = ({ slug, name, url }: Site) => ({ id: slug, name, url });
  return { name: token.name, role: token.role, sites: sites.map(seen), expiresAt: rfc3339(expiresAt) };
}
