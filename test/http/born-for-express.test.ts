import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aComment, COMMENTS } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

it('makes requests and responses as Express wants them, so that no prototype changes while one is answered', async () => {
  const born = new Map<object, unknown>();
  const { server } = service.service;
  server.prependListener('request', (request, response) => {
    for (const message of [request, response]) born.set(message, Object.getPrototypeOf(message));
  });
  await service.agent.post(COMMENTS).send(aComment()).expect(201);
  await service.agent.get(`${COMMENTS}?article=%2F2026%2Fan-article`).expect(200);
  await service.unchecked.get('/nowhere').expect(404);
  expect(born.size).toBe(6);
  for (const [message, prototype] of born) expect(Object.getPrototypeOf(message)).toBe(prototype);
});
