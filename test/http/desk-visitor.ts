import { randomBytes } from 'node:crypto';
import type supertest from 'supertest';
import { makeDeskCode } from '../../src/app/moderation/desk-session.js';
import type { TestService } from '../support/service.js';

export const SESSION = '/desk/session';

/** What the desk's page sends beside a cookie. */
export function fromDesk(service: TestService): Record<string, string> {
  return { Origin: service.url, 'X-Afterword-Desk': '1' };
}

/** A code as `afterword desk` prints it in a link. */
export async function newCode(service: TestService, order: { name?: string; site?: string | null } = {}) {
  const { code } = await makeDeskCode(service.store, service.clock, randomBytes, {
    name: order.name ?? 'desk',
    site: order.site ?? null,
  });
  return code;
}

/** The attributes of the one cookie that an answer sets, its name and value first. */
export function cookieParts(response: supertest.Response): string[] {
  const cookies = response.headers['set-cookie'] as unknown as string[] | undefined;
  if (cookies?.length !== 1) throw new Error(`${cookies?.length ?? 0} cookies were set`);
  return (cookies[0] as string).split('; ');
}

/** Signs in and gives the headers of a desk that is signed in. */
export async function signIn(service: TestService, by: { token: string } | { code: string }) {
  const response = await service.unchecked.post(SESSION).set(fromDesk(service)).send(by);
  if (response.status !== 200) throw new Error(`signing in: ${response.status} ${response.text}`);
  return { ...fromDesk(service), Cookie: cookieParts(response)[0] as string };
}

/** Lets the test's clients send the cookies that a test names and no others; by themselves they would keep the last one that was set. */
export function keepNoCookies(service: TestService): TestService {
  for (const agent of [service.agent, service.unchecked]) {
    (agent as unknown as { jar: { setCookies: () => void } }).jar.setCookies = () => {};
  }
  return service;
}
