import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { formatKeys, newKeys, parseKeys, withNewVersion } from '../../src/app/keys/key-ring.js';
import { AfterwordError } from '../../src/domain/errors.js';
import { anyText } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';

const keys = withNewVersion(newKeys(randomBytes), randomBytes);
const file = formatKeys(keys);
const lines = file.trimEnd().split('\n');

/** What reading a text ends in: the keys, or the message of the error. */
function outcome(text: string): ReturnType<typeof parseKeys> | string {
  try {
    return parseKeys(text);
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    expect(error.code).toBe('invalid');
    return error.message;
  }
}

describe('a key file', () => {
  it('reads as what was written', () => {
    expect(parseKeys(file)).toEqual(keys);
  });

  it('may be edited by hand: comments, blank lines, other line ends, another order, a byte order mark', () => {
    const edited = `\uFEFF# mine\r\n\r\n  ${[...lines].reverse().join('\r\n\t')}  \r\n`;
    expect(parseKeys(edited)).toEqual(keys);
  });

  it.each([
    ['nothing', ''],
    ['no lookup key', lines.filter((line) => !line.startsWith('lookup')).join('\n')],
    ['no key to encrypt with', lines.filter((line) => !/^\d/.test(line)).join('\n')],
    ['a key twice', `${file}${lines.at(-1)}\n`],
    ['two lookup keys', `${file}lookup ${randomBytes(32).toString('base64')}\n`],
    ['two keys on a line', `${file}3 ${randomBytes(32).toString('base64')} ${randomBytes(32).toString('base64')}\n`],
    ['a short key', `${file}3 ${randomBytes(31).toString('base64')}\n`],
    ['a long key', `${file}3 ${randomBytes(33).toString('base64')}\n`],
    ['a key with a letter that is none', file.replace(/^2 (.)/m, '2 *$1')],
    ['the key 0', `${file}0 ${randomBytes(32).toString('base64')}\n`],
    ['the key 256', `${file}256 ${randomBytes(32).toString('base64')}\n`],
    ['a key of another name', `${file}__proto__ ${randomBytes(32).toString('base64')}\n`],
    ['a cut', file.slice(0, -10)],
  ])('with %s is refused', (_, text) => {
    expect(outcome(text)).toEqual(expect.stringMatching(/^The key file /));
  });

  it('is never repeated in an error, however it is damaged', () => {
    const damage = fc.tuple(fc.nat(file.length), fc.nat(20), fc.string({ maxLength: 30 }));
    fc.assert(
      fc.property(damage, ([at, cut, put]) => {
        const damaged = file.slice(0, at) + put + file.slice(at + cut);
        const result = outcome(damaged);
        if (typeof result !== 'string') return;
        for (const piece of damaged.match(/[A-Za-z0-9+/=]{8,}/g) ?? []) expect(result).not.toContain(piece);
      }),
      { numRuns: runs(200) },
    );
  });

  it('survives any text without another error than its own', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), (anything) => {
        expect(typeof outcome(anything)).toBe('string');
      }),
      { numRuns: runs(200) },
    );
  });
});
