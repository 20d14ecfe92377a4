/** As much of Akismet's protocol as a comment's first check needs, on the loopback. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Akismet's own name for an author who is always spam. */
export const ALWAYS_SPAM = 'akismet-guaranteed-spam';

/**
 * @typedef {{ path: string, form: URLSearchParams }} Call
 * @typedef {{ url: string, calls: Call[], close: () => void }} FakeAkismet
 */

/** @returns {Promise<FakeAkismet>} */
export async function startAkismet() {
  /** @type {Call[]} */
  const calls = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const call = { path: request.url ?? '', form: new URLSearchParams(body) };
    calls.push(call);
    response.end(answerTo(call));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {Call} call */
function answerTo({ path, form }) {
  if (path.endsWith('/verify-key')) return 'valid';
  if (path.endsWith('/comment-check')) return String(form.get('comment_author') === ALWAYS_SPAM);
  return 'Thanks for making the web a better place.';
}
