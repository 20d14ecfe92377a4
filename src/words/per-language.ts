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
