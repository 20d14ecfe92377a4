/** The page's own address: what it names as canonical, or where it is. */
export function pageUrl(): URL {
  const named = document.querySelector<HTMLLinkElement>('link[rel~=canonical]')?.href;
  const url = new URL(named || location.href);
  url.hash = '';
  return url;
}

/** The language of an element: what it says itself, or what it stands in says. */
export function languageOf(element: HTMLElement): string {
  const language = element.closest<HTMLElement>('[lang]')?.lang.replace('_', '-') || 'en';
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
