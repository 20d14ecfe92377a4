/** Whether a colour, as a browser computes it, is nearer to white than to black; null if it is spelled in another way. */
function isLight(color: string): boolean | null {
  const [, red, green, blue] = /^rgba?\((\d+), (\d+), (\d+)/.exec(color) ?? [];
  if (blue === undefined) return null;
  return Number(red) * 0.299 + Number(green) * 0.587 + Number(blue) * 0.114 > 128;
}

/**
 * Whether to use colours for a dark page. `auto` goes by the colour that the page gives its text: unlike the reader's
 * preference, it tells what the page has made of it.
 */
export function isDark(theme: string, host: HTMLElement): boolean {
  if (theme !== 'auto') return theme === 'dark';
  return isLight(getComputedStyle(host).color) ?? matchMedia('(prefers-color-scheme: dark)').matches;
}

const FADED_MS = 600;

/** Calls when the page may look different: the reader's preference changed, or the page's root or body did. */
export function onAppearance(changed: () => void): () => void {
  const preference = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(() => {
    changed();
    // A page may fade from one look into the other.
    setTimeout(changed, FADED_MS);
  });
  preference.addEventListener('change', changed);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  return () => {
    preference.removeEventListener('change', changed);
    observer.disconnect();
  };
}
