import { freePort, program, withServer } from './tool.js';

/*
 * A comment's whole life through Prism, which holds each request and each answer to the description.
 */

const SITE = '/api/v1/sites/default';
const COMMENTS = `${SITE}/comments`;
const MODERATION = `${SITE}/moderation`;
const ARTICLE = 'https://blog.example/2026/an-article';
const AUTHOR = { name: 'Ada', email: 'ada@mail.example', url: 'https://ada.example/' };

/**
 * @typedef {{ status: number, json: any, text: string, location: string | null }} Seen
 */

/**
 * @param {import('./tool.js').Place} place
 * @returns {Promise<string[]>} findings
 */
export async function life({ url, token, description }) {
  const port = await freePort();
  const args = [program('@stoplight/prism-cli/dist/index.js'), 'proxy', description, url, '--port', String(port)];
  return withServer(args, /Prism is listening/, () => live(`http://127.0.0.1:${port}`, url, token));
}

/**
 * @param {string} proxy
 * @param {string} service
 * @param {string} token of a moderator
 */
async function live(proxy, service, token) {
  /** @type {string[]} */
  const findings = [];
  const moderator = { authorization: `Bearer ${token}` };

  /**
   * Sends a request through the proxy.
   * @param {number} status that it must have
   * @param {string} call method and path
   * @param {{ body?: unknown, form?: Record<string, string>, headers?: Record<string, string>, isWrong?: boolean, to?: string }} [it] `isWrong`: the request is to be
   *   refused, and the proxy may say so of it
   * @returns {Promise<Seen>}
   */
  async function send(status, call, { body, form, headers = {}, isWrong = false, to = proxy } = {}) {
    const [method = '', path = ''] = call.split(' ');
    const answer = await fetch(to + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    const text = await answer.text();
    if (answer.status !== status)
      findings.push(`${call} answered ${answer.status} instead of ${status}: ${text.slice(0, 300)}`);
    /** @type {{ location: string[], message: string }[]} */
    const violations = JSON.parse(answer.headers.get('sl-violations') ?? '[]');
    for (const { location, message } of violations)
      if (!isWrong || location[0] === 'response')
        findings.push(`${call} (${status}): ${location.join('.')} ${message}`);
    const json = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
    return { status: answer.status, json, text, location: answer.headers.get('location') };
  }

  const comment = (/** @type {string} */ body, more = {}) => ({
    body: { article: { url: ARTICLE, title: 'An article' }, author: AUTHOR, body, ...more },
  });
  const form = {
    'article.url': ARTICLE,
    'author.name': 'Grace',
    'author.email': 'grace@mail.example',
    body: 'A form.',
  };
  const html = { accept: 'text/html' };
  const id = (/** @type {Seen} */ { json, location }) =>
    json?.comment?.id ?? new URLSearchParams(location?.split('?')[1]).get('comment') ?? '';

  // Posted, in every way and in wrong ones.
  await send(200, `GET ${SITE}`);
  const { json: stamped } = await send(200, `GET ${SITE}/stamp`);
  await send(200, `POST ${SITE}/preview`, { body: { body: '**Thank you.**' } });
  const first = await send(201, `POST ${COMMENTS}`, comment('Thank you.', { stamp: stamped?.stamp }));
  // Prism would follow the redirection itself.
  const reply = await send(303, `POST ${COMMENTS}`, { form, headers: html, to: service });
  await send(201, `POST ${COMMENTS}`, {
    form: { ...form, body: 'By a script.' },
    headers: { accept: 'application/json' },
  });
  const { json: spam } = await send(201, `POST ${COMMENTS}`, comment('Buy pills now.'));
  await send(422, `POST ${COMMENTS}`, { ...comment(''), isWrong: true });
  await send(422, `POST ${COMMENTS}`, { form: { ...form, 'author.email': 'grace' }, headers: html, isWrong: true });
  await send(403, `POST ${COMMENTS}`, { form, headers: { ...html, origin: 'https://evil.example' } });
  await send(409, `POST ${COMMENTS}`, comment('Thank you.'));
  await send(401, `POST ${COMMENTS}`, { ...comment('x'), headers: { authorization: 'Bearer nobody' } });

  // Moderated.
  await send(401, `GET ${MODERATION}/comments`, { isWrong: true });
  await send(200, `GET ${MODERATION}/comments?limit=2&order=suspicious`, { headers: moderator });
  await send(422, `GET ${MODERATION}/comments?limit=0`, { headers: moderator, isWrong: true });
  await send(200, `GET ${MODERATION}/comments/${id(first)}`, { headers: moderator });
  await send(200, `GET ${MODERATION}/comments/${id(first)}/email`, { headers: moderator });
  const decide = (/** @type {string} */ decision, /** @type {string[]} */ ...comments) =>
    send(200, `POST ${MODERATION}/decisions`, { body: { decision, comments }, headers: moderator });
  await decide('approve', id(first), id(reply));
  await decide('spam', spam?.comment.id);
  await decide('delete', spam?.comment.id, 'nothing');
  const answer = await send(201, `POST ${COMMENTS}`, comment('So do I.', { parent: id(first) }));
  await decide('approve', id(answer));
  await send(200, `PATCH ${SITE}/articles`, { body: { article: '/2026/an-article', open: false }, headers: moderator });
  await send(403, `POST ${COMMENTS}`, comment('Too late.'));
  await send(200, `PATCH ${SITE}/articles`, { body: { article: '/2026/an-article', open: true }, headers: moderator });
  await send(200, `GET ${MODERATION}/summary`, { headers: moderator });
  await send(200, `GET ${MODERATION}/audit?limit=3`, { headers: moderator });

  // Read.
  await send(200, `GET ${COMMENTS}?article=/2026/an-article&limit=1`);
  await send(200, `GET ${COMMENTS}?article=/2026/an-article&thread=${id(first)}`);
  await send(200, `GET ${COMMENTS}?article=${encodeURIComponent(ARTICLE)}`);
  await send(422, `GET ${COMMENTS}`, { isWrong: true });
  await send(200, `GET ${COMMENTS}/${id(first)}`);
  await send(404, `GET ${COMMENTS}/nothing`, { isWrong: true });
  await send(200, `GET ${SITE}/counts?article=/2026/an-article&article=/other`);
  for (const path of ['feed.atom', 'feed.atom?article=/2026/an-article']) await send(200, `GET ${SITE}/${path}`);
  for (const path of ['/sites/default/thread', '/sites/default/thread.html'])
    await send(200, `GET ${path}?article=/2026/an-article`);
  const avatar = (await send(200, `GET ${COMMENTS}/${id(first)}`)).json?.author?.avatar ?? '';
  const pages = ['/', '/desk', '/embed.js', '/privacy/default', '/problems/invalid', '/healthz', '/readyz', '/metrics'];
  for (const path of [...pages, avatar, '/openapi.json']) await send(200, `GET ${path}`);
  await send(200, 'GET /privacy/default', { headers: { accept: 'application/json' } });
  await send(406, 'GET /privacy/default', { headers: { accept: 'image/png' } });
  await send(404, 'GET /problems/nothing');

  // Changed and taken back by its author.
  const author = { authorization: `Bearer ${first.json?.editToken}` };
  await send(200, `PATCH ${COMMENTS}/${id(first)}`, { body: { body: 'Thanks.' }, headers: author });
  await send(200, `GET ${COMMENTS}/${id(first)}`, { headers: author });
  await send(204, `DELETE ${COMMENTS}/${id(first)}`, { headers: author });
  await send(200, `GET ${COMMENTS}?article=/2026/an-article`);

  // The desk.
  const desk = { 'x-afterword-desk': '1', origin: service };
  await send(401, 'POST /desk/session', { body: { code: 'unknown' }, headers: desk });
  await send(401, 'GET /desk/session', { headers: desk, isWrong: true });
  return findings;
}
