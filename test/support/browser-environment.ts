import { TestEnvironment } from 'jest-environment-node';
import type { Browser } from 'playwright-core';
import { browserAddress } from './browser-server.js';
import { connectBrowser } from './chromium.js';

/**
 * The surroundings of a test file that needs a browser: the one of the whole run, in which each file has contexts of its own.
 * Being outside of the tests' modules, the library that speaks to it is loaded once a process instead of once a file.
 */
// biome-ignore lint/style/noDefaultExport: that is how jest takes it
export default class BrowserEnvironment extends TestEnvironment {
  #browser: Browser | null = null;

  override async setup(): Promise<void> {
    await super.setup();
    const address = browserAddress();
    if (address !== undefined) this.#browser = await connectBrowser(address);
    this.global.sharedBrowser = this.#browser;
  }

  override async teardown(): Promise<void> {
    await this.#browser?.close();
    await super.teardown();
  }
}
