import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { makeDeskCode } from '../../src/app/moderation/desk-session.js';
import { readConfig } from '../../src/config.js';
import { openStore } from '../../src/service/open-store.js';
import { systemClock } from '../../src/service/system-clock.js';
import { afterword, type ServedProcess } from './command.js';

const COMMENTS = '/api/v1/sites/default/comments';
const MODERATION = '/api/v1/sites/default/moderation';

/** What readers and moderators were given before a move. */
export interface Visit {
  readonly body: Record<string, unknown>;
  readonly key: string;
  readonly first: { comment: { id: string }; editToken: string };
  readonly cookie: string;
  readonly token: string;
}

export async function send(
  service: ServedProcess,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${service.url}${COMMENTS}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function aBody(words: string, parent: string | null = null): Record<string, unknown> {
  return {
    article: { url: 'http://localhost:8080/an-article', title: 'An article' },
    author: { name: 'Ada', email: 'ada@example.org' },
    body: words,
    ...(parent === null ? {} : { parent }),
  };
}

async function tokenOf(env: Record<string, string>): Promise<string> {
  const made = await afterword(
    { folder: env.DATA_DIR as string, env },
    ...'token create --role moderator --name mod --json'.split(' '),
  );
  return (JSON.parse(made.stdout) as { token: string }).token;
}

/** What readers and moderators do before the move. */
export async function visit(service: ServedProcess, env: Record<string, string>): Promise<Visit> {
  const [body, key] = [aBody('The first words'), 'the first'];
  const first = (await (await send(service, body, { 'Idempotency-Key': key })).json()) as Visit['first'];
  const token = await tokenOf(env);
  const decided = await fetch(`${service.url}${MODERATION}/decisions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ decision: 'approve', comments: [first.comment.id] }),
  });
  expect(decided.status).toBe(200);
  await send(service, aBody('An answer that waits', first.comment.id));
  await edit(service, first, 'The first words, edited');
  return { body, key, first, token, cookie: await signIn(service, env) };
}

function edit(service: ServedProcess, { comment, editToken }: Visit['first'], body: string): Promise<Response> {
  return fetch(`${service.url}${COMMENTS}/${comment.id}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${editToken}` },
    body: JSON.stringify({ body }),
  });
}

async function signIn(service: ServedProcess, env: Record<string, string>): Promise<string> {
  const { store } = await openStore(readConfig(env), Date.now());
  const { code } = await makeDeskCode(store, systemClock, randomBytes, { name: 'desk', site: null });
  await store.close();
  const response = await fetch(`${service.url}/desk/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: service.url, 'X-Afterword-Desk': '1' },
    body: JSON.stringify({ code }),
  });
  expect(response.status).toBe(200);
  return (response.headers.get('set-cookie') as string).split(';')[0] as string;
}

/** What is read: by anybody, by a moderator's token, by a desk that is signed in. */
export async function reading(service: ServedProcess, { token, cookie, first }: Visit): Promise<unknown> {
  const bearer = { Authorization: `Bearer ${token}` };
  const desk = { Cookie: cookie, Origin: service.url, 'X-Afterword-Desk': '1' };
  const asked: [string, Record<string, string>][] = [
    [`${COMMENTS}?article=/an-article`, {}],
    ['/api/v1/sites/busy/comments?article=/a', {}],
    ['/api/v1/sites/busy/feed.atom', {}],
    [`${MODERATION}/comments?status=all`, bearer],
    [`${MODERATION}/comments?status=pending&q=words`, bearer],
    [`${MODERATION}/comments?status=pending&q=answer`, desk],
    [`${MODERATION}/comments/${first.comment.id}`, bearer],
    ['/desk/session', desk],
  ];
  const answers: unknown[] = [];
  for (const [path, headers] of asked) {
    const response = await fetch(service.url + path, { headers });
    const text = (await response.text()).replaceAll(service.url, 'http://service');
    answers.push([path, response.status, text]);
    expect([path, response.status]).toEqual([path, 200]);
  }
  return answers;
}

/** What is written: everything that was given out before is known. */
export async function writing(
  service: ServedProcess,
  { body, key, first, token }: Visit,
  words: string,
): Promise<void> {
  const again = await send(service, body, { 'Idempotency-Key': key });
  expect([again.status, await again.json()]).toEqual([201, first]);
  expect((await edit(service, first, words)).status).toBe(200);
  const posted = await send(service, aBody(`After the move: ${words}`));
  expect(posted.status).toBe(201);
  const headers = { Authorization: `Bearer ${token}` };
  const email = await fetch(`${service.url}${MODERATION}/comments/${first.comment.id}/email`, { headers });
  expect(await email.json()).toEqual({ email: 'ada@example.org' });
}

export async function refusedWith(service: ServedProcess, words: string): Promise<void> {
  const response = await send(service, aBody('Too late'));
  expect([response.status, await response.json()]).toEqual([503, expect.objectContaining({ detail: words })]);
  const ready = await fetch(`${service.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining(words)]);
}
