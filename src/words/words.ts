import type { words as english } from './en.js';

/** A sentence for each plural category that a language has (Unicode CLDR); `other` is used where one is missing. */
export type Plurals = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** Everything that readers are told, in one language. What stands in braces is put in. */
export type Words = {
  readonly [Name in keyof typeof english]: (typeof english)[Name] extends string ? string : Plurals;
};

/** What a language's own file has; a word that it lacks is said in English. */
export type OwnWords = Partial<Words>;

export type PlainName = { [Name in keyof Words]: Words[Name] extends string ? Name : never }[keyof Words];
export type PluralName = Exclude<keyof Words, PlainName>;

/** What is said only to those who write; the widget loads it with the form. */
export const WORDS_OF_WRITING = [
  ...[
    'waiting',
    'canChange',
    'edit',
    'withdraw',
    'withdrawSure',
    'answerTo',
    'withdrawn',
    'comment',
    'name',
    'email',
    'website',
    'optional',
    'emailNote',
    'akismet',
    'noAkismet',
  ],
  ...['privacy', 'remember', 'asWhom', 'change', 'forget', 'send', 'sending', 'cancel', 'discard', 'editing', 'save'],
  ...['formatting', 'bold', 'italic', 'link', 'quote', 'preview', 'back', 'sentWaiting', 'sentPublished', 'saved'],
  ...[
    'wrongFields',
    'wrongName',
    'wrongEmail',
    'wrongWebsite',
    'wrongComment',
    'twice',
    'gone',
    'tooMany',
    'tooLate',
    'offline',
  ],
];

/** The languages whose text runs from right to left. */
const RIGHT_TO_LEFT = /^(?:ar|fa|he|ur)\b/i;

export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
}

/** Puts values into a sentence: the parts of the sentence and the values in turn. */
export function fill<Value>(sentence: string, values: Readonly<Record<string, Value>>): (string | Value)[] {
  return sentence
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : (values[part] ?? '')))
    .filter((part) => part !== '');
}

/** The sentence for a number, with the number in it as the language writes it. Whoever says much passes formatters of the language that it keeps. */
export function plural(
  sentences: Plurals,
  count: number,
  language: string,
  rules = new Intl.PluralRules(language),
  format = new Intl.NumberFormat(language),
): string {
  const sentence = sentences[rules.select(count)] ?? sentences.other;
  return fill(sentence, { n: format.format(count) }).join('');
}
