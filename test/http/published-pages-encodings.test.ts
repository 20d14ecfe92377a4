import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMENTS, publish } from '../support/http.js';
import { fc, runs } from '../support/properties.js';
import { rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

const LONG = `${COMMENTS}?article=/long`;
const SHORT = `${COMMENTS}?article=/unknown`;
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  for (let n = 0; n < 3; n++) await publish(service, { article: { url: 'https://blog.example/long' } });
});
afterAll(() => service.stop());

async function encodingFor(path: string, accept?: string): Promise<string> {
  const headers = accept === undefined ? {} : { 'Accept-Encoding': accept };
  const answer = await rawRequest(service.url, path, { headers });
  expect(answer.status).toBe(200);
  return answer.headers['content-encoding'] ?? 'identity';
}

describe('the encoding of a long answer', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['deflate, zstd', 'identity'],
    ['*', 'br'],
    ['GZip', 'gzip'],
    [' gzip ; q=0.8 ,br;q=0.9', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.000, *', 'gzip'],
    ['gzip;q=0, br;q=0', 'identity'],
    ['gzip;q=0.5', 'gzip'],
    ['gzip;q=0.5, identity', 'identity'],
    ['gzip, identity;q=0.5', 'gzip'],
    ['*;q=0.5, identity', 'identity'],
    ['identity;q=0', 'identity'],
    ['*;q=0', 'identity'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    ['*;q=0, br;q=0.1', 'br'],
    ['gzip;q=nonsense', 'identity'],
    [';;,,;q=1', 'identity'],
    [`${'a'.repeat(3000)}, gzip`, 'identity'],
  ])('for "%s" is %s', async (accept, encoding) => {
    expect(await encodingFor(LONG, accept)).toBe(encoding);
  });

  it('is one that the client takes, of those the one that it likes best', async () => {
    const quality = fc.constantFrom(0, 0.001, 0.2, 0.5, 0.999, 1);
    const coding = fc.constantFrom('gzip', 'br', 'identity', '*', 'deflate');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(coding, quality), { selector: ([name]) => name, maxLength: 5 }),
        async (wishes) => {
          const header = wishes.map(([name, q]) => (q === 1 ? name : `${name};q=${q}`)).join(', ');
          const named = new Map(wishes);
          const of = (name: string) =>
            named.get(name as 'gzip') ?? named.get('*') ?? (name === 'identity' ? 0.0001 : 0);
          const got = await encodingFor(LONG, header);
          const best = Math.max(of('br'), of('gzip'), of('identity'));
          expect([header, of(got)]).toEqual([header, best === 0 ? of('identity') : best]);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

describe('the encoding of an answer too short to be worth it', () => {
  it.each([
    [undefined, 'identity'],
    ['gzip, deflate, br', 'identity'],
    ['gzip', 'identity'],
    ['*', 'identity'],
    ['identity;q=0, gzip', 'gzip'],
    ['br, *;q=0', 'br'],
    ['identity;q=0', 'identity'],
  ])('for "%s" is %s', async (accept, encoding) => {
    expect(await encodingFor(SHORT, accept)).toBe(encoding);
  });
});
