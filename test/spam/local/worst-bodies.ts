import type { Evidence } from '../../../src/domain/evidence.js';
import { evidence, randomWords } from './support.js';

/** As many characters as a comment may have. */
const LONG = 10_000;
const fill = (piece: string) => piece.repeat(Math.ceil(LONG / piece.length)).slice(0, LONG);

/** Texts that make careless regular expressions go back and forth, or careless code take each character for a word. */
export const worstBodies: Readonly<Record<string, string>> = {
  'combining marks': fill('a\u0301\u0302\u0303\u0304\u0305\u0306'),
  'marks alone': fill('\u0300\u0316'),
  'one long word': fill('a'),
  'one long word of two scripts': fill('aа'),
  'digits and letters of two scripts': fill('1aа1'),
  'opening tags': fill('<a '),
  'open tags without an end': fill('<a href="'),
  'opening brackets': fill('[url='),
  'brackets in brackets': fill('['),
  dots: fill('a.'),
  'dots and dashes': fill('a-.'),
  'almost hosts': fill('aaa.bbb.ccc.ddd.eee.fff.'),
  'at signs': fill('a@'),
  'almost addresses': fill('http:/'),
  addresses: fill('http://a.com/ '),
  ampersands: fill('&#x'),
  entities: fill('&lt;'),
  comments: fill('<!--'),
  'styles without an end': fill('<b style="display  :'),
  apostrophes: fill("a'"),
  spaces: `a${fill(' ')}a`,
  newlines: fill('\n a'),
  'zero-width characters': fill('a\u200B'),
  'astral characters': fill('😀'),
  'lone surrogates': fill('\uD83D'),
  'link marks': fill('\uE000'),
  'words that are all different': randomWords(1500).join(' ').slice(0, LONG),
  ligatures: fill('\uFDFA'),
};

/** A comment that has such a text wherever it takes one. */
export function worstComment(text: string): Evidence {
  return evidence({ authorName: text, authorUrl: `http://a.example/${text}`, articleKey: text, body: text });
}
