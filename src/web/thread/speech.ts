import { directionOf, fill, type PlainName, type PluralName, plural, type Words } from '../../words/words.js';

/** Says things in the reader's language. */
export interface Speech {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Adds words. */
  learn(words: Partial<Words>): void;
  say(name: PlainName, values?: Readonly<Record<string, string>>): string;
  /** A sentence with elements in its gaps. */
  parts(name: PlainName, values: Readonly<Record<string, Node>>): (string | Node)[];
  number(name: PluralName, count: number): string;
  /** A time as seen from now, such as “3 hours ago”. */
  ago(time: string): string;
  exactly(time: string): string;
  /** A number of days. */
  days(count: number): string;
}

export function speechIn(language: string, firstWords: Words): Speech {
  let words = firstWords;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  return {
    language,
    direction: directionOf(language),
    learn(more) {
      words = { ...words, ...more };
    },
    say: (name, values = {}) => fill(words[name], values).join(''),
    parts: (name, values) => fill<Node>(words[name], values),
    number: (name, count) => plural(words[name], count, language),
    ago(time) {
      const now = new Date();
      const then = new Date(time);
      // A reader's clock may be slow. A comment is never shown as written in the future.
      const seconds = Math.min(0, (+then - +now) / 1000);
      const years = then.getFullYear() - now.getFullYear();
      const months = years * 12 + then.getMonth() - now.getMonth();
      const ago = (count: number, unit: Intl.RelativeTimeFormatUnit) => relative.format(Math.trunc(count), unit);
      if (seconds > -60) return ago(seconds, 'second');
      if (seconds > -3_600) return ago(seconds / 60, 'minute');
      if (seconds > -86_400) return ago(seconds / 3_600, 'hour');
      // From a day on, days, months and years are those of the reader's calendar.
      const days = Math.round((then.setHours(0, 0, 0) - now.setHours(0, 0, 0)) / 86_400_000);
      if (days > -30 || !months) return ago(days, 'day');
      return months > -12 ? ago(months, 'month') : ago(years, 'year');
    },
    exactly: (time) => exact.format(new Date(time)),
    days: (count) => new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(count),
  };
}
