/** @jest-environment ./.build/test/support/browser-environment.js */

import { request as callService, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newCode } from '../http/desk-visitor.js';
import { articlePage } from '../support/blog.js';
import { describeInBrowser } from '../support/browser.js';
import { openPage } from '../support/browser-page.js';
import { plant } from '../support/plant.js';
import { startTestService, type TestService } from '../support/service.js';

const BASE = '/blog/comments';

/** A blog whose server hands on everything below a path, as the proxy of docs/operating.md does. */
async function startBlogWithProxy(servicePort: () => number): Promise<{ server: Server; origin: string }> {
  const thread = `<script type="module" src="${BASE}/embed.js"></script><afterword-thread article="/essay"></afterword-thread>`;
  const server = createServer((request, response) => {
    if (!request.url?.startsWith(`${BASE}/`)) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(articlePage(thread).html);
      return;
    }
    const { method, url, headers } = request;
    const forwarded = callService({ port: servicePort(), path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describeInBrowser('a service below a path of the blog', () => {
  let blog: { server: Server; origin: string };
  let service: TestService;

  beforeAll(async () => {
    blog = await startBlogWithProxy(() => service.service.port);
    const settings = { SITE_URL: `${blog.origin}/`, PUBLIC_URL: `${blog.origin}${BASE}` };
    service = await startTestService({ settings });
    await plant(service, [
      { url: `${blog.origin}/essay`, body: 'Already here' },
      { url: `${blog.origin}/essay`, body: 'Still pending', status: 'pending' },
    ]);
  });
  afterAll(async () => {
    await service.stop();
    blog.server.closeAllConnections();
    await new Promise((resolve) => blog.server.close(resolve));
  });

  it('shows its thread, and its moderators sign in, decide and sign out', async () => {
    const page = await openPage(service.clock.now());
    const strayed: string[] = [];
    page.on('request', (sent) => {
      const { pathname } = new URL(sent.url());
      if (pathname !== '/essay' && pathname !== '/favicon.ico' && !pathname.startsWith(`${BASE}/`))
        strayed.push(pathname);
    });
    await page.goto(`${blog.origin}/essay`);
    await page.locator('article[part=comment]', { hasText: 'Already here' }).waitFor();
    const code = await newCode(service);
    await page.goto(`${blog.origin}${BASE}/desk#code=${code}`);
    await page.locator('.card', { hasText: 'Still pending' }).waitFor();
    await page.reload();
    await page.locator('.card', { hasText: 'Still pending' }).waitFor();
    await page.keyboard.press('a');
    await page.locator('footer [role=status]', { hasText: '1 comment published' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token of a moderator').waitFor();
    await page.goto(`${blog.origin}/essay`);
    await page.locator('article[part=comment]', { hasText: 'Still pending' }).waitFor();
    expect(strayed).toEqual([]);
  });
});
