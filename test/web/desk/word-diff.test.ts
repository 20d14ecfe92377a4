import { beforeAll, expect, test } from '@jest/globals';
import { fc, runs } from '../../support/properties.js';
import { importWeb } from '../../support/web-module.js';

type Kind = 'same' | 'added' | 'removed';

let diff: { changesOf(before: string, after: string): { kind: Kind; text: string }[] };
beforeAll(async () => {
  diff = await importWeb('desk/word-diff.ts');
});

const SIGNS = { same: ['', ''], added: ['{', '}'], removed: ['[', ']'] } as const;

function shown(before: string, after: string): string {
  return diff
    .changesOf(before, after)
    .map(({ kind, text }) => SIGNS[kind].join(text))
    .join('');
}

test.each([
  ['Thank you for this', 'Thank you for that', 'Thank you for [this]{that}'],
  ['a b c', 'a c', 'a [b ]c'],
  ['a c', 'a b c', 'a {b }c'],
  ['same', 'same', 'same'],
  ['', 'new', '{new}'],
])('from %j to %j is %j', (before, after, expected) => {
  expect(shown(before, after)).toBe(expected);
});

test('without what came it is what was, and without what went what is', () => {
  const text = fc
    .array(fc.constantFrom('ice', 'lake', ' ', '\n', '-'), { maxLength: 40 })
    .map((words) => words.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const all = diff.changesOf(before, after);
      const without = (kind: Kind) => all.flatMap((change) => (change.kind === kind ? [] : [change.text])).join('');
      expect([without('added'), without('removed')]).toEqual([before, after]);
    }),
    { numRuns: runs(300) },
  );
});

test('two long texts with nothing in common are not compared word by word', () => {
  const long = (word: string) => Array.from({ length: 3000 }, (_, n) => word + n).join(' ');
  expect(diff.changesOf(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['removed', 'added']);
});
