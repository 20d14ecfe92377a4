import { type Grammar, grammarOf, languageNamed } from './code-languages.js';

/** What a piece of code is, which is also the class of its colour; null for the rest. */
type Kind = 'comment' | 'string' | 'number' | 'keyword' | 'name' | 'plus' | 'minus';
export type Piece = readonly [kind: Kind | null, text: string];

const CHANGES: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:@@|diff |index |\+\+\+ |--- )/, 'comment'],
  [/^\+/, 'plus'],
  [/^-/, 'minus'],
];
/** What stands before a command. */
const BEFORE_COMMAND = /(?<!\\)\n|[|;&(]|^\s*\$\s/;

/** Takes code apart; null for a language that is not known here. The pieces are the code, one behind the other. */
export function codePieces(code: string, marked: string): readonly Piece[] | null {
  const language = languageNamed(marked);
  if (language === 'diff') return changesOf(code);
  const grammar = grammarOf(language);
  return grammar && joined(piecesBy(grammar, code, language === 'sql'));
}

function changesOf(code: string): Piece[] {
  return code.split(/(?<=\n)/).map((line) => [CHANGES.find(([beginning]) => beginning.test(line))?.[1] ?? null, line]);
}

function* piecesBy(grammar: Grammar, code: string, ignoresCase: boolean): Generator<Piece> {
  let done = 0;
  let isFirst = true;
  for (const { 0: text, index, groups = {} } of code.matchAll(grammar.pieces)) {
    const gap = code.slice(done, index);
    yield [null, gap];
    done = index + text.length;
    isFirst ||= BEFORE_COMMAND.test(gap);
    const known = ignoresCase ? text.toLowerCase() : text;
    const kind = groups.word === undefined ? kindNamed(groups) : kindOfWord(grammar, known, code[done], isFirst);
    if (groups.comment === undefined) isFirst = false;
    yield [kind === 'string' && isName(grammar, code, done) ? 'name' : kind, text];
  }
  yield [null, code.slice(done)];
}

function kindNamed({ comment, string }: Readonly<Record<string, string>>): Kind {
  return comment !== undefined ? 'comment' : string !== undefined ? 'string' : 'number';
}

function kindOfWord(grammar: Grammar, word: string, next: string | undefined, isFirst: boolean): Kind | null {
  if (grammar.keywords.has(word) || word.startsWith('<')) return 'keyword';
  if (grammar.constants.has(word)) return 'number';
  if (grammar.hasCommands) return isFirst ? 'keyword' : null;
  return next !== undefined && next === grammar.nameBefore ? 'name' : null;
}

/** Whether a string that ends here is the name of a property. */
function isName({ nameBefore }: Grammar, code: string, end: number): boolean {
  return nameBefore === ':' && code[end] === ':';
}

/** Neighbours of one kind as one, without those that are empty. */
function joined(pieces: Iterable<Piece>): Piece[] {
  const all: Piece[] = [];
  for (const [kind, text] of pieces) {
    const last = all.at(-1);
    if (last?.[0] === kind) all[all.length - 1] = [kind, last[1] + text];
    else if (text !== '') all.push([kind, text]);
  }
  return all;
}
