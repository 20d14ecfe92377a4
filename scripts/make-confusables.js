/**
 * `node scripts/make-confusables.js FILE` writes `src/domain/confusables.ts` anew, from Unicode's confusables.txt: what each letter, digit and mark
 * looks like, as far as names need it. The file of a version is at https://www.unicode.org/Public/17.0.0/security/confusables.txt
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { main } from './lib/command.js';

const MODULE = 'src/domain/confusables.ts';

/** Scripts in which people write today (UAX #31, table 5), without Hangul, of which the file has old letters only. */
const IN_USE =
  `Common Inherited Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hebrew
  Hiragana Kannada Katakana Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan`
    .split(/\s+/)
    .map((script) => `\\p{Script=${script}}`)
    .join('');
/** What a name can be taken for; a letter of any script may look like it. */
const OF_A_NAME = new RegExp(`^(?:(?=[\\p{L}\\p{N}\\p{M}])[${IN_USE}])+$`, 'u');
const NO_PART_OF_A_NAME = /[\p{Default_Ignorable_Code_Point}\p{Script=Hangul}]/u;
/** Signs are read for Latin letters (`|` for I, `×` for x), and hardly for others. */
const SIGN = /[^\p{L}\p{N}\p{M}]/u;

/** It has to stand with what is made of the file. */
const LICENCE = `
UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 1991-2025 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING
DATA FILES, AND/OR SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE TERMS AND CONDITIONS OF
THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a copy of data files and any associated
documentation (the "Data Files") or software and any associated documentation (the "Software") to deal in the Data
Files or Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, and/or sell copies of the Data Files or Software, and to permit persons to whom the Data Files or Software
are furnished to do so, provided that either (a) this copyright and permission notice appear with all copies of the
Data Files or Software, or (b) this copyright and permission notice appear in associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY
RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL
INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN
AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THE DATA FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall not be used in advertising or otherwise to
promote the sale, use or other dealings in these Data Files or Software without prior written authorization of the
copyright holder.
`;

await main(async () => {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('usage: node scripts/make-confusables.js FILE');
  const text = readFileSync(file, 'utf8');
  const version = /^# Version: ([\d.]+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`${file} does not say of which version it is`);
  const rows = needed(rowsOf(text));
  writeFileSync(MODULE, moduleOf(version, rows));
  console.log(`${MODULE}: ${rows.length} characters of version ${version}`);
});

/**
 * Each character with what it looks like.
 * @typedef {readonly (readonly [string, string])[]} Rows
 */

/** @type {(text: string) => Rows} */
function rowsOf(text) {
  return [...text.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;\tMA\t/gm)].map(([, source = '', target = '']) => [
    String.fromCodePoint(Number.parseInt(source, 16)),
    String.fromCodePoint(...target.split(' ').map((codePoint) => Number.parseInt(codePoint, 16))).normalize('NFD'),
  ]);
}

/**
 * Leaves out what is no part of a name, and what Unicode's normal forms say as well: NFD takes it apart, or NFKD makes something of it that looks
 * like the same. A ligature is what NFKD makes of it.
 * @type {(rows: Rows) => Rows}
 */
function needed(rows) {
  const known = new Map(rows);
  /** @type {(text: string) => string} */
  const look = (text) => Array.from(plainOf(text), (character) => known.get(character) ?? character).join('');
  return rows
    .filter(([source, target]) => OF_A_NAME.test(target) && !NO_PART_OF_A_NAME.test(source))
    .filter(([source, target]) => !SIGN.test(source) || /^[A-Za-z]$/.test(target))
    .filter(([source]) => source.normalize('NFD') === source)
    .map(([source, target]) => /** @type {const} */ ([source, look(target)]))
    .filter(([source, target]) =>
      plainOf(source) === source ? source !== target : look(source) !== target && Array.from(target).length === 1,
    )
    .sort(([a], [b]) => codePointOf(a) - codePointOf(b));
}

/** @type {(text: string) => string} */
function plainOf(text) {
  const plain = (/** @type {string} */ character) => {
    const letters = character.normalize('NFKD');
    return /^[\p{L}\p{N}\p{M}]+$/u.test(letters) ? letters : character;
  };
  return Array.from(text, plain).join('');
}

/** @type {(character: string) => number} */
function codePointOf(character) {
  return /** @type {number} */ (character.codePointAt(0));
}

/** @type {(version: string, rows: Rows) => string} */
function moduleOf(version, rows) {
  const steps = rows.map(([source], index) => {
    const [before] = rows[index - 1] ?? ['\0'];
    const step = codePointOf(source) - codePointOf(before);
    return step === 1 ? '' : step.toString(36);
  });
  const looks = rows.map(([, target]) => {
    if (Array.from(target).length > 1) return `(${target})`;
    // It would be written over what stands before it.
    return /\p{M}/u.test(target) ? `\\u{${codePointOf(target).toString(16)}}` : target;
  });
  return `/*
 * Written by scripts/make-confusables.js, not by hand, from Unicode's confusables.txt (UTS #39), version ${version}.
 *
${LICENCE.trim()
  .split('\n')
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')}
 */

/** The characters that look like others, in the order of Unicode: how far each is from the one before, to the base 36, where that is not 1. */
export const SOURCES =
  '${steps.join(' ')}';

/** What each of them looks like: one character, or several in parentheses. */
export const LOOKS =
  '${looks.join('')}';
`;
}
