/** @jest-environment ./.build/test/support/browser-environment.js */

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../../support/browser.js';
import { type Stage, setStage } from './stage.js';

/**
 * All scripts and styles of a page with a thread of 50, gzipped, a language's words among them: 12 KB, by the stricter of the
 * two things that this can mean.
 */
const MOST_BYTES = 12_000;

let stage: Stage;

describeInBrowser('a page with a thread of 50', () => {
  beforeAll(async () => {
    stage = await setStage();
    await stage.publish(
      '/fifty',
      Array.from({ length: 50 }, (_, n) => ({ body: `Thread *${n}*` })),
    );
  });
  afterAll(() => stage.close());

  it.each(['ar', 'de', 'en', 'es', 'fr', 'ja'])(
    `loads at most ${MOST_BYTES} bytes of scripts and styles in %s`,
    async (lang) => {
      const loaded: Promise<[string, number]>[] = [];
      const reader = await stage.open('/fifty', stage.thread(), {
        lang,
        before: async (page) =>
          page.on('response', (response) => {
            if (!['script', 'stylesheet'].includes(response.request().resourceType())) return;
            loaded.push(
              response.body().then((body) => [new URL(response.url()).pathname, gzipSync(body, { level: 7 }).length]),
            );
          }),
      });
      await reader.articles.nth(49).waitFor();
      await reader.page.locator('form[part=form]').waitFor();
      await reader.page.waitForLoadState('networkidle');
      const files = await Promise.all(loaded);
      expect(files.map(([path]) => path.replace(/-\w{8}\.js$/, '')).sort()).toEqual(
        [`/embed.js`, `/embed/${lang}`, '/embed/chunk'].sort(),
      );
      const bytes = files.reduce((sum, [, size]) => sum + size, 0);
      expect(bytes).toBeGreaterThan(5_000);
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    },
  );

  it('gets them compressed, and may keep the parts that have a hash in their names', async () => {
    const { service } = stage;
    const entry = await service.agent.get('/embed.js').set('Accept-Encoding', 'gzip').expect(200);
    expect(entry.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
      'x-content-type-options': 'nosniff',
    });
    await service.agent
      .get('/embed.js')
      .set('Accept-Encoding', 'gzip')
      .set('If-None-Match', entry.headers.etag!)
      .expect(304);
    const [part] = /embed\/[\w-]+\.js/.exec(entry.text) ?? [];
    const chunk = await service.agent.get(`/${part}`).set('Accept-Encoding', 'br').expect(200);
    expect(chunk.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(chunk.headers['content-encoding']).toBe('br');
    await service.agent.get('/embed/thread-00000000.js').expect(404);
    await service.agent.get('/embed/..%2F..%2Fpackage.json').expect(404);
  });
});
