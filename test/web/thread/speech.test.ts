import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { wordsFor } from '../../../src/words/languages.js';
import type { Words } from '../../../src/words/words.js';
import { importWeb } from '../../support/web-module.js';

/** What the widget's speech is asked for here. */
interface Speech {
  readonly direction: string;
  say(name: string, values?: Record<string, string>): string;
  parts(name: string, values: Record<string, object>): (string | object)[];
  number(name: string, count: number): string;
  ago(time: string): string;
  exactly(time: string): string;
}

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const { durationIn } = await importWeb<{ durationIn(language: string, seconds: number): string }>(
  'thread/own-actions.ts',
);
let speechIn: (language: string, words: Words) => Speech;

function speech(language: string): Speech {
  const spoken = wordsFor(language);
  return speechIn(spoken.language, spoken.words);
}

function secondsAgo(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

describe('the speech of the widget', () => {
  beforeAll(async () => {
    ({ speechIn } = await importWeb<{ speechIn: typeof speechIn }>('thread/speech.ts'));
    jest.useFakeTimers({ now: NOW });
  });

  it.each([
    [0, 'now'],
    [-300, 'now'],
    [59, '59 seconds ago'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [3_600, '1 hour ago'],
    [86_399, '23 hours ago'],
    [86_400, 'yesterday'],
    [29 * 86_400, '29 days ago'],
    [31 * 86_400, 'last month'],
    [3 * 365 * 86_400, '3 years ago'],
  ])('says of a time %d seconds ago “%s”', (seconds, words) => {
    expect(speech('en').ago(secondsAgo(seconds))).toBe(words);
  });

  it.each([
    ['2027-01-06T07:00', '2027-01-04T08:00', '2 days ago'],
    ['2027-01-06T07:00', '2027-01-05T08:00', '23 hours ago'],
    ['2027-01-06T07:00', '2027-01-05T06:00', 'yesterday'],
    ['2027-01-31T23:00', '2027-01-01T01:00', '30 days ago'],
    ['2027-03-01T12:00', '2027-01-31T12:00', '29 days ago'],
    ['2027-04-01T12:00', '2027-02-28T12:00', '2 months ago'],
    ['2027-01-06T07:00', '2026-02-05T08:00', '11 months ago'],
    ['2027-01-06T07:00', '2025-12-30T08:00', '2 years ago'],
    ['2027-01-06T07:00', '2026-01-05T08:00', 'last year'],
  ])('counts days, months and years as a calendar does: at %s, %s is “%s”', (now, then, words) => {
    jest.setSystemTime(new Date(now));
    expect(speech('en').ago(new Date(then).toISOString())).toBe(words);
    jest.setSystemTime(NOW);
  });

  it.each([
    [0.2, '1 second'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [899, '15 minutes'],
  ])('says of %d seconds “%s”', (seconds, words) => {
    expect(durationIn('en', seconds)).toBe(words);
  });

  it('speaks the language of the words, numbers and times included', () => {
    expect(speech('de-AT').ago(secondsAgo(7_200))).toBe('vor 2 Stunden');
    expect(speech('de').say('canChange', { time: durationIn('de', 300) })).toBe('noch 5 Minuten');
    expect(speech('ja').number('comments', 3)).toBe('コメント 3 件');
    expect(speech('fr').exactly(secondsAgo(0))).toMatch(/^24 novembre 2026/);
    expect([speech('ar').direction, speech('en').direction]).toEqual(['rtl', 'ltr']);
  });

  it('leaves elements in a sentence as they are', () => {
    const name = {};
    expect(speech('en').parts('inAnswerTo', { name })).toEqual(['In reply to ', name]);
    expect(speech('ja').parts('inAnswerTo', { name })).toEqual([name, ' さんへの返信']);
  });
});
