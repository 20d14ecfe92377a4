import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, MODERATION, publish, SITE } from '../support/http.js';
import { calmTime, processorTimeOf } from '../support/processor-time.js';
import { startTestService, type TestService } from '../support/service.js';

/** No request may keep the others waiting for longer. */
const MOST_MS = 100;

let service: TestService;
let known: string;

beforeAll(async () => {
  service = await startTestService({ classifier: 'shipped' });
  known = await publish(service);
});
afterAll(() => service.stop());

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string | Buffer<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The work that the whole process does for one request, which bounds how long it can have blocked the event loop: compilers and the
 * collector of garbage included, which the least of several tries leaves out.
 */
function work({ method, path, body, headers = {} }: Sent): Promise<number> {
  return calmTime(MOST_MS, () => {
    service.clock.advance(120_000);
    return processorTimeOf(async () => {
      const answer = await fetch(`${service.url}${path}`, {
        method,
        headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
        ...(body !== undefined && { body }),
        redirect: 'manual',
      });
      await answer.arrayBuffer();
      expect(answer.status).toBeLessThan(500);
    });
  });
}

function posting(change: Record<string, unknown>): Sent {
  return { method: 'POST', path: COMMENTS, body: JSON.stringify(aComment(change)) };
}

const MOST = 10_000;
const OPENERS = [
  '*',
  '**',
  '_',
  '__',
  '`',
  '[',
  '![',
  '<',
  '<a ',
  '](',
  '[](',
  '&',
  '&#',
  '\\',
  '~~',
  '> ',
  '- ',
  '1. ',
  '#',
];
const BODIES: readonly (readonly [string, string])[] = [
  ...OPENERS.map((opener) => [`10,000 of ${opener}`, opener.repeat(MOST)] as const),
  ['nested quotes and lists', '> - 1. '.repeat(1400)],
  ['brackets that close', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['emphasis in turn', '*_'.repeat(5000)],
  ['emphasis that never closes', '*a _b '.repeat(1600)],
  ['back quotes of all lengths', Array.from({ length: 140 }, (_, n) => '`'.repeat(n)).join(' ')],
  ['links', '[x](https://a.example) '.repeat(430)],
  ['bare links', 'https://a.example/x '.repeat(500)],
  ['references that refer to each other', Array.from({ length: 400 }, (_, n) => `[${n}]: [${n + 1}]`).join('\n')],
  ['a table', '|a|b|\n|-|-|\n'.repeat(700)],
  ['entities', '&amp;&#x41;&copy'.repeat(600)],
  ['blank lines', `a${'\n'.repeat(9_900)}b`],
  ['blanks', `a${' '.repeat(9_900)}b`],
  ['combining marks', `a${'\u0301'.repeat(9_990)}`],
  ['joiners', '\u200d'.repeat(9_990)],
  ['faces', '👩🏽‍🚀'.repeat(2_000)],
  ['directions', '\u202e\u2066'.repeat(4_900)],
  ['half surrogates', '\ud83d '.repeat(4_900)],
  ['NUL bytes', '\0'.repeat(9_990)],
  ['HTML', '<div><b x="'.repeat(900)],
  ['comments of HTML', '<!--'.repeat(2_500)],
];

describe('a body of', () => {
  it.each(BODIES)('%s keeps nobody waiting', async (_, body) => {
    expect(body.length).toBeLessThanOrEqual(40_000);
    expect(await work(posting({ body: [...body].slice(0, MOST).join('') }))).toBeLessThan(MOST_MS);
  });
});

/** The biggest bodies that are read: 64 KiB. */
const ROOM = 65_000;
const REQUESTS: readonly (readonly [string, string])[] = [
  ['nested arrays', '['.repeat(ROOM / 2) + ']'.repeat(ROOM / 2)],
  ['nested arrays in a field', `{"body":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
  ['nested objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['arrays that are never closed', '['.repeat(ROOM)],
  ['unknown properties', JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`a${n}`, n])))],
  ['one property again and again', `{${'"body":"x",'.repeat(5_800)}"body":"y"}`],
  ['__proto__ again and again', `{${'"__proto__":{},'.repeat(4_300)}"constructor":{"prototype":{}}}`],
  ['numbers', `[${'1e308,'.repeat(10_000)}1]`],
  ['one long number', '9'.repeat(ROOM)],
  ['escapes', `"${'\\u0041'.repeat(10_800)}"`],
  ['combining marks in the name', JSON.stringify(aComment({ author: { name: `a${'\u0301'.repeat(32_000)}` } }))],
  [
    'combining marks in the email',
    JSON.stringify(aComment({ author: { name: 'a', email: `a${'\u0301'.repeat(32_000)}@b` } })),
  ],
  ['combining marks in the body', JSON.stringify(aComment({ body: `a${'\u0301'.repeat(32_000)}` }))],
  [
    'marks in the title',
    JSON.stringify(aComment({ article: { url: 'https://blog.example/', title: '\u0323\u0301'.repeat(16_000) } })),
  ],
  [
    'a URL',
    JSON.stringify(aComment({ author: { name: 'a', email: 'a@b.example', url: `https://${'a.'.repeat(32_000)}` } })),
  ],
  [
    'an email',
    JSON.stringify(aComment({ author: { name: 'a', email: `${'a.'.repeat(16_000)}@${'b.'.repeat(16_000)}` } })),
  ],
  ['the honeypot', JSON.stringify(aComment({ trap: '\u200d'.repeat(20_000) }))],
];

describe('64 KiB of', () => {
  it.each(REQUESTS)('%s keep nobody waiting', async (_, body) => {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64 * 1024);
    expect(await work({ method: 'POST', path: COMMENTS, body })).toBeLessThan(MOST_MS);
  });
});

