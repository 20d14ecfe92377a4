import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { answers, type FakeAkismet, startFakeAkismet } from '../../support/fake-akismet.js';
import { aRequest, checkerFor, failureOf, noAbort } from './checker-under-test.js';

let fake: FakeAkismet;

beforeEach(async () => {
  fake = await startFakeAkismet();
});
afterEach(() => fake.close());

const server = createServer((request, response) => {
  if (request.url === '/moved') return response.writeHead(302, { Location: '/here' }).end();
  return response.writeHead(200, { 'Content-Type': 'text/plain' }).end('x'.repeat(100_000));
});

describe('Other users of superagent in the process', () => {
  test('pass through untouched: their redirects are followed and their bodies are as long as they like', async () => {
    const { checker } = checkerFor(fake.url);
    await checker.check(aRequest(), noAbort());
    const response = await supertest(server).get('/moved').redirects(1);
    expect(response.status).toBe(200);
    expect(response.text).toHaveLength(100_000);
    checker.close();
  });

  test('pass through while calls to Akismet are under way', async () => {
    fake.setDefault(answers.hang);
    const { checker } = checkerFor(fake.url, { timeoutMs: 5_000 });
    const running = checker.check(aRequest(), noAbort());
    await fake.waitForCalls(1);
    expect((await supertest(server).get('/')).status).toBe(200);
    fake.release();
    expect(await running).toMatchObject({ ok: true, outcome: 'ham' });
    checker.close();
  });

  test('pass through when they start from what follows a call', async () => {
    const { checker } = checkerFor(fake.url);
    const status = await checker
      .check(aRequest(), noAbort())
      .then(() => supertest(server).get('/'))
      .then((r) => r.status);
    expect(status).toBe(200);
    expect(fake.callCount).toBe(1);
    checker.close();
  });

  test('do not lend a failing call their sockets', async () => {
    fake.setDefault(answers.reset);
    const { checker } = checkerFor(fake.url);
    const [failed, response] = await Promise.all([
      checker.check(aRequest(), noAbort()),
      supertest(server).get('/moved').redirects(1),
    ]);
    expect(failureOf(failed).kind).toBe('transient');
    expect(response.status).toBe(200);
  });
});
