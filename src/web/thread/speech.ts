import { directionOf, fill, type PlainName, type PluralName, plural, type Words } from '../../words/words.js';

/** Says things in the reader's language. */
export interface Speech {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  say(name: PlainName, values?: Readonly<Record<string, string>>): string;
  /** A sentence with elements in its gaps. */
  parts(name: PlainName, values: Readonly<Record<string, Node>>): (string | Node)[];
  number(name: PluralName, count: number): string;
  /** A time as seen from now, such as “3 hours ago”. */
  ago(time: string): string;
  exactly(time: string): string;
  /** A length of time in seconds, or in minutes if it is two minutes or longer. */
  duration(seconds: number): string;
}

const STEPS = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [30, 'day'],
  [12, 'month'],
  [1e9, 'year'],
] as const;

export function speechIn(language: string, words: Words): Speech {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  return {
    language,
    direction: directionOf(language),
    say: (name, values = {}) => fill(words[name], values).join(''),
    parts: (name, values) => fill<Node>(words[name], values),
    number: (name, count) => plural(words[name], count, language),
    ago(time) {
      // A reader's clock may be slow. A comment is never shown as written in the future.
      let span = Math.min(0, (Date.parse(time) - Date.now()) / 1000);
      for (const [length, unit] of STEPS) {
        if (span > -length) return relative.format(Math.trunc(span), unit);
        span /= length;
      }
      return '';
    },
    exactly: (time) => exact.format(new Date(time)),
    duration(seconds) {
      const [count, unit] = seconds < 120 ? [seconds, 'second'] : [seconds / 60, 'minute'];
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: 'long',
        maximumFractionDigits: 0,
      }).format(Math.max(1, Math.round(count)));
    },
  };
}
