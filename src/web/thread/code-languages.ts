/** How code of a language is told apart into comments, strings, numbers and words. */
export interface Grammar {
  /** Its pieces by kind; every one ends, whatever follows it, so that no text is looked at twice. */
  readonly pieces: RegExp;
  readonly keywords: ReadonlySet<string>;
  /** Words that mean a value: `true`, `None`. */
  readonly constants: ReadonlySet<string>;
  /** What makes a word a name that is given a value: the sign behind it. */
  readonly nameBefore?: string;
  /** Whether a word with which a command begins is coloured like a keyword. */
  readonly hasCommands?: boolean;
}

const SLASHES = '//[^\\n]*|/\\*[^]*?(?:\\*/|$)';
const HASH = '(?<!\\S)#[^\\n]*';
const DOUBLE = '"(?:\\\\.|[^"\\\\\\n])*"?';
const SINGLE = "'(?:\\\\.|[^'\\\\\\n])*'?";
/** Where an apostrophe may also stand within a word. */
const SINGLE_OUTSIDE_WORDS = `(?<!\\w)${SINGLE}`;
const CHARACTER = "'(?:\\\\.[^'\\n]{0,9}|[^'\\\\\\n])'";
const BACKQUOTED = '`(?:\\\\[^]|[^`\\\\])*`?';
const TRIPLE = '"""[^]*?(?:"""|$)|\'\'\'[^]*?(?:\'\'\'|$)';
const VALUES = 'true false null';
const WORD = '[\\p{L}_$][\\p{L}\\p{N}_$]*';
const WORD_WITH_HYPHENS = '[\\p{L}_@$][\\p{L}\\p{N}_-]*';
const NUMBER = '(?<![\\w$])\\d[\\w.]*';

interface Source {
  readonly comment?: string;
  readonly string?: string;
  readonly number?: string;
  readonly word?: string;
  readonly keywords?: string;
  readonly constants?: string;
  readonly nameBefore?: string;
  readonly hasCommands?: boolean;
}

/** The sign of no text: a piece that there is none of in a language. */
const NONE = '(?!)';

function grammar({ comment = NONE, string = NONE, number = NUMBER, word = WORD, ...more }: Source): Grammar {
  const { keywords = '', constants = VALUES, ...rest } = more;
  return {
    pieces: new RegExp(`(?<comment>${comment})|(?<string>${string})|(?<number>${number})|(?<word>${word})`, 'gu'),
    keywords: new Set(keywords.split(' ')),
    constants: new Set(constants.split(' ')),
    ...rest,
  };
}

const script = grammar({
  comment: SLASHES,
  string: `${DOUBLE}|${SINGLE}|${BACKQUOTED}`,
  keywords:
    'abstract as async await break case catch class const continue declare default delete do else enum export extends finally for from function get if implements import in instanceof interface keyof let namespace new of private protected public readonly return satisfies set static switch throw try type typeof var void while with yield',
  constants: `${VALUES} undefined NaN Infinity this super`,
});

const markup = grammar({
  comment: '<!--[^]*?(?:-->|$)',
  string: `(?<==\\s?)(?:${DOUBLE}|${SINGLE})`,
  number: '&#?\\w{1,8};',
  word: '</?[a-zA-Z][\\w:-]*|[\\p{L}_@:][\\p{L}\\p{N}_.:-]*',
  nameBefore: '=',
});

const shell = grammar({
  comment: HASH,
  string: `${DOUBLE}|${SINGLE_OUTSIDE_WORDS}`,
  number: '\\$(?:\\w+|\\{[^}\\n]*\\}?|[#?@*!$])',
  word: '[\\p{L}_./~-][\\p{L}\\p{N}_./:=+~-]*',
  keywords: 'case do done elif else esac exit export fi for function if in local return then until while',
  hasCommands: true,
});

const yaml = grammar({
  comment: HASH,
  string: `(?<!\\w)(?:${DOUBLE}|${SINGLE})`,
  word: WORD_WITH_HYPHENS,
  constants: `${VALUES} yes no on off`,
  nameBefore: ':',
});

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  js: script,
  html: markup,
  bash: shell,
  yaml,
  json: grammar({ comment: SLASHES, string: DOUBLE, nameBefore: ':' }),
  css: grammar({
    comment: '/\\*[^]*?(?:\\*/|$)',
    string: `${DOUBLE}|${SINGLE}`,
    number: '#[\\da-fA-F]{3,8}(?!\\w)|(?<![\\w-])\\.?\\d[\\w.%]*',
    word: '[\\p{L}_@-][\\p{L}\\p{N}_-]*',
    keywords: '@media @import @font-face @supports @container @keyframes @layer @page @property and not only',
    nameBefore: ':',
  }),
  python: grammar({
    comment: HASH,
    string: `${TRIPLE}|${DOUBLE}|${SINGLE}`,
    keywords:
      'and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield',
    constants: 'True False None self cls',
  }),
  sql: grammar({
    comment: '--[^\\n]*|/\\*[^]*?(?:\\*/|$)',
    string: `${DOUBLE}|${SINGLE}`,
    keywords:
      'add all alter and any as asc begin between by cascade case check column commit constraint create cross default delete desc distinct drop else end exists foreign from full group having if in index inner insert into is join key left like limit not offset on or order outer over partition primary references returning right rollback select set table then transaction union unique update using values view when where with',
  }),
  go: grammar({
    comment: SLASHES,
    string: `${DOUBLE}|${BACKQUOTED}|${CHARACTER}`,
    keywords:
      'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var',
    constants: 'true false nil iota',
  }),
  rust: grammar({
    comment: SLASHES,
    string: `${DOUBLE}|${CHARACTER}`,
    keywords:
      'as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return static struct super trait type unsafe use where while',
    constants: 'true false self Self None Some Ok Err',
  }),
  php: grammar({
    comment: `${SLASHES}|#(?!\\[)[^\\n]*`,
    string: `${DOUBLE}|${SINGLE}`,
    number: `\\$\\w+|${NUMBER}`,
    keywords:
      'abstract and array as break case catch class clone const continue declare default do echo else elseif empty enum extends final finally fn for foreach function global if implements include instanceof interface isset list match namespace new or print private protected public readonly require return static switch throw trait try unset use var while xor yield',
  }),
  java: grammar({
    comment: SLASHES,
    string: `"""[^]*?(?:"""|$)|${DOUBLE}|${CHARACTER}`,
    keywords:
      'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for if implements import instanceof int interface long native new package private protected public record return sealed short static strictfp switch synchronized throw throws transient try var void volatile while yield',
    constants: `${VALUES} this super`,
  }),
};

/** Other names that people mark code with. */
const ALIASES: Readonly<Record<string, string>> = {
  ...{ javascript: 'js', jsx: 'js', mjs: 'js', cjs: 'js', ts: 'js', typescript: 'js', tsx: 'js' },
  ...{ xml: 'html', svg: 'html', vue: 'html', svelte: 'html', jsonc: 'json', json5: 'json', scss: 'css', less: 'css' },
  ...{ sh: 'bash', shell: 'bash', zsh: 'bash', console: 'bash', py: 'python', python3: 'python', golang: 'go' },
  ...{ rs: 'rust', yml: 'yaml', toml: 'yaml', postgresql: 'sql', mysql: 'sql', sqlite: 'sql', patch: 'diff' },
};

/** The name by which a language is known here, whatever it was called. */
export function languageNamed(name: string): string {
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] as string) : name;
}

export function grammarOf(language: string): Grammar | null {
  return Object.hasOwn(GRAMMARS, language) ? (GRAMMARS[language] as Grammar) : null;
}
