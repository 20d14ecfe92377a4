/*
 * What people see as one character ("grapheme cluster", UAX #29) may be any number of code points, and no browser breaks a line inside of
 * one: marks tower over the lines above ("Zalgo"), conjuncts, jamo and emoji run out of the page. Here every cluster gets an end.
 * `Intl.Segmenter` would not do: it takes 15 times as long (7 ms for 10,000 characters of Hindi), and clusters differ between the Unicode versions of Node.js and of browsers.
 */

/**
 * Marks that may follow one base character. Burmese and Tibetan stack up to eight; no language stacks more than four of
 * the marks that belong to no script of their own.
 */
const MARKS_MAX = 8;
const INHERITED_MARKS_MAX = 4;
/** Signs that enclose the digits behind them. */
const PREPENDED_MAX = 2;
/** Code points of one cluster: a family of four with skin tones has eleven, and so has the longest conjunct of Sanskrit. */
const CLUSTER_MAX = 12;

/** Marks, joiners, and what Unicode counts as a mark for this purpose: skin tones, two vowels, two signs of half width. */
const EXTENDING = '\\p{M}\\u200C\\u200D\\p{Emoji_Modifier}\\u0E33\\u0EB3\\uFF9E\\uFF9F';
/** Signs that silence a vowel and join the next consonant to the cluster. */
const LINKERS =
  '\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0C4D\\u0CCD\\u0D4D\\u0DCA\\u1039\\u17D2\\u1A60\\u1B44\\u1BAB\\uA9C0\\uAAF6\\u{10A3F}\\u{11133}\\u{113D0}\\u{1193E}\\u{11A47}\\u{11A99}\\u{11F42}';
const PREPENDED =
  '\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\u0D4E\\u{110BD}\\u{110CD}\\u{111C2}\\u{111C3}\\u{113D1}\\u{1193F}\\u{11941}\\u{11A84}-\\u{11A89}\\u{11D46}\\u{11F02}';

/** Too long a cluster shows itself quickly; only then the slower look is worth it. */
const SUSPECT = new RegExp(
  `[${EXTENDING}]{5}|[\\u1100-\\u11FF\\uA960-\\uA97C\\uD7B0-\\uD7FB]{4}|[${PREPENDED}]{2}|` +
    `(?:[^\\s${EXTENDING}][${EXTENDING}]+){4}`,
  'u',
);

const OTHER = 0;
const SCRIPTS_MARK = 1;
const INHERITED_MARK = 2;
const LINKER = 3;
const JOINER = 4;
const PREPENDED_SIGN = 5;
const PICTOGRAPH = 6;
const LEADING_JAMO = 7;
const VOWEL_JAMO = 8;
const TRAILING_JAMO = 9;
const SYLLABLE = 10;
/** Letters that a linker joins to what stands before it. */
const LINKED = 11;

const KINDS: readonly (readonly [kind: number, characters: RegExp])[] = [
  [JOINER, /\u200D/],
  [LINKER, new RegExp(`[${LINKERS}]`, 'u')],
  [INHERITED_MARK, /(?=[\p{M}\u200C])\p{Script=Inherited}/u],
  [SCRIPTS_MARK, new RegExp(`[${EXTENDING}]`, 'u')],
  [PREPENDED_SIGN, new RegExp(`[${PREPENDED}]`, 'u')],
  [LEADING_JAMO, /[\u1100-\u115F\uA960-\uA97C]/],
  [VOWEL_JAMO, /[\u1160-\u11A7\uD7B0-\uD7C6]/],
  [TRAILING_JAMO, /[\u11A8-\u11FF\uD7CB-\uD7FB]/],
  [SYLLABLE, /[\uAC00-\uD7A3]/],
  [PICTOGRAPH, /\p{Extended_Pictographic}/u],
  [LINKED, /(?=[\u0900-\u109F\u1780-\u1CFF\uA800-\uABFF\u{10A00}-\u{11FFF}])\p{L}/u],
];

