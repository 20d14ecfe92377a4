import { escapeHtml } from '../protocol/markup.js';

/** The drawing of a seed: its colours, its dots or tiles, and which of the 25 places of a mirrored grid are filled. */
interface Drawing {
  readonly ground: string;
  readonly figure: string;
  readonly accent: string;
  readonly isRound: boolean;
  /** Bit 3 × row + column; columns 3 and 4 mirror 1 and 0. */
  readonly filled: number;
  /** Bits of rows that are drawn in the accent colour. */
  readonly accentRows: number;
}

/**
 * Ground, figure and accent, around the wheel of hues in OKLCH: grounds of one lightness, which stands out from white
 * and from black alike, figures almost white, accents between them and 40° on.
 */
const PALETTES: readonly (readonly [ground: string, figure: string, accent: string])[] = [
  ['#b15d6b', '#fedfe2', '#e99c70'],
  ['#b2604f', '#fee0d9', '#dca65e'],
  ['#ac6734', '#fbe2d2', '#c7b05a'],
  ['#9e711e', '#f5e6ce', '#abbb67'],
  ['#8a7b1d', '#ede9cf', '#8bc27f'],
  ['#6f8434', '#e3ecd3', '#69c79c'],
  ['#4d8b50', '#daefda', '#4dc8ba'],
  ['#1e8f6d', '#d3f0e3', '#48c4d5'],
  ['#078d87', '#cef0ed', '#5dbee9'],
  ['#0d899d', '#ceeff6', '#7db5f5'],
  ['#2584b2', '#d2ecfc', '#9dabf7'],
  ['#4f7bbb', '#dbe9fd', '#b9a2ee'],
  ['#6e72ba', '#e3e6fd', '#d09add'],
  ['#8769b0', '#ece3fc', '#e295c4'],
  ['#9b629e', '#f4e0f5', '#ec93a8'],
  ['#a95e86', '#fbdfec', '#ef958a'],
];

const PATTERN_BITS = 15;
/** So many of a pattern's 15 places must be filled, so that it is neither empty nor a block. */
const FEWEST = 5;
const MOST = 11;
/** Every other place: turns an empty or full pattern into a chequered one. */
const CHEQUERED = 0b101010101010101;

/** Whether a string is an avatar's seed: 16 lower-case hexadecimal digits. */
export function isAvatarSeed(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

function bitsSet(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}

function drawingOf(seed: string): Drawing {
  const bits = BigInt(`0x${seed}`);
  const take = (from: number, count: number) => Number(BigInt.asUintN(count, bits >> BigInt(from)));
  const [ground, figure, accent] = PALETTES[take(0, 4)] as (typeof PALETTES)[number];
  const pattern = take(16, PATTERN_BITS);
  const isBalanced = bitsSet(pattern) >= FEWEST && bitsSet(pattern) <= MOST;
  return {
    ground,
    figure,
    accent,
    isRound: take(4, 1) === 1,
    filled: isBalanced ? pattern : pattern ^ CHEQUERED,
    accentRows: take(8, 5),
  };
}

/** One filled place as a closed path of 14 units in a grid of 14, a dot or a tile with round corners. */
function place(column: number, row: number, isRound: boolean): string {
  const x = 5 + 14 * column;
  const y = 5 + 14 * row;
  if (isRound) return `M${x + 1} ${y + 7}a6 6 0 1 1 12 0a6 6 0 1 1-12 0z`;
  return `M${x + 3} ${y + 1}h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z`;
}

function paths({ filled, accentRows, isRound }: Drawing): { figure: string; accent: string } {
  const drawn = { figure: '', accent: '' };
  for (let row = 0; row < 5; row++) {
    const colour = (accentRows >> row) & 1 ? 'accent' : 'figure';
    for (let column = 0; column < 5; column++) {
      const isFilled = (filled >> (3 * row + Math.min(column, 4 - column))) & 1;
      if (isFilled) drawn[colour] += place(column, row, isRound);
    }
  }
  return drawn;
}

function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80" aria-hidden="true">${content}</svg>`;
}

/**
 * The picture beside a name, as a square SVG without script, style or reference to anything: a mirrored pattern in one
 * of sixteen colours. It is an ornament, so it is hidden from screen readers, which have the name.
 * @param seed as `isAvatarSeed` accepts it
 */
export function drawAvatar(seed: string): string {
  if (!isAvatarSeed(seed)) throw new RangeError('An avatar is drawn from 16 hexadecimal digits.');
  const drawing = drawingOf(seed);
  const { figure, accent } = paths(drawing);
  return svg(
    `<rect width="80" height="80" fill="${drawing.ground}"/><path fill="${drawing.figure}" d="${figure}"/><path fill="${drawing.accent}" d="${accent}"/>`,
  );
}

/** How much of a seed chooses the hue of a letter's ground, as in the widget. */
const HUE_DIGITS = 6;

/** What stands for a name in a small round. */
export function firstLetter(name: string): string {
  const [letter = ''] = name.trim();
  return letter.toLocaleUpperCase();
}

/** A letter on a round ground whose hue comes from the seed, as the widget draws it. @param seed as `isAvatarSeed` accepts it */
export function drawLetter(seed: string, letter: string): string {
  const hue = Number.parseInt(seed.slice(0, HUE_DIGITS), 16) % 360;
  return svg(
    `<circle cx="40" cy="40" r="40" fill="hsl(${hue} 32% 39%)"/><text x="40" y="40" fill="#fff" font-family="system-ui, sans-serif" font-size="36" font-weight="600" text-anchor="middle" dominant-baseline="central">${escapeHtml(letter)}</text>`,
  );
}

/** The picture of a comment that is not published yet: the same for everybody. */
export const NEUTRAL_AVATAR = svg(
  '<rect width="80" height="80" fill="#7b828b"/><circle cx="40" cy="31" r="14" fill="#e9ecef"/><path fill="#e9ecef" d="M14 74a26 22 0 0 1 52 0z"/>',
);
