import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMENTS, publish } from '../support/http.js';
import { openapiCheck, type SeenAnswer } from '../support/openapi-check.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
let check: (answer: SeenAnswer) => void;
let right: SeenAnswer;

beforeAll(async () => {
  service = await startTestService();
  check = openapiCheck(service.description);
  const id = await publish(service);
  const { status, headers, body } = await service.agent.get(`${COMMENTS}/${id}`).expect(200);
  right = { method: 'GET', path: `${COMMENTS}/${id}?x=1`, status, headers, body };
});
afterAll(() => service.stop());

describe('the check that every answer in these tests goes through', () => {
  it('passes what is described', () => {
    expect(() => check(right)).not.toThrow();
  });

  it.each<[string, (answer: SeenAnswer) => SeenAnswer]>([
    ['a status that is not described', (answer) => ({ ...answer, status: 202 })],
    ['a property too many', (answer) => ({ ...answer, body: { ...(answer.body as object), email: 'a@b.cd' } })],
    ['a property of another type', (answer) => ({ ...answer, body: { ...(answer.body as object), replies: '0' } })],
    [
      'a time without milliseconds',
      (answer) => ({ ...answer, body: { ...(answer.body as object), createdAt: '2026-11-24T12:00:00Z' } }),
    ],
    ['a body that is missing', (answer) => ({ ...answer, body: {} })],
    ['another media type', (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } })],
    ['an error that is no problem document', (answer) => ({ ...answer, status: 404 })],
    ['a method that is not described', (answer) => ({ ...answer, method: 'PUT' })],
    ['the name of the server', (answer) => ({ ...answer, headers: { ...answer.headers, 'x-powered-by': 'Express' } })],
    [
      'a published answer with a cookie',
      (answer) => ({ ...answer, headers: { ...answer.headers, etag: '"x"', 'set-cookie': 'a=b' } }),
    ],
  ])('stops %s', (_, change) => {
    expect(() => check(change(right))).toThrow(/the answer/);
  });

  it('is made for every answer of the agent, and takes no 500', async () => {
    const broken = await startTestService({
      wrapStore: (store) => ({
        ...store,
        siteBySlug: ({ slug }) => (slug === 'x' ? Promise.reject(new Error('boom')) : store.siteBySlug({ slug })),
      }),
    });
    try {
      await expect(broken.agent.get('/privacy/x')).rejects.toThrow('GET /privacy/x → 500');
      const { body } = await broken.unchecked.get('/privacy/x').expect(500);
      expect(JSON.stringify(body)).not.toContain('boom');
    } finally {
      await broken.stop();
    }
  });
});
