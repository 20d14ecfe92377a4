import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of a blog that stands on another origin than the service. */
export interface BlogPage {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A blog under test, on an origin of its own. */
export interface Blog {
  readonly origin: string;
  /** What stands at its paths. */
  readonly pages: Map<string, BlogPage>;
  close(): Promise<void>;
}

export async function startBlog(): Promise<Blog> {
  const pages = new Map<string, BlogPage>();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://blog').pathname);
    response.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.html ?? 'nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, pages, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** An article's page with what stands in its body below the words; a page without a policy unless one is named. */
export function articlePage(body: string, { head = '', lang = 'en', policy }: ArticleOptions = {}): BlogPage {
  const html = `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>An article</title>${head}</head>
<body><main><h1>An article</h1><p>Some words about something.</p>${body}</main></body></html>`;
  return { html, ...(policy && { headers: { 'Content-Security-Policy': policy } }) };
}

export interface ArticleOptions {
  readonly head?: string;
  readonly lang?: string;
  /** Its Content-Security-Policy. */
  readonly policy?: string;
}
