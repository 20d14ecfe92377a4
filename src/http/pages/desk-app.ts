import { AfterwordError } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import { html, type SafeHtml } from '../protocol/markup.js';
import { type Answer, type Route, route } from '../protocol/route.js';

/** The grounds of the desk, light and dark. */
const GROUNDS = { light: '#f5f6f8', dark: '#0e1116' } as const;

/** What the build draws. */
const PICTURES = ['icon-192.png', 'icon-512.png', 'icon-full-512.png', 'apple-touch-icon.png'];

const MANIFEST = '/desk/manifest.webmanifest';
const OPEN = { method: 'get', access: 'public', cors: 'none' } as const;

/** What the desk's page says to systems that can install it. */
export function installable(at: OwnPath): SafeHtml {
  return html`<link rel="manifest" href="${at(MANIFEST)}">
<link rel="apple-touch-icon" href="${at('/desk/apple-touch-icon.png')}">
<meta name="theme-color" content="${GROUNDS.light}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="${GROUNDS.dark}" media="(prefers-color-scheme: dark)">
`;
}

/**
 * The desk as an app (https://www.w3.org/TR/appmanifest/). Nothing of it works without a network, so it has no service worker.
 * @param readPicture a file that the build has made for the desk, null if there is no such file
 */
export function deskAppRoutes(
  defaultSite: () => Promise<Site | undefined>,
  readPicture: (name: string) => Uint8Array | null,
): Route[] {
  function picture(name: string): Answer {
    const bytes = readPicture(`desk/${name}`);
    if (bytes === null) throw new AfterwordError('not-found', 'The desk has not been built.');
    return { status: 200, bytes, type: 'image/png', headers: { 'Cache-Control': 'public, max-age=86400' } };
  }

  return [
    route({
      ...OPEN,
      path: MANIFEST,
      id: 'deskManifest',
      summary: 'The desk as an app that can be installed',
      description: 'It is called as the default site is.',
      answers: { 200: { description: 'A web app manifest', type: 'application/manifest+json' } },
      handle: async ({ at }) => ({
        status: 200,
        text: JSON.stringify(manifest(at, (await defaultSite())?.name ?? 'Afterword')),
        type: 'application/manifest+json; charset=utf-8',
        headers: { 'Cache-Control': 'no-cache' },
      }),
    }),
    ...PICTURES.map((name) =>
      route({
        ...OPEN,
        path: `/desk/${name}`,
        id: `desk-${name.replace('.png', '')}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
        summary: "The desk's icon",
        description: 'For those who install the desk as an app.',
        answers: { 200: { description: 'A picture', type: 'image/png' } },
        handle: async () => picture(name),
      }),
    ),
  ];
}

function manifest(at: OwnPath, name: string) {
  const icon = (file: string, side: number, purpose: 'any' | 'maskable') => ({
    ...{ src: at(`/desk/${file}`), sizes: `${side}x${side}`, type: 'image/png', purpose },
  });
  return {
    id: at('/desk'),
    name: `${name}: comments`,
    short_name: name,
    description: 'Read comments and decide what is published.',
    lang: 'en',
    start_url: at('/desk'),
    scope: at('/desk'),
    display: 'standalone',
    background_color: GROUNDS.light,
    theme_color: GROUNDS.light,
    icons: [
      icon('icon-192.png', 192, 'any'),
      icon('icon-512.png', 512, 'any'),
      icon('icon-full-512.png', 512, 'maskable'),
    ],
  };
}
