import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type ArticleOptions, articlePage, type Blog, startBlog } from '../../support/blog.js';
import { openPage } from '../../support/browser-page.js';
import { plant, type Seedling } from '../../support/plant.js';
import { startTestService, type TestService } from '../../support/service.js';

/** A blog on one origin, and the service on another. */
export interface Stage {
  readonly blog: Blog;
  readonly service: TestService;
  /** The element that loads the widget; attributes as they stand in HTML. */
  thread(attributes?: string): string;
  /** Lets published comments stand below the article at a path, in this order. @returns their ids */
  publish(path: string, comments: readonly Omit<Seedling, 'url'>[]): Promise<string[]>;
  /** Opens an article's page as a new reader, at the service's time. */
  open(path: string, body: string, options?: OpenOptions): Promise<Reader>;
  close(): Promise<void>;
}

interface OpenOptions extends ArticleOptions {
  readonly context?: BrowserContextOptions;
  /** What follows the path in the address. */
  readonly hash?: string;
  /** Called before the page loads. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** A reader's page, and what went wrong on it. */
export interface Reader {
  readonly page: Page;
  /** Every message of the console and every error that nobody caught. */
  readonly complaints: string[];
  /** Addresses of everything that was loaded or called. */
  readonly requests: string[];
  /** The form to write in: that of a reply where one is open, or else the one at the top. */
  readonly form: Locator;
  /** The comments that are shown. */
  readonly articles: Locator;
  /** Goes into the box at the top, unless one to write in is open, and waits until it has all that its form needs. */
  begin(): Promise<void>;
  /** Opens the box below a comment. @param name of its author */
  reply(name: string): Promise<void>;
  fill(values: { body?: string; name?: string; email?: string; website?: string }): Promise<void>;
  send(): Promise<void>;
}

export async function setStage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const blog = await startBlog();
  const service = await startTestService({ settings: { SITE_URL: `${blog.origin}/`, ...settings } });
  const stage: Stage = {
    blog,
    service,
    thread: (attributes = '') =>
      `<script type="module" src="${service.url}/embed.js"></script><afterword-thread ${attributes}></afterword-thread>`,
    publish: (path, comments) =>
      plant(
        service,
        comments.map((comment) => ({ ...comment, url: blog.origin + path })),
      ),
    async open(path, body, options = {}) {
      blog.pages.set(path, articlePage(body, options));
      const page = await openPage(service.clock.now(), { viewport: { width: 800, height: 900 }, ...options.context });
      const reader = readerOf(page);
      await options.before?.(page);
      await page.goto(`${blog.origin}${path}${options.hash ?? ''}`);
      return reader;
    },
    async close() {
      await Promise.all([service.stop(), blog.close()]);
    },
  };
  return stage;
}

export function readerOf(page: Page): Reader {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => requests.push(request.url()));
  const form = page.locator('form.open[part=form]:not(:has(#edit-body))');
  const begin = async () => {
    if ((await form.count()) === 0) {
      // A draft may open it in the meantime.
      const field = page.locator('form[part=form] textarea').first();
      await field.waitFor();
      await field.focus();
    }
    await form.locator('button.send').waitFor();
  };
  return {
    page,
    complaints,
    requests,
    form,
    articles: page.locator('article[part=comment]'),
    begin,
    async reply(name) {
      await page.getByRole('button', { name: `Reply: ${name}` }).click();
      await form.getByRole('textbox', { name: `Reply to ${name}` }).waitFor();
      await form.locator('button.send').waitFor();
    },
    async fill(values) {
      await begin();
      for (const [name, value] of Object.entries(values)) await form.locator(`[name=${name}]`).fill(value);
    },
    async send() {
      await begin();
      await form.locator('button.send').click();
    },
  };
}

/** What has the focus, looked for through shadow roots. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.id || element?.textContent || element?.tagName || '';
  })()`);
}

/** Evaluates an expression on `root`, the shadow root of a page's thread. */
export function inThread<Value>(page: Page, expression: string): Promise<Value> {
  return page.evaluate<Value>(`((root) => ${expression})(document.querySelector('afterword-thread').shadowRoot)`);
}

/** A computed property of the first element of a thread that a selector finds. */
export function styleOf(page: Page, selector: string, property: string): Promise<string> {
  return inThread(page, `getComputedStyle(root.querySelector(${JSON.stringify(selector)})).${property}`);
}