describe('a small body that unfolds into 20 MB', () => {
  const bomb = Buffer.from(JSON.stringify({ body: 'x'.repeat(20_000_000) }));

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('by %s keeps nobody waiting', async (encoding, compress) => {
    const body = Buffer.from(compress(bomb));
    const sent = { method: 'POST', path: COMMENTS, body, headers: { 'Content-Encoding': encoding } } as const;
    expect(await work(sent)).toBeLessThan(MOST_MS);
  });
});

describe('a question of', () => {
  it.each([
    ['many articles', `${SITE}/counts?${'article=%2Fa&'.repeat(1000)}`],
    ['many parameters', `${COMMENTS}?article=%2Fa&${'x=1&'.repeat(3500)}`],
    ['a long cursor', `${COMMENTS}?article=%2Fa&cursor=${'W1tb'.repeat(490)}`],
    ['many words', `${MODERATION}/comments?status=all&q=${'a%20'.repeat(160)}`],
    ['many quotes', `${MODERATION}/comments?status=all&q=${'%22'.repeat(490)}`],
    ['many operators', `${MODERATION}/comments?status=all&q=${'NEAR(a%20OR%20'.repeat(35)}`],
    ['a long id', `${MODERATION}/comments/${'0'.repeat(8000)}`],
    ['a long path', `/${'a/'.repeat(7000)}`],
    ['a long percent', `/avatars/${'%41'.repeat(5000)}.svg`],
  ])('%s keeps nobody waiting', async (_, path) => {
    expect(await work({ method: 'GET', path, headers: bearer(service.tokens.moderator) })).toBeLessThan(MOST_MS);
  });

  it.each([
    ['Accept-Encoding', 'br;q=0.5,'.repeat(1500)],
    ['Accept', 'text/html;q=0.5,'.repeat(900)],
    ['If-None-Match', 'W/"x",'.repeat(2000)],
    ['X-Forwarded-For', '1.2.3.4,'.repeat(1500)],
    ['Cookie', 'a=b;'.repeat(3000)],
  ])('a long %s keeps nobody waiting', async (name, value) => {
    for (const path of [`${COMMENTS}?article=%2F2026%2Fan-article`, `${COMMENTS}/${known}`, '/privacy/default']) {
      expect(await work({ method: 'GET', path, headers: { [name]: value } })).toBeLessThan(MOST_MS);
    }
  });
});

describe('500 decisions', () => {
  it('keep nobody waiting', async () => {
    const comments = Array.from({ length: 500 }, (_, n) => `${known.slice(0, -3)}${String(n).padStart(3, '0')}`);
    const body = JSON.stringify({ decision: 'approve', comments });
    const sent = {
      method: 'POST',
      path: `${MODERATION}/decisions`,
      body,
      headers: bearer(service.tokens.moderator),
    } as const;
    expect(await work(sent)).toBeLessThan(MOST_MS);
  });
});
