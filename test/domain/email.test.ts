import { describe, expect, it, test } from '@jest/globals';
import { maskEmail, normaliseEmail } from '../../src/domain/email.js';
import { anyText } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';

const anything = fc.oneof(
  fc.emailAddress(),
  anyText({ maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'B',
        '@',
        '.',
        '-',
        '+',
        'ü',
        '漢',
        '。',
        '\u200b',
        '%41',
        '/',
        ':',
        '1',
        'xn--',
        ' ',
        'ß',
        '\ud800',
        'İ',
      ),
    )
    .map((pieces) => pieces.join('')),
);

describe('normaliseEmail', () => {
  test.each([
    ['ada@example.org', 'ada@example.org'],
    [' Ada@Example.ORG\n', 'ada@example.org'],
    ["o'brien+blog!#$%&*/=?^_`{|}~-.x@example.org", "o'brien+blog!#$%&*/=?^_`{|}~-.x@example.org"],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example'],
    ['ada@例え。テスト', 'ada@xn--r8jz45g.xn--zckzah'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['a@b', 'a@b'],
    ['a@1', 'a@1'],
    ['ada@localhost', 'ada@localhost'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('turns %j into %j', (raw, email) => {
    expect(normaliseEmail(raw)).toBe(email);
  });

  test.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.org',
    'ada@@example.org',
    'ada lovelace@example.org',
    'ada@exa mple.org',
    'ada@example..org',
    'ada@.example.org',
    'ada@example.org.',
    'ada@-example.org',
    'ada@example-.org',
    'ada@[192.0.2.1]',
    '"ada"@example.org',
    'ada@example.org, eve@example.org',
    'ada@example.org\nBcc: eve@example.org',
    'Ada <ada@example.org>',
    'ada(comment)@example.org',
    'ada@example.org:25',
    'ada@example.org/x',
    'ada@ex%61mple.org',
    'ada@bücher.example:25',
    'ada@bücher.example/x',
    'ada@b%C3%BCcher.example',
    'ädä@example.org',
    'ad\u0130@example.org',
    '\u212aate@example.org',
    'ada\0@example.org',
    'ada\ud800@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'a'.repeat(64)}.org`,
    `a@${'abcdefghi.'.repeat(25)}orgx`,
    'a'.repeat(1_000_000),
    `a@${'ü'.repeat(1_000_000)}`,
  ])('refuses %j', (raw) => {
    expect(normaliseEmail(raw)).toBeNull();
  });

  it('takes an address of exactly 254 characters', () => {
    const email = `a@${'abcdefghi.'.repeat(25)}or`;
    expect(email).toHaveLength(254);
    expect(normaliseEmail(email)).toBe(email);
  });

  it('gives null or a lower-case ASCII address that it leaves alone', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const email = normaliseEmail(raw);
        if (email === null) return;
        expect(email).toMatch(/^[!-?^-~]+@[a-z0-9.-]+$/);
        expect(email.length).toBeLessThanOrEqual(254);
        expect(normaliseEmail(email)).toBe(email);
        expect(normaliseEmail(` ${email.toUpperCase()} `)).toBe(email);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('maskEmail', () => {
  test.each([
    ['ada@example.org', 'a••@e•••••.org'],
    ['a-very-long-name@a-very-long-domain.example.org', 'a••@a•••••.org'],
    ['a@b.c', 'a••@b•••••.c'],
    ['a@b', 'a••@b•••••'],
    ['ada@localhost', 'a••@l•••••'],
    ['ada@mail.example.co.uk', 'a••@m•••••.uk'],
    ['ada@xn--bcher-kva.example', 'a••@b•••••.example'],
    ['ada@xn--r8jz45g.xn--zckzah', 'a••@例•••••.テスト'],
    ['ada@xn--ls8h.la', 'a••@💩•••••.la'],
    ['not an address', '••'],
    ['', '••'],
  ])('shows %j as %j', (email, mask) => {
    expect(maskEmail(email)).toBe(mask);
  });

  it('gives the same mask to addresses that differ only in what it hides', () => {
    const hidden = fc.stringMatching(/^[a-z0-9]{0,20}$/);
    fc.assert(
      fc.property(hidden, hidden, hidden, hidden, (name, domain, otherName, otherDomain) => {
        expect(maskEmail(`a${name}@e${domain}.org`)).toBe(maskEmail(`a${otherName}@e${otherDomain}.org`));
      }),
    );
  });
});
