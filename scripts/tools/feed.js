import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { load } from './tool.js';

/*
 * The feeds, by the grammar of RFC 4287, by the rules of it that no grammar can say, and as three feed readers understand them.
 */

const SITE = '/api/v1/sites/default';
const ATOM = new URL('atom.rng', import.meta.url);

/** What a feed reader shows. @typedef {{ title: string, page: string, self: string, entries: { id: string, title: string, link: string, html: string, author: string, at: number }[] }} Shown */

/** @typedef {(text: string) => Promise<Shown>} Read */

/** @type {Readonly<Record<'feedsmith' | 'rss-parser' | '@rowanmanning/feed-parser', Read>>} */
const READERS = {
  async feedsmith(text) {
    const { parseFeed } = await load('feedsmith');
    const { feed } = parseFeed(text);
    const link = (/** @type {any} */ { links }, /** @type {string} */ rel) =>
      links.find((/** @type {any} */ it) => it.rel === rel)?.href;
    return {
      title: feed.title.value,
      page: link(feed, 'alternate'),
      self: link(feed, 'self'),
      entries: (feed.entries ?? []).map((/** @type {any} */ it) => ({
        ...{ id: it.id, title: it.title.value, link: link(it, 'alternate'), html: it.content.value },
        ...{ author: it.authors[0].name, at: Date.parse(it.published) },
      })),
    };
  },
  async 'rss-parser'(text) {
    const { default: Parser } = await load('rss-parser');
    const feed = await new Parser().parseString(text);
    return {
      ...{ title: feed.title, page: feed.link, self: feed.feedUrl },
      entries: feed.items.map((/** @type {any} */ it) => ({
        ...{
          id: it.id,
          title: it.title,
          link: it.link,
          html: it.content,
          author: it.author,
          at: Date.parse(it.isoDate),
        },
      })),
    };
  },
  async '@rowanmanning/feed-parser'(text) {
    const { parseFeed } = await load('@rowanmanning/feed-parser');
    const feed = parseFeed(text);
    return {
      ...{ title: feed.title, page: feed.url, self: feed.self },
      entries: feed.items.map((/** @type {any} */ it) => ({
        ...{ id: it.id, title: it.title, link: it.url, html: it.content },
        ...{ author: it.authors[0].name, at: it.published.getTime() },
      })),
    };
  },
};

/**
 * @param {import('./tool.js').Place} place
 * @returns {Promise<string[]>} findings
 */
export async function feed({ url, token }) {
  const written = await write(url, token);
  const findings = [];
  for (const path of [
    `${SITE}/feed.atom`,
    `${SITE}/feed.atom?article=/2026/for-feeds`,
    `${SITE}/feed.atom?article=/none`,
  ]) {
    const answer = await fetch(url + path);
    const text = await answer.text();
    const wrong = [
      ...(await grammar(text)),
      ...rules(text),
      ...(await shown(text, path.endsWith('none') ? [] : written)),
    ];
    findings.push(...wrong.map((what) => `${path}: ${what}`));
  }
  return findings;
}

/** Words that a reader must get as they were written, markup and other scripts among them. */
const WORDS = ['1 < 2 & "so" on', 'سلام عليكم', '漢字 and 👩‍🚀', '<b>bold</b> ]]> &amp;'];

/**
 * Publishes comments. @returns {Promise<string[]>} their ids, the last one first
 * @param {string} url
 * @param {string} token
 */
async function write(url, token) {
  const ids = [];
  const send = async (/** @type {string} */ path, /** @type {object} */ body) => {
    const headers = {
      'content-type': 'application/json',
      ...(path.includes('moderation') && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(`${url}${SITE}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return /** @type {any} */ (await answer.json());
  };
  for (const [index, words] of WORDS.entries()) {
    const { comment } = await send('/comments', {
      article: { url: 'https://blog.example/2026/for-feeds', title: 'Feeds & <others>' },
      author: { name: index === 1 ? 'دينا' : 'Ada & Bob', email: `ada${index}@mail.example` },
      body: words,
      parent: ids[0],
    });
    await send('/moderation/decisions', { decision: 'approve', comments: [comment.id] });
    ids.unshift(comment.id);
  }
  return ids;
}

/** @param {string} text @returns {Promise<string[]>} findings */
async function grammar(text) {
  const { RelaxNGValidator, XmlDocument } = await load('libxml2-wasm');
  try {
    RelaxNGValidator.fromDoc(XmlDocument.fromString(readFileSync(ATOM, 'utf8'))).validate(XmlDocument.fromString(text));
    return [];
  } catch (error) {
    return [`by the grammar: ${error instanceof Error ? error.message : error}`];
  }
}

/** What RFC 4287 asks beside the grammar. @param {string} text @returns {string[]} findings */
function rules(text) {
  const all = (/** @type {RegExp} */ pattern) => [...text.matchAll(pattern)].map(([, found = '']) => found);
  const ids = all(/<id>(.*?)<\/id>/g);
  const [updated = '', ...entries] = all(/<updated>(.*?)<\/updated>/g);
  const [alternate = '', self = ''] = all(/<link rel="(?:alternate|self)"[^>]* href="([^"]*)"/g);
  return [
    ...(new Set(ids).size === ids.length ? [] : ['an id stands for two things']),
    ...ids.filter((id) => !URL.canParse(id)).map((id) => `the id ${id} is not absolute`),
    ...[alternate, self].filter((link) => !URL.canParse(link)).map((link) => `the link ${link} is not absolute`),
    ...entries.filter((time) => time > updated).map((time) => `an entry of ${time} is newer than the feed`),
    ...all(/<thr:in-reply-to ref="([^"]*)"/g)
      .filter((ref) => !URL.canParse(ref))
      .map((ref) => `${ref} is not absolute`),
  ];
}

/** Decodes the characters of an entry's HTML a second time: docs/tools.md. */
const DECODES_TWICE = '@rowanmanning/feed-parser';

/**
 * @param {string} text
 * @param {readonly string[]} written ids of comments that must be there first, in this order
 * @returns {Promise<string[]>} findings
 */
async function shown(text, written) {
  const findings = [];
  const agreed = await READERS.feedsmith(text);
  for (const [name, read] of Object.entries(READERS)) {
    const seen = await read(text);
    const html = (/** @type {Shown} */ { entries }) => entries.map((entry) => entry.html);
    const rest = (/** @type {Shown} */ it) => ({ ...it, entries: it.entries.map((entry) => ({ ...entry, html: '' })) });
    if (!isDeepStrictEqual(rest(seen), rest(agreed))) findings.push(`${name} reads ${JSON.stringify(rest(seen))}`);
    const isSame = isDeepStrictEqual(html(seen), html(agreed));
    if (isSame === (name === DECODES_TWICE) && written.length > 0) findings.push(`${name} reads ${html(seen)}`);
  }
  const first = agreed.entries.slice(0, written.length).map(({ id }) => id.replace('urn:uuid:', ''));
  if (String(first) !== String(written)) findings.push(`the entries are ${first}, written were ${written}`);
  return findings;
}
