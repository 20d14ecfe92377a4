import { describe, expect, it, test } from '@jest/globals';
import {
  type PrivacyFacts,
  type PrivacyFieldName,
  privacyJson,
  privacyPage,
} from '../../src/http/pages/privacy-page.js';
import { anyWebUrl } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';
import { expectAccessiblePage } from './page-checks.js';

const facts: PrivacyFacts = {
  siteName: 'Ada’s <b>Blog</b>',
  siteUrl: 'https://blog.example/?a=1&b=2',
  emailRequired: true,
  policy: 'hold',
  akismet: { enabled: true, withhold: [], host: 'rest.akismet.com' },
  retentionSpamDays: 15,
  retentionClientDays: 30,
  editWindowMinutes: 15,
  idempotencyHours: 24,
  blatantSpam: 'keep',
  countsInDatabase: false,
};

const anyFacts: fc.Arbitrary<PrivacyFacts> = fc.record({
  siteName: fc.string({ unit: 'grapheme' }),
  siteUrl: anyWebUrl(),
  emailRequired: fc.boolean(),
  policy: fc.constantFrom('hold', 'first-time', 'publish'),
  akismet: fc.record({
    enabled: fc.boolean(),
    withhold: fc.subarray(['email', 'name', 'url', 'referrer'] as const),
    host: fc.domain(),
  }),
  retentionSpamDays: fc.integer({ min: 0, max: 400 }),
  retentionClientDays: fc.integer({ min: 0, max: 400 }),
  editWindowMinutes: fc.integer({ min: 0, max: 10_080 }),
  idempotencyHours: fc.constant(24),
  blatantSpam: fc.constantFrom('keep', 'drop'),
  countsInDatabase: fc.boolean(),
});

function toldTo(who: 'everybody' | 'moderators' | 'akismet', given: PrivacyFacts): PrivacyFieldName[] {
  return privacyJson(given)
    .fields.filter((field) => field.recipients.some((recipient) => recipient.who === who))
    .map(({ field }) => field);
}

function field(name: PrivacyFieldName, given: PrivacyFacts) {
  return privacyJson(given).fields.find((one) => one.field === name);
}

const sentences = (given: PrivacyFacts) =>
  privacyJson(given)
    .notes.flatMap((note) => note.sentences)
    .join(' ');

describe('privacyJson', () => {
  it('lists everything that a commenter gives or a browser sends', () => {
    expect(privacyJson(facts).fields.map((one) => one.field)).toEqual([
      'name',
      'email',
      'website',
      'words',
      'ipAddress',
      'userAgent',
      'referrer',
    ]);
  });

  it('says that only name, website and words are published', () => {
    expect(toldTo('everybody', facts)).toEqual(['name', 'website', 'words']);
  });

  it('says that Akismet is told everything, unless something is withheld', () => {
    expect(toldTo('akismet', facts)).toEqual([
      'name',
      'email',
      'website',
      'words',
      'ipAddress',
      'userAgent',
      'referrer',
    ]);
    const withhold = ['email', 'name', 'url', 'referrer'] as const;
    expect(toldTo('akismet', { ...facts, akismet: { ...facts.akismet, withhold } })).toEqual([
      'words',
      'ipAddress',
      'userAgent',
    ]);
  });

  it('does not name Akismet where it is not asked', () => {
    const local = { ...facts, akismet: { ...facts.akismet, enabled: false } };
    expect(toldTo('akismet', local)).toEqual([]);
    expect(JSON.stringify(privacyJson(local))).not.toContain('kismet');
    expect(sentences(local)).toContain('Nothing is passed on to anybody else');
  });

  it('names the host that is asked', () => {
    expect(sentences({ ...facts, akismet: { ...facts.akismet, host: 'check.example' } })).toContain('check.example');
  });

  it('says how long each thing is kept', () => {
    const given = { ...facts, retentionSpamDays: 3, retentionClientDays: 1 };
    expect(field('name', given)?.kept).toContain('3 days');
    expect(field('ipAddress', given)?.kept).toBe('For 1 day. Then it is blanked.');
    expect(field('referrer', facts)?.kept).toBe(
      'For 30 days; in spam and in the trash for 15 days. Then it is blanked.',
    );
    expect(field('userAgent', { ...given, retentionClientDays: 0 })?.kept).toMatch(/^For less than a day\./);
    expect(sentences(given)).toContain('for 24 hours');
    expect(sentences(given)).toContain('stays until the blog or you remove it');
    expect(sentences(given)).toContain('Remember me in this browser');
  });

  it('says whether an email is needed, and what for', () => {
    expect(field('email', facts)?.given).toBe('required');
    expect(field('email', { ...facts, emailRequired: false })?.given).toBe('optional');
    expect(field('email', { ...facts, policy: 'first-time' })?.why).toContain('To know you again');
  });

  test.each([
    ['hold', 'before a moderator has approved it'],
    ['first-time', 'has an approved comment here'],
    ['publish', 'is published at once'],
  ] as const)('says what the policy %s does', (policy, words) => {
    expect(sentences({ ...facts, policy })).toContain(words);
  });

  it('says that blatant spam is dropped only where it is', () => {
    expect(sentences(facts)).not.toContain('blatant');
    expect(sentences({ ...facts, blatantSpam: 'drop' })).toContain('blatant spam is counted and not kept');
  });

  it('says how long a comment can be changed, where it can', () => {
    expect(sentences({ ...facts, editWindowMinutes: 1 })).toContain('For 1 minute after');
    expect(sentences({ ...facts, editWindowMinutes: 0 })).not.toContain('withdraw');
  });

  it('says where the address is counted, and how to get a copy or an erasure', () => {
    expect(field('ipAddress', facts)?.why).toContain('in memory and not stored');
    const why = field('ipAddress', { ...facts, countsInDatabase: true })?.why;
    expect(why).toContain('counted by a keyed fingerprint, which is deleted within an hour');
    expect(why).not.toContain('not stored');
    expect(sentences(facts)).toContain('a copy of all that is kept about you, and have all of it erased');
  });
});

describe('privacyPage', () => {
  it('says all that the JSON says, escaped, on an accessible page, whatever the settings', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const source = privacyPage(given);
        expectAccessiblePage(source);
        const text = source
          .replace(/<[^>]*>/g, '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        const { fields, notes } = privacyJson(given);
        for (const one of fields) {
          for (const part of [one.label, one.why, one.kept, ...one.recipients.map(({ detail }) => detail)])
            expect(text).toContain(part);
        }
        for (const part of notes.flatMap((note) => [note.subject, ...note.sentences])) expect(text).toContain(part);
      }),
      { numRuns: runs(50) },
    );
  });

  it('has a table whose cells name their columns where the heads are hidden', () => {
    const source = privacyPage(facts);
    expect(source.match(/role="columnheader"/g)).toHaveLength(4);
    expect(source.match(/<tr role="row">\n<th scope="row"/g)).toHaveLength(7);
    expect(source.match(/data-label="Why"/g)).toHaveLength(7);
    expect(source).toContain('Ada’s &lt;b&gt;Blog&lt;/b&gt;');
    expect(source).not.toContain('<b>');
  });
});
