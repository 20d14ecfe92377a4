import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { type Manner, PICTURE_HEIGHT, type PlainBrowser, type PlainPage } from './plain-browser.js';

/*
 * Firefox as distributions ship it, spoken to in WebDriver BiDi, the protocol that all browsers have in common: the library that drives
 * Chromium wants a Firefox of its own making.
 */

const USUAL_PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Where Firefox is; null where there is none. */
export const firefoxPath = findFirefox();

function findFirefox(): string | null {
  const told = process.env.FIREFOX_PATH;
  if (told && !existsSync(told)) throw new Error(`FIREFOX_PATH is "${told}", but there is no such file`);
  return told || (USUAL_PLACES.find((path) => existsSync(path)) ?? null);
}

const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;

/** What makes a Firefox so: its protocol has no word for it yet. */
function preferences({ forcedColors, isScriptless }: Manner): string {
  const all: Record<string, boolean | number | string> = {
    // Every page is shown as if somebody sat in front of it, or else none would show where the focus is.
    'focusmanager.testmode': true,
    ...(forcedColors && {
      'browser.display.document_color_use': 2,
      'browser.display.use_system_colors': false,
      'layout.css.prefers-color-scheme.content-override': forcedColors === 'dark' ? 0 : 1,
    }),
    ...(forcedColors === 'dark' && {
      'browser.display.foreground_color': '#ffffff',
      'browser.display.background_color': '#000000',
      'browser.anchor_color': '#ffff00',
      'ui.useAccessibilityTheme': 1,
    }),
    ...(isScriptless && { 'javascript.enabled': false }),
  };
  return Object.entries(all)
    .map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`)
    .join('');
}

/** Starts a Firefox without a window, with a profile of its own; whoever starts one closes it. */
export async function launchFirefox(path: string, manner: Manner): Promise<PlainBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'afterword-firefox-'));
  await writeFile(join(profile, 'user.js'), preferences(manner));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } });
  // A run that is cut short leaves none behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  try {
    const connection = await connect(`${await addressOf(child)}/session`);
    await connection.send('session.new', { capabilities: {} });
    return {
      open: (width, cookie) => openPage(connection, manner, width, cookie),
      async close() {
        await connection.send('browser.close', {}).catch(() => undefined);
        connection.close();
        await end(child, profile);
      },
    };
  } catch (error) {
    await end(child, profile);
    throw error;
  }
}

async function end(child: ChildProcess, profile: string): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  // Processes that it had started hold the other end for a moment longer.
  child.stderr?.destroy();
  // What it had started of itself may still write for a moment.
  await rm(profile, { recursive: true, force: true, maxRetries: 10 });
}

/** What Firefox says of itself on its standard error, once it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
  let said = '';
  for await (const line of lines) {
    const address = LISTENING.exec(line)?.[1];
    if (address !== undefined) {
      // Nobody reads the rest, which must not fill the pipe.
      child.stderr?.resume();
      return address;
    }
    said += `${line}\n`;
  }
  throw new Error(`Firefox did not start:\n${said}`);
}

interface Connection {
  // biome-ignore lint/suspicious/noExplicitAny: every command has its own answer
  send(method: string, params: object): Promise<any>;
  close(): void;
}

/** @param address of a WebDriver BiDi session */
async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers>();
  let commands = 0;
  socket.on('message', (data) => {
    const { id, result, error, message } = JSON.parse(String(data));
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(`${error}: ${message}`));
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox has closed the connection'));
  });
  return {
    send(method, params) {
      commands += 1;
      const id = commands;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.terminate(),
  };
}

interface PromiseWithResolvers {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The keys that are no letters, as WebDriver writes them. */
const KEYS: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

/** What a keyboard does for keys that are held together: down in this order, up in the other. */
function strokes(keys: string): readonly object[] {
  const held = keys.split(/(?<=.)\+/).map((key) => KEYS[key] ?? key);
  return [
    ...held.map((value) => ({ type: 'keyDown', value })),
    ...held.toReversed().map((value) => ({ type: 'keyUp', value })),
  ];
}

async function openPage(
  { send }: Connection,
  { isScriptless = false }: Manner,
  width: number,
  cookie?: string,
): Promise<PlainPage> {
  const { context } = await send('browsingContext.create', { type: 'tab' });
  await send('browsingContext.setViewport', { context, viewport: { width, height: 800 } });
  if (cookie !== undefined) {
    const [name, value] = cookie.split('=', 2) as [string, string];
    await send('storage.setCookie', {
      cookie: { name, value: { type: 'string', value }, domain: '127.0.0.1', path: '/', httpOnly: true },
    });
  }
  const perform = async (actions: readonly object[]) => {
    await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
  };
  const page: PlainPage = {
    async goto(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async evaluate(expression) {
      const { type, result, exceptionDetails } = await send('script.evaluate', {
        expression: isScriptless
          ? `JSON.stringify(${expression} ?? null)`
          : `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        // Where no scripts run, no promise is ever kept.
        awaitPromise: !isScriptless,
      });
      if (type === 'exception') throw new Error(exceptionDetails.text);
      return JSON.parse(result.value);
    },
    async before(script) {
      await send('script.addPreloadScript', { functionDeclaration: `() => { ${script} }`, contexts: [context] });
    },
    async press(...keys) {
      for (const key of keys) await perform(strokes(key));
    },
    type: (words) => perform([...words].flatMap(strokes)),
    async offline(isOffline) {
      const networkConditions = isOffline ? { type: 'offline' } : null;
      await send('emulation.setNetworkConditions', { networkConditions, contexts: [context] });
    },
    async picture() {
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      const clip = { type: 'box', x: 0, y: 0, width, height: Math.min(height, PICTURE_HEIGHT) };
      const { data } = await send('browsingContext.captureScreenshot', { context, origin: 'document', clip });
      return Buffer.from(data, 'base64');
    },
    async close() {
      await send('browsingContext.close', { context });
    },
  };
  return page;
}
