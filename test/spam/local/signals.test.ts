import { describe, expect, test } from '@jest/globals';
import type { Circumstances } from '../../../src/domain/evidence.js';
import { circumstanceSignals } from '../../../src/spam/local/circumstances.js';
import { createModel } from '../../../src/spam/local/model.js';
import { plainLineOf, plainTextOf } from '../../../src/spam/local/plain-text.js';
import { signalsOf } from '../../../src/spam/local/signals.js';
import { evidence, logOdds, SHIPPED } from './support.js';

type Given = Parameters<typeof evidence>[0];

function detailsOf(given: Given): string[] {
  return allSignals(evidence(given)).map(({ name, detail }) => `${name} ${detail}`);
}

function allSignals(comment: ReturnType<typeof evidence>) {
  const plain = plainTextOf(comment.body);
  const words = plain.text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = plainLineOf(comment.authorName, 120);
  return [
    ...signalsOf({ evidence: comment, plain, words, name }),
    ...circumstanceSignals(comment.circumstances, plain.links.length > 0),
  ];
}

const LINKS = (count: number) => Array.from({ length: count }, (_, i) => `http://site-${i}.example/`).join(' ');

describe('a signal', () => {
  test.each<[string, Given, RegExp]>([
    ['no links', {}, /^links:0 no links$/],
    ['how many links in how many words', { body: `look ${LINKS(4)} there` }, /^links:3 4 links in 2 words$/],
    ['links a word', { body: `look ${LINKS(1)}` }, /^density:0 1 link in 1 word$/],
    ['how many sites', { body: LINKS(3) }, /^hosts:3 /],
    ['a link with a text', { body: '[here](http://a.example/)' }, /^link-text /],
    ['a link at the end', { body: `look ${LINKS(1)}` }, /^link-last /],
    ['a link at the start', { body: `${LINKS(1)} look` }, /^link-first /],
    ['raw HTML', { body: 'a <b>b</b>' }, /^html:1 raw HTML \(1 tag\)$/],
    ['BBCode', { body: 'a [b]b[/b]' }, /^bbcode:1 BBCode \(1 code\)$/],
    ['HTML spelled with entities', { body: '&lt;b&gt;' }, /^escaped-html /],
    ['hidden text', { body: 'a<i style="display:none">b</i>' }, /^hidden-text /],
    ['invisible characters', { body: 'ca\u200Bno' }, /^invisible /],
    ['look-alike letters', { body: 'саnое' }, /^look-alikes letters of another script inside 1 word$/],
    ['length', { body: 'one two three' }, /^words:2 its length \(3 words\)$/],
    ['lines', { body: 'a\n\nb\nc' }, /^breaks:2 /],
    ['capitals', { body: 'ALL OF THIS IS LOUD' }, /^upper:6 /],
    ['digits', { body: 'call 0123456789' }, /^digits:4 /],
    ['exclamation marks', { body: 'oh!! no!' }, /^shouts:2 3 exclamation marks$/],
    ['a question', { body: 'is it?' }, /^question /],
    ['a mail address', { body: 'write to a@b.example' }, /^mail /],
    ['repetition', { body: 'buy it '.repeat(20) }, /^distinct:0 /],
    ['the words of the name', { authorName: 'one two three four five' }, /^name-words:4 /],
    ['a name in small letters', { authorName: 'cheap canoes' }, /^name-lower /],
    ['digits in the name', { authorName: 'mira77' }, /^name-digits /],
    ['an address as name', { authorName: 'www.canoes.example' }, /^name-link /],
    ['the name in the text', { authorName: 'cheap canoes', body: 'Here: cheap canoes' }, /^name-in-text /],
    ['the name in a link', { authorName: 'cheap canoes', body: 'http://canoes-now.example/' }, /^name-in-link /],
    ['a website', { authorUrl: 'http://mira.example/' }, /^own-url:0 a website$/],
    ['a page as website', { authorUrl: 'http://mira.example/a/b/c?d' }, /^own-url:3 a website that is a single page$/],
    ['a link to the own site', { authorUrl: 'http://a.example/', body: 'see http://a.example/b' }, /^own-linked /],
    ['words of the title', { body: 'My wooden canoe' }, /^topic:2 words of the article's title$/],
    ['no word of the title', { body: 'Nice site' }, /^topic:0 no word of the article's title$/],
  ])('tells %s', (_, given, expected) => {
    expect(detailsOf(given)).toContainEqual(expect.stringMatching(expected));
  });
});

describe('a circumstance', () => {
  const score = (circumstances: Partial<Circumstances>, body?: string) =>
    logOdds(createModel(SHIPPED).judge(evidence({ circumstances, ...(body !== undefined && { body }) })).score);

  test.each<[string, Partial<Circumstances>, RegExp, number]>([
    ['the honeypot', { trapped: true }, /filled in/, 4],
    ['a form sent at once', { secondsToWrite: 1.4 }, /^c:seconds:0 written in 1 second$/, 1.5],
    ['a form sent soon', { secondsToWrite: 5 }, /^c:seconds:1 written in 5 seconds$/, 0.5],
    ['a form sent in time', { secondsToWrite: 90 }, /^c:seconds:2 the time it took/, -0.5],
    ['a spammer', { history: { approved: 0, spam: 1 } }, /1 spam comment of this author/, 1.5],
    ['a regular', { history: { approved: 6, spam: 0 } }, /6 approved comments of this author/, -4],
    ['a flood of the same words', { sameWords: 12 }, /12 other comments with the same words/, 3],
    ['a flood of links', { sameLinks: 1 }, /1 other comment that links to the same site/, 0.5],
    ['a burst from one range', { sameRange: 40 }, /40 other comments from the same range/, 1],
  ])('tells %s, and weighs it', (_, circumstances, expected, least) => {
    expect(detailsOf({ circumstances })).toContainEqual(expect.stringMatching(expected));
    const change = score(circumstances) - score({});
    expect(least > 0 ? change >= least : change <= least / 3).toBe(true);
  });

  test('tells a new author with a link in the first comment', () => {
    const body = 'See http://canoes.example/';
    const given = { history: { approved: 0, spam: 0 } };
    expect(detailsOf({ body, circumstances: given })).toContainEqual(
      expect.stringMatching('^c:new-with-link new author, link in the first comment$'),
    );
    expect(score(given, body)).toBeGreaterThan(score({}, body));
    expect(detailsOf({ circumstances: given })).toContain('c:new new author');
  });

  test('that is unknown weighs nothing', () => {
    expect(detailsOf({}).filter((detail) => detail.startsWith('c:'))).toEqual([]);
    expect(
      detailsOf({ circumstances: { sameWords: 0, sameLinks: 0, sameRange: 0 } }).filter((detail) =>
        detail.startsWith('c:'),
      ),
    ).toEqual([]);
  });

  test('that moderators see through is learned', () => {
    const model = createModel(SHIPPED);
    const comment = evidence({ circumstances: { secondsToWrite: 1 } });
    for (let i = 0; i < 5; i++) model.learn(model.lesson(comment, 'ham'));
    const weight = (taught: ReturnType<typeof createModel>) =>
      logOdds(taught.judge(evidence({ body: 'Other words', circumstances: { secondsToWrite: 1 } })).score) -
      logOdds(taught.judge(evidence({ body: 'Other words' })).score);
    expect(weight(model)).toBeLessThan(weight(createModel(SHIPPED)));
  });
});
