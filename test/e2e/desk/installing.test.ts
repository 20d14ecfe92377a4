/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../../support/browser.js';
import { startTestService, type TestService } from '../../support/service.js';
import { openDesk } from './desk-browser.js';

interface Manifest {
  readonly name: string;
  readonly start_url: string;
  readonly scope: string;
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[];
}

describeInBrowser('the desk as an app', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ settings: { SITE_NAME: 'Northern Notes' } });
  });
  afterAll(() => service?.stop());

  it('can be installed as Chromium has it, under the name of the blog, without a service worker', async () => {
    const desk = await openDesk(service);
    const browser = await desk.page.context().newCDPSession(desk.page);
    const { errors, data = '{}' } = await browser.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data) as Manifest;
    expect(manifest).toMatchObject({ name: 'Northern Notes: comments', start_url: '/desk', scope: '/desk' });
    const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
    // A window of a test keeps nothing, like a private one: that alone speaks against it.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    expect(await desk.page.evaluate(`navigator.serviceWorker.getRegistrations().then((all) => all.length)`)).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  it('has icons of the sizes that it names, whose ground goes to the corners where a system cuts them', async () => {
    const desk = await openDesk(service);
    const { icons } = (await (
      await desk.page.request.get(`${service.url}/desk/manifest.webmanifest`)
    ).json()) as Manifest;
    const seen = await desk.page.evaluate<
      string[]
    >(`Promise.all(${JSON.stringify(icons)}.map(async ({ src, purpose }) => {
      const picture = new Image();
      picture.src = src;
      await picture.decode();
      const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      canvas.drawImage(picture, 0, 0);
      const opaque = (x, y) => canvas.getImageData(x, y, 1, 1).data[3] === 255;
      return [purpose, picture.width + 'x' + picture.height, opaque(0, 0), opaque(picture.width / 2, 0)].join(' ');
    }))`);
    expect(seen).toEqual(['any 192x192 false true', 'any 512x512 false true', 'maskable 512x512 true true']);
    expect(icons.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512', '512x512']);
  });
});
