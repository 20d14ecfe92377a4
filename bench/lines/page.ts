import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { browserPath, launchBrowser } from '../../test/support/chromium.js';
import type { Bench } from '../bench.js';
import { alternate, type Line, numberLine, ratioLine } from '../line.js';
import type { SeededSite } from '../seed/site.js';
import { startServiceProcess } from '../service-process.js';

/** A telephone on a slow network of the fourth generation, as Lighthouse throttles: 150 ms to and fro, 1.6 Mbit/s down, 0.75 up. */
const SLOW = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
/** Such a telephone's processor beside that of a desk, as Lighthouse has it. */
const SLOWDOWN = 4;
const COMMENTS = 50;
const PATIENCE_MS = 60_000;

/**
 * Notes, in milliseconds from the navigation on, the first frame in which all that was waited for is shown: the article,
 * and of a thread all of its comments and the box to write in, which takes words from then on.
 */
const WATCH = `
  window.shown = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('the thread was not shown in time')), ${PATIENCE_MS});
    const isThere = () => {
      if (document.readyState !== 'complete') return false;
      const thread = document.querySelector('afterword-thread');
      if (thread === null) return true;
      const all = thread.shadowRoot?.querySelectorAll('article').length ?? 0;
      return all >= ${COMMENTS} && thread.shadowRoot.querySelector('form textarea')?.checkVisibility();
    };
    const look = () => isThere() ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(look);
    look();
  });
`;

/** How long readers wait for a thread, against the same page without it. Left out where there is no browser. */
export async function pageLines(bench: Bench, site: SeededSite): Promise<Line[]> {
  if (browserPath === null) {
    bench.say('LEFT OUT: how long a page takes needs Chromium or Chrome; install one, or set CHROMIUM_PATH');
    return [];
  }
  bench.say('from navigation to the thread shown');
  const blog = await startBlog(site.usual[0] as string);
  // Where nobody may write there is no box to wait for.
  const settings = { SITE_ORIGINS: blog.origin };
  const service = await startServiceProcess({ dataDir: site.dataDir, core: null, settings });
  blog.embed(`http://127.0.0.1:${service.port}`);
  const browser = await launchBrowser();
  try {
    const measure =
      (path: string, slowdown = 1) =>
      () =>
        shownAfter(browser, `${blog.origin}${path}`, slowdown);
    // The first page ever takes longer: the browser has to read itself from the disk.
    await measure('/with')();
    const rounds = await alternate(bench.sizes.rounds, measure('/with'), measure('/without'));
    const slow: number[] = [];
    for (const _ of rounds) slow.push(await measure('/with', SLOWDOWN)());
    return [
      ratioLine(
        {
          what: 'navigation to thread shown',
          unit: 'ms',
          baselineIs: 'the same page without the thread',
          target: { kind: 'at most', of: 6 },
          explanation: `a page whose cache is empty, on a slow telephone network (${SLOW.latency} ms to and fro, 1.6 Mbit/s): from navigation until ${COMMENTS} comments and the box to write in are shown.`,
        },
        rounds,
      ),
      numberLine(
        {
          what: 'the same on a slow telephone',
          unit: 'ms',
          baselineIs: '',
          target: { kind: 'at most', of: 1500 },
          explanation: `the same with a processor that takes ${SLOWDOWN} times as long.`,
        },
        slow,
      ),
    ];
  } finally {
    await browser.close();
    await blog.close();
    await service.stop();
  }
}

async function shownAfter(browser: Browser, address: string, slowdown: number): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(WATCH);
    await page.goto(address, { timeout: PATIENCE_MS });
    return await page.evaluate<number>('shown');
  } finally {
    await context.close();
  }
}

interface Blog {
  readonly origin: string;
  /** Puts the thread of a service on its page. */
  embed(service: string): void;
  close(): Promise<void>;
}

/** A blog on an origin of its own, with one article, once with its thread and once without. */
async function startBlog(article: string): Promise<Blog> {
  let thread = '';
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(pageHtml(request.url === '/with' ? thread : ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    embed(service) {
      thread = `<script type="module" src="${service}/embed.js"></script><afterword-thread article="${article}"></afterword-thread>`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pageHtml(thread: string): string {
  const words =
    '<p>An article is longer than this, but its words arrive in the same time with and without comments.</p>';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title><link rel="icon" href="data:,"></head><body><main><h1>An article</h1>${words.repeat(20)}${thread}</main></body></html>`;
}
