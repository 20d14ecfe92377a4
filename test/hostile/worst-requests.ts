import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { aComment, COMMENTS, MODERATION, SITE } from '../support/http.js';

/** A comment, or what claims to be one, that asks for as much work as a stranger can ask for at once. */
export interface WorstPost {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent: each time a comment that was not sent before, so that none is refused as a double. */
  readonly make: () => string | Buffer<ArrayBuffer>;
  /** The status of its answer is one of these. */
  readonly statuses: readonly number[];
}

const BLOG = 'https://blog.example';
/** As many characters as a comment may have. */
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
  ['tables', 'a|\n-|\n\n'.repeat(1_400)],
  ['a table of many columns and short rows', `${'|a'.repeat(1250)}\n${'|-'.repeat(1250)}\n${'|\n'.repeat(2_490)}`],
  ['a table of one column and long rows', `a|\n-|\n${'|'.repeat(9_990)}`],
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

/** A little less than the 64 KiB that are read of a request. */
const ROOM = 65_000;
/** As much as is read of what is no comment; and, as what replaces properties of one, of comments with one field that is as long. */
const PAYLOADS: readonly (readonly [string, string | Record<string, unknown>])[] = [
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
  ['combining marks in the name', { author: { name: `a${'\u0301'.repeat(32_000)}` } }],
  ['combining marks in the email', { author: { name: 'a', email: `a${'\u0301'.repeat(32_000)}@b` } }],
  ['combining marks in the body', { body: `a${'\u0301'.repeat(32_000)}` }],
  ['marks in the title', { article: { url: `${BLOG}/`, title: '\u0323\u0301'.repeat(16_000) } }],
  ['a URL', { author: { name: 'a', email: 'a@b.example', url: `https://${'a.'.repeat(32_000)}` } }],
  ['an email', { author: { name: 'a', email: `${'a.'.repeat(16_000)}@${'b.'.repeat(16_000)}` } }],
  ['the honeypot', { trap: '\u200d'.repeat(20_000) }],
];

const BOMB = JSON.stringify({ body: 'x'.repeat(20_000_000) });
const CODINGS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const;

let writers = 0;

/** @param blog where the site's articles stand, such as `https://blog.example` */
export function worstPosts(blog = BLOG): WorstPost[] {
  const article = { url: `${blog}/2026/an-article` };
  const write = (change: Record<string, unknown>) => {
    writers += 1;
    const author = { name: 'Ada', email: `ada-${writers}@example.org` };
    return JSON.stringify(aComment({ article, author, ...change }));
  };
  return [
    ...BODIES.map(([what, text]) => {
      const body = [...text].slice(0, MOST).join('');
      return { what: `10,000 characters: ${what}`, headers: {}, make: () => write({ body }), statuses: [201, 422] };
    }),
    ...PAYLOADS.map(([what, payload]) => ({
      what: `64 KiB: ${what}`,
      headers: {},
      make: () => (typeof payload === 'string' ? payload : write(payload)),
      statuses: [400, 422],
    })),
    ...CODINGS.map(([coding, compress]) => {
      const compressed = Buffer.from(compress(BOMB));
      const headers = { 'Content-Encoding': coding };
      return { what: `20 MB compressed: ${coding}`, headers, make: () => compressed, statuses: [413] };
    }),
  ];
}

/** Addresses, and headers that go with every address, which ask for as much work as a moderator or a stranger can ask for at once. */
export const worstAddresses: ReadonlyMap<string, string> = new Map([
  ['many articles', `${SITE}/counts?${'article=%2Fa&'.repeat(1000)}`],
  ['many parameters', `${COMMENTS}?article=%2Fa&${'x=1&'.repeat(3500)}`],
  ['a long cursor', `${COMMENTS}?article=%2Fa&cursor=${'W1tb'.repeat(490)}`],
  ['many words', `${MODERATION}/comments?status=all&q=${'a%20'.repeat(160)}`],
  ['many quotes', `${MODERATION}/comments?status=all&q=${'%22'.repeat(490)}`],
  ['many operators', `${MODERATION}/comments?status=all&q=${'NEAR(a%20OR%20'.repeat(35)}`],
  ['a long id', `${MODERATION}/comments/${'0'.repeat(8000)}`],
  ['a long path', `/${'a/'.repeat(7000)}`],
  ['a long percent', `/avatars/${'%41'.repeat(5000)}.svg`],
]);
export const worstHeaders: ReadonlyMap<string, string> = new Map([
  ['Accept-Encoding', 'br;q=0.5,'.repeat(1500)],
  ['Accept', 'text/html;q=0.5,'.repeat(900)],
  ['If-None-Match', 'W/"x",'.repeat(2000)],
  ['X-Forwarded-For', '1.2.3.4,'.repeat(1500)],
  ['Cookie', 'a=b;'.repeat(3000)],
]);
