import { AfterwordError } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import { html } from '../protocol/markup.js';
import { type Answer, BUILD, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { installable } from './desk-app.js';
import { contentPolicy, icon, NO_MARKUP_FROM_STRINGS, shell } from './shell.js';

/** What the desk may do in a browser: load its one script and one style sheet, and call this service. */
const DESK_CSP = contentPolicy({
  load: {
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': "'self'",
    'manifest-src': "'self'",
  },
  also: NO_MARKUP_FROM_STRINGS,
});

/** Kept by browsers, and asked about each time, so that a new version is there at once. */
const HEADERS = { 'Cache-Control': 'no-cache' };

const PAGE_HEADERS = {
  ...HEADERS,
  'Content-Security-Policy': DESK_CSP,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // For browsers that do not know `frame-ancestors`.
  'X-Frame-Options': 'DENY',
};

const page = (at: OwnPath) =>
  shell({
    title: 'Afterword: the desk',
    head: html`${icon(at)}${installable(at)}<meta name="robots" content="noindex">
<link rel="stylesheet" href="${at('/desk/style.css')}">
<script type="module" src="${at('/desk/desk.js')}"></script>
`,
    body: html`<div id="desk"></div>
<noscript><div><h1>The desk</h1><p>The desk needs JavaScript. The same can be done with the API: see <a href="${at('/openapi.json')}">/openapi.json</a>.</p></div></noscript>`,
  });

const OPEN = { method: 'get', access: 'public', cors: 'none' } as const;

/**
 * The moderators' desk: a page with one script and one style sheet, which calls nothing but the API.
 * @param readWebFile the text of a file that the build has made of `src/web/`, null if there is no such file
 */
export function deskRoutes(readWebFile: (name: string) => string | null): Route[] {
  const file = (name: string, type: string) => async (): Promise<Answer> => {
    const text = readWebFile(`desk/${name}`);
    if (text === null) throw new AfterwordError('not-found', 'The desk has not been built.');
    return { status: 200, text, type: `${type}; charset=utf-8`, headers: HEADERS, published: BUILD };
  };
  return [
    route({
      ...OPEN,
      path: '/desk',
      id: 'desk',
      summary: "The moderators' desk",
      description: 'An empty page whose script calls this API.',
      fresh: true,
      answers: { 200: { description: 'A page', type: 'text/html' }, 304: NOT_MODIFIED },
      handle: async ({ at }) => ({
        status: 200,
        text: page(at),
        type: 'text/html; charset=utf-8',
        headers: PAGE_HEADERS,
      }),
    }),
    route({
      ...OPEN,
      path: '/desk/desk.js',
      id: 'deskScript',
      summary: "The desk's script",
      description: 'It changes with the version of the service.',
      answers: { 200: { description: 'A module', type: 'text/javascript' }, 304: NOT_MODIFIED },
      handle: file('desk.js', 'text/javascript'),
    }),
    route({
      ...OPEN,
      path: '/desk/style.css',
      id: 'deskStyle',
      summary: "The desk's style sheet",
      description: 'It changes with the version of the service.',
      answers: { 200: { description: 'A style sheet', type: 'text/css' }, 304: NOT_MODIFIED },
      handle: file('style.css', 'text/css'),
    }),
  ];
}
