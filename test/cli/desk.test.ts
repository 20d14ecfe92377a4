import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type DeskOrder, printDeskLink } from '../../src/cli/commands/desk.js';
import { fromDesk, SESSION } from '../http/desk-visitor.js';
import { startTestService, type TestService } from '../support/service.js';
import { keptReport } from './command.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
// The command has the machine's clock, the service of a test its own.
beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => service.clock.now());
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function link(order: DeskOrder, settings = service.settings) {
  const kept = keptReport();
  await printDeskLink(settings, kept.report, order);
  const [result] = kept.results();
  return result as { url: string; name: string; site: string | null; expiresAt: string };
}

const signIn = (url: string) =>
  service.unchecked
    .post(SESSION)
    .set(fromDesk(service))
    .send({ code: new URL(url).hash.replace('#code=', '') });

describe('afterword desk', () => {
  test('prints a link that signs in once, under the name and for the site that were given', async () => {
    const { url, name, site, expiresAt } = await link({ name: 'Mona', site: 'default', url: service.url });
    expect({ name, site }).toEqual({ name: 'Mona', site: 'default' });
    expect(expiresAt).toBe(new Date(service.clock.now() + 15 * 60_000).toISOString());
    expect(url).toMatch(new RegExp(`^${service.url}/desk#code=[\\w-]{43}$`));
    const { body } = await signIn(url).expect(200);
    expect(body).toMatchObject({ name: 'Mona', role: 'moderator', sites: [{ id: 'default' }] });
    await signIn(url).expect(401);
  });

  test('names the address that HOST and PORT say, in a form that can be opened', async () => {
    const at = async (HOST: string) =>
      (await link({ name: 'desk' }, { ...service.settings, HOST, PORT: 8080 })).url.replace(/#.*/, '');
    expect(await at('127.0.0.1')).toBe('http://127.0.0.1:8080/desk');
    expect(await at('0.0.0.0')).toBe('http://localhost:8080/desk');
    expect(await at('::')).toBe('http://localhost:8080/desk');
    expect(await at('::1')).toBe('http://[::1]:8080/desk');
  });

  test.each([
    [
      { name: '\u200b', url: 'http://a.example' },
      { exitCode: 64, message: expect.stringContaining('--name') },
    ],
    [
      { name: 'desk', url: 'ftp://a.example' },
      { exitCode: 64, message: expect.stringContaining('--url') },
    ],
    [{ name: 'desk' }, { exitCode: 64, message: expect.stringContaining('PORT=0') }],
    [{ name: 'desk', url: 'http://a.example', site: 'nowhere' }, { code: 'not-found' }],
  ])('refuses %j', async (order, error) => {
    await expect(link(order)).rejects.toMatchObject(error);
  });
});