const UNKNOWN = 255;
/** The kinds of characters that were met before, by code point: asking regular expressions takes many times as long. */
const kinds = new Uint8Array(0x110000).fill(UNKNOWN);

function kindOf(code: number): number {
  const known = kinds[code] as number;
  if (known !== UNKNOWN) return known;
  const character = String.fromCodePoint(code);
  const kind = KINDS.find(([, characters]) => characters.test(character))?.[0] ?? OTHER;
  kinds[code] = kind;
  return kind;
}

/** What of the text so far bears on the next character. */
interface Cluster {
  /** The kind of the last character that was kept. */
  last: number;
  /** Whether a linker stands among the marks behind the last letter. */
  linked: boolean;
  length: number;
  marks: number;
  inherited: number;
  prepended: number;
}

function isMark(kind: number): boolean {
  return kind >= SCRIPTS_MARK && kind <= JOINER;
}

/** Whether a character belongs to the cluster before it (UAX #29, GB6 to GB11). */
function continues({ last, linked }: Cluster, kind: number): boolean {
  if (isMark(kind)) return true;
  if (last === PREPENDED_SIGN) return true;
  switch (kind) {
    case LINKED:
      return linked;
    case PICTOGRAPH:
      return last === JOINER;
    case LEADING_JAMO:
    case SYLLABLE:
      return last === LEADING_JAMO;
    case VOWEL_JAMO:
      return last === LEADING_JAMO || last === VOWEL_JAMO || last === SYLLABLE;
    case TRAILING_JAMO:
      return last === VOWEL_JAMO || last === TRAILING_JAMO || last === SYLLABLE;
    default:
      return false;
  }
}

/** Takes the next character into account. @returns whether it may stay */
function admit(cluster: Cluster, kind: number): boolean {
  cluster.length = continues(cluster, kind) ? cluster.length + 1 : 1;
  cluster.marks = isMark(kind) ? cluster.marks + 1 : 0;
  cluster.inherited = kind === INHERITED_MARK || kind === JOINER ? cluster.inherited + 1 : 0;
  if (cluster.length === 1) cluster.prepended = 0;
  if (kind === PREPENDED_SIGN) cluster.prepended += 1;
  const fits =
    cluster.length <= CLUSTER_MAX &&
    cluster.marks <= MARKS_MAX &&
    cluster.inherited <= INHERITED_MARKS_MAX &&
    cluster.prepended <= PREPENDED_MAX;
  // What is dropped changes nothing for what comes next, so that a second look finds nothing more to drop.
  if (!fits) return false;
  cluster.linked = kind === LINKER || (cluster.linked && isMark(kind));
  cluster.last = kind;
  return true;
}

function emptyCluster(): Cluster {
  return { last: OTHER, linked: false, length: 0, marks: 0, inherited: 0, prepended: 0 };
}

function capIn(text: string, cluster: Cluster): string {
  let kept = '';
  let keptUpTo = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) as number;
    const width = code > 0xffff ? 2 : 1;
    if (!admit(cluster, kindOf(code))) {
      kept += text.slice(keptUpTo, i);
      keptUpTo = i + width;
    }
    i += width;
  }
  return kept + text.slice(keptUpTo);
}

/** Drops of every cluster what exceeds what a language or an emoji needs. */
export function capClusters(text: string): string {
  return SUSPECT.test(text) ? capIn(text, emptyCluster()) : text;
}

const TAGS = /<[^<>]*>/g;

/** The same for HTML whose text and attributes have no bare angle brackets. A cluster does not end where an element does. */
export function capClustersInHtml(html: string): string {
  if (!SUSPECT.test(html.replace(TAGS, ''))) return html;
  const cluster = emptyCluster();
  return html.replace(/(<[^<>]*>)|[^<]+/g, (part, tag?: string) => (tag === undefined ? capIn(part, cluster) : part));
}
