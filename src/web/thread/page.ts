/** The page's URL: its canonical link, or else its location. */
export function pageUrl(): URL {
  const named = document.querySelector<HTMLLinkElement>('link[rel~=canonical]')?.href;
  const url = new URL(named || location.href);
  url.hash = '';
  return url;
}

/** The language of an element: its own `lang`, or that of the closest element around it. */
export function languageOf(element: HTMLElement): string {
  const language = element.closest<HTMLElement>('[lang]')?.lang.replace('_', '-') || 'en';
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
