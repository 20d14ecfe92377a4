/** A comment's whole life, as its reader, its moderator and Akismet see it. */
import { ALWAYS_SPAM } from './akismet.js';
import { expectStatus } from './service.js';

const ARTICLE = 'http://localhost:8080/a-life';

/**
 * @param {string} url where the service listens
 * @param {string} token a moderator's
 * @param {readonly import('./akismet.js').Call[]} calls what Akismet has been asked
 * @throws when any of it goes otherwise than the HTTP contract says
 */
export async function liveThrough(url, token, calls) {
  const site = `${url}/api/v1/sites/default`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const good = await post(site, 'Ada', 'Words that are worth reading.');
  const bad = await post(site, ALWAYS_SPAM, 'Words that nobody wants.');

  await expectVerdict(site, headers, good, { status: 'pending', outcome: 'ham' });
  await expectVerdict(site, headers, bad, { status: 'spam', outcome: 'spam' });
  await decide(site, headers, 'approve', good);
  await decide(site, headers, 'approve', bad);
  await decide(site, headers, 'trash', bad);

  const list = await json(await expectStatus(200, `${site}/comments?article=/a-life`));
  const ids = list.comments.map((/** @type {{ id: string }} */ { id }) => id);
  if (JSON.stringify(ids) !== JSON.stringify([good])) throw new Error(`published is ${ids} instead of ${good}`);
  const page = await expectStatus(200, `${url}/sites/default/thread?article=/a-life`);
  if (!(await page.text()).includes('worth reading')) throw new Error('the page does not show the comment');

  const asked = calls.filter(({ path }) => path.endsWith('/comment-check'));
  const [first] = asked;
  if (asked.length !== 2 || first?.form.get('comment_content') !== 'Words that are worth reading.') {
    throw new Error(`Akismet was asked about ${asked.length} comments instead of 2, or not in their words`);
  }
  console.log(`Akismet has checked ${asked.length} comments`);
}

/** @param {string} site @param {string} name @param {string} body @returns {Promise<string>} its id */
async function post(site, name, body) {
  const answer = await expectStatus(201, `${site}/comments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'A reader/1.0' },
    body: JSON.stringify({ article: { url: ARTICLE }, author: { name, email: `${name}@reader.example` }, body }),
  });
  return (await json(answer)).comment.id;
}

/**
 * @param {string} site
 * @param {Record<string, string>} headers
 * @param {string} id
 * @param {{ status: string, outcome: string }} wanted
 */
async function expectVerdict(site, headers, id, wanted) {
  const { status, verdict } = await json(await expectStatus(200, `${site}/moderation/comments/${id}`, { headers }));
  const seen = { status, outcome: verdict.outcome, by: verdict.by };
  if (JSON.stringify(seen) !== JSON.stringify({ ...wanted, by: 'akismet' })) {
    throw new Error(`the comment is ${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)} by Akismet`);
  }
}

/** @param {string} site @param {Record<string, string>} headers @param {string} decision @param {string} id */
async function decide(site, headers, decision, id) {
  const body = JSON.stringify({ decision, comments: [id] });
  const answer = await expectStatus(200, `${site}/moderation/decisions`, { method: 'POST', headers, body });
  const [{ changed }] = (await json(answer)).results;
  if (changed !== true) throw new Error(`"${decision}" has changed nothing`);
}

/** @param {Response} answer @returns {Promise<any>} */
function json(answer) {
  return answer.json();
}
