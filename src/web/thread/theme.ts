/** White, or almost black: what can be read on a colour. */
const INKS = ['#fff', '#0d1412'] as const;
/** What text needs at least (WCAG 1.4.3). */
const CONTRAST = 4.5;
/** Below this, a link can hardly be seen: the page has left it the colour that browsers give it. */
const LINK_CONTRAST = 3;
const FADED_MS = 600;
/** How much red, green and blue count. */
const WEIGHTS = [0.2126, 0.7152, 0.0722];

/** Contrast of a computed colour with white and with black (WCAG 2); null if the browser writes it in a form that is not known here. */
function contrast(color: string): { readonly white: number; readonly black: number } | null {
  const [, ...rgb] = /^rgba?\((\d+), (\d+), (\d+)/.exec(color) ?? [];
  if (!rgb[0]) return null;
  const weigh = (sum: number, weight: number, index: number) =>
    sum + weight * ((Number(rgb[index]) / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = WEIGHTS.reduce(weigh, 0.05);
  return { white: 1.05 / luminance, black: luminance / 0.05 };
}

/**
 * Whether to use colours for a dark page. `auto` looks at the colour of the page's text, since a page may ignore what the
 * reader prefers.
 */
function isDark(theme: string, host: HTMLElement): boolean {
  if (theme !== 'auto') return theme === 'dark';
  const text = contrast(getComputedStyle(host).color);
  return text ? text.black > text.white : matchMedia('(prefers-color-scheme: dark)').matches;
}

/** The colour that a link has inside the element: one is put there, seen through a slot, and taken away again. */
function linkColour(host: HTMLElement, shadow: ShadowRoot): string {
  const slot = document.createElement('slot');
  const link = document.createElement('a');
  link.href = location.href;
  link.hidden = true;
  link.slot = slot.name = 'link';
  shadow.append(slot);
  host.append(link);
  const { color } = getComputedStyle(link);
  link.remove();
  slot.remove();
  return color;
}

/** Lets a thread look like the page around it, whose link colour is its accent unless the page has named one. */
export function dress(root: HTMLElement, theme: string, host: HTMLElement): void {
  const onDark = isDark(theme, host);
  root.className = `${theme}${onDark ? ' dark' : ''}`;
  const { style } = root;
  style.removeProperty('--link');
  if (theme === 'auto') {
    const color = linkColour(host, root.getRootNode() as ShadowRoot);
    const link = contrast(color);
    if (!link || link[onDark ? 'black' : 'white'] >= LINK_CONTRAST) style.setProperty('--link', color);
  }
  style.color = 'var(--accent)';
  const accent = contrast(getComputedStyle(root).color);
  style.color = '';
  if (accent) style.setProperty('--ink', INKS[accent.white >= CONTRAST ? 0 : 1]);
}

/** Calls when the page may look different: the reader's preference changed, or the page's root or body did. @param signal ends it */
export function onAppearance(changed: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(() => {
    changed();
    // A page may change its colours gradually; look again when it has finished.
    setTimeout(changed, FADED_MS);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal });
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  signal.addEventListener('abort', () => observer.disconnect());
}
