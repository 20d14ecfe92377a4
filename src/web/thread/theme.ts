/** White, or almost black: what can be read on a colour. */
const INKS = ['#fff', '#0d1412'] as const;
/** What text needs at least (WCAG 1.4.3). */
const CONTRAST = 4.5;
const FADED_MS = 600;

type Rgb = readonly [red: number, green: number, blue: number];

/** A computed colour; null if the browser writes it in a form that is not known here. */
function rgbOf(color: string): Rgb | null {
  const [, red, green, blue] = /^rgba?\((\d+), (\d+), (\d+)/.exec(color) ?? [];
  return blue === undefined ? null : [Number(red), Number(green), Number(blue)];
}

/** Whether a computed colour is nearer to white than to black. */
function isLight(color: string): boolean | null {
  const rgb = rgbOf(color);
  return rgb && rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114 > 128;
}

/** Relative luminance (WCAG 2). */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * Whether to use colours for a dark page. `auto` looks at the colour of the page's text, since a page may ignore what the
 * reader prefers.
 */
function isDark(theme: string, host: HTMLElement): boolean {
  if (theme !== 'auto') return theme === 'dark';
  return isLight(getComputedStyle(host).color) ?? matchMedia('(prefers-color-scheme: dark)').matches;
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
  root.className = `${theme}${isDark(theme, host) ? ' dark' : ''}`;
  const { style } = root;
  if (theme === 'auto') style.setProperty('--link', linkColour(host, root.getRootNode() as ShadowRoot));
  style.removeProperty('--ink');
  style.color = 'var(--accent)';
  const accent = rgbOf(getComputedStyle(root).color);
  style.color = '';
  if (accent) style.setProperty('--ink', INKS[1.05 / (luminance(accent) + 0.05) >= CONTRAST ? 0 : 1]);
}

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
