/** Whether a computed colour is nearer to white than to black; null if the browser writes it in a form that is not known here. */
function isLight(color: string): boolean | null {
  const [, red, green, blue] = /^rgba?\((\d+), (\d+), (\d+)/.exec(color) ?? [];
  if (blue === undefined) return null;
  return Number(red) * 0.299 + Number(green) * 0.587 + Number(blue) * 0.114 > 128;
}

/**
 * Whether to use colours for a dark page. `auto` looks at the colour of the page's text, since a page may ignore what the
 * reader prefers.
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
    // A page may change its colours gradually; look again when it has finished.
    setTimeout(changed, FADED_MS);
  });
  preference.addEventListener('change', changed);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  return () => {
    preference.removeEventListener('change', changed);
    observer.disconnect();
  };
}
