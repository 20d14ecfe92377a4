import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, MODERATION, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { worstAddresses, worstHeaders, worstPosts } from './worst-requests.js';

let service: TestService;
let known: string;

beforeAll(async () => {
  service = await startTestService({ classifier: 'shipped' });
  known = await publish(service);
});
afterAll(() => service.stop());

/** The status of an answer that has come as a whole; never one that says that the fault is ours. */
async function statusOf(path: string, sent: RequestInit = {}): Promise<number> {
  const answer = await fetch(`${service.url}${path}`, { redirect: 'manual', ...sent });
  await answer.arrayBuffer();
  expect(answer.status).toBeLessThan(500);
  return answer.status;
}

describe('a POST of', () => {
  it.each(worstPosts().map((post) => [post.what, post] as const))('%s is answered', async (_, post) => {
    const body = post.make();
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64 * 1024);
    const headers = { 'Content-Type': 'application/json', ...post.headers };
    expect(post.statuses).toContain(await statusOf(COMMENTS, { method: 'POST', headers, body }));
  });
});

describe('a question', () => {
  it.each([...worstAddresses])('for %s is answered', async (_, path) => {
    await statusOf(path, { headers: bearer(service.tokens.moderator) });
  });

  it.each([...worstHeaders])('with a long %s is answered', async (name, value) => {
    for (const path of [`${COMMENTS}?article=%2F2026%2Fan-article`, `${COMMENTS}/${known}`, '/privacy/default']) {
      await statusOf(path, { headers: { [name]: value } });
    }
  });
});

it('500 decisions at once are answered', async () => {
  const comments = Array.from({ length: 500 }, (_, n) => `${known.slice(0, -3)}${String(n).padStart(3, '0')}`);
  const headers = { 'Content-Type': 'application/json', ...bearer(service.tokens.moderator) };
  const body = JSON.stringify({ decision: 'approve', comments });
  expect(await statusOf(`${MODERATION}/decisions`, { method: 'POST', headers, body })).toBe(200);
});
