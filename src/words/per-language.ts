import { type Plurals, plural } from './words.js';

/** Languages that are remembered; a stranger may name as many as they like. */
const MOST_LANGUAGES = 50;

/** Makes something once a language: formatters of `Intl` cost a hundred times as much to make as to use. */
export function perLanguage<Thing>(make: (language: string) => Thing): (language: string) => Thing {
  const known = new Map<string, Thing>();
  return (language) => {
    let thing = known.get(language);
    if (thing === undefined) {
      if (known.size >= MOST_LANGUAGES) known.clear();
      thing = make(language);
      known.set(language, thing);
    }
    return thing;
  };
}

const pluralRules = perLanguage((language) => new Intl.PluralRules(language));
const numberFormat = perLanguage((language) => new Intl.NumberFormat(language));

const days = perLanguage(
  (language) => new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }),
);

/** So many days, with a formatter that is kept. */
export function daysKept(count: number, language: string): string {
  return days(language).format(count);
}

/** `plural` with formatters that are kept, for whoever speaks to many. */
export function pluralKept(sentences: Plurals, count: number, language: string): string {
  return plural(sentences, count, language, pluralRules(language), numberFormat(language));
}
