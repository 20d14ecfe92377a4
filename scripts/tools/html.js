import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from './tool.js';

/*
 * Every page as it is sent, through html-validate; every page as it is shown, through axe, on a phone and on a screen.
 */

const SITE = '/api/v1/sites/default';
const ARTICLE = 'https://blog.example/2026/pages';
const THREAD = '/sites/default/thread?article=/2026/pages';
const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'ja'];
const WIDTHS = [390, 1280];
const BODY =
  '## A heading\n\n> a quote\n\n- a list\n\n`code` and [a link](https://ada.example/)\n\n```js\ncode\n```\n\n| a | table |\n|---|---:|\n| of | ~~two~~ |';
const BROWSERS = [
  ...[
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
  ],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Rules that are left out: those of taste, ids with a dot, which HTML allows, and roles of tables, which are said because their CSS takes them away. */
const LEFT_OUT = {
  'valid-id': 'off',
  'no-redundant-role': 'off',
  'no-implicit-input-type': 'off',
  'long-title': 'off',
  'no-inline-style': 'off',
  'no-trailing-whitespace': 'off',
  'no-implicit-button-type': 'off',
  'doctype-style': 'off',
  'void-style': 'off',
  'attr-case': 'off',
  'require-sri': 'off',
};

/**
 * @param {import('./tool.js').Place} place
 * @returns {Promise<string[]>} findings
 */
export async function html({ url, token }) {
  const { EXPLANATIONS } = await load(new URL('../../dist/http/protocol/problem-kinds.js', import.meta.url).href);
  const parent = await publishTwo(url, token);
  const pages = [
    '/',
    '/desk',
    '/privacy/default',
    ...Object.keys(EXPLANATIONS).map((code) => `/problems/${code}`),
    THREAD,
    `${THREAD}&parent=${parent}`,
    ...LANGUAGES.map((lang) => `${THREAD}&lang=${lang}`),
    ...LANGUAGES.map((lang) => `/sites/default/thread?article=/2026/nothing&lang=${lang}`),
  ];
  return [...(await validated(url, pages)), ...(await accessible(url, token, pages))];
}

/** @param {string} url @param {string} token @returns {Promise<string>} the id of the first, which the second answers */
async function publishTwo(url, token) {
  /** @type {string[]} */
  const ids = [];
  for (const author of ['Ada', 'Grace']) {
    const answer = await ask(`${url}${SITE}/comments`, {
      article: { url: ARTICLE, title: 'Pages & "quotes" <here>' },
      author: { name: author, email: `${author}@mail.example`, url: 'https://ada.example/' },
      body: BODY,
      ...(ids[0] !== undefined && { parent: ids[0] }),
    });
    ids.push(answer.comment.id);
    await ask(`${url}${SITE}/moderation/decisions`, { decision: 'approve', comments: ids }, token);
  }
  return /** @type {string} */ (ids[0]);
}

/** @param {string} url @param {unknown} body @param {string} [token] @returns {Promise<any>} */
async function ask(url, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** @param {string} url @param {readonly string[]} pages */
async function validated(url, pages) {
  const { HtmlValidate } = await load('html-validate');
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'], rules: LEFT_OUT });
  /** @type {string[]} */
  const findings = [];
  /** @param {string} name @param {string} text */
  const look = async (name, text) => {
    const report = await validator.validateString(text, name);
    for (const { messages } of report.results)
      for (const { ruleId, message, line, column } of messages)
        findings.push(`${name}:${line}:${column} ${ruleId}: ${message}`);
  };
  for (const page of pages) await look(page, await (await fetch(url + page)).text());
  const fragment = await (await fetch(`${url}/sites/default/thread.html?article=/2026/pages`)).text();
  await look(
    'thread.html',
    `<!doctype html><html lang="en"><head><title>A page</title></head><body><h1>A page</h1>${fragment}</body></html>`,
  );
  await look('a form that was refused', await refusedForm(url));
  return findings;
}

/** @param {string} url */
async function refusedForm(url) {
  const form = { 'article.url': ARTICLE, 'author.name': '', 'author.email': 'nonsense', body: '' };
  const headers = { accept: 'text/html' };
  const answer = await fetch(`${url}${SITE}/comments`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return answer.text();
}

/** @param {string} url @param {string} token @param {readonly string[]} pages */
async function accessible(url, token, pages) {
  const executablePath = [process.env.CHROMIUM_PATH ?? '', ...BROWSERS].find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('there is no Chromium or Chrome: set CHROMIUM_PATH');
  const { chromium } = await load('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  /** @type {string[]} */
  const findings = [];
  try {
    for (const width of WIDTHS) {
      // Without it the page's own policy keeps axe out.
      const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
      const page = await context.newPage();
      let place = '';
      page.on('console', (/** @type {any} */ said) => {
        if (said.type() === 'error') findings.push(`${place} at ${width} px says: ${said.text()}`);
      });
      /** @param {string} path */
      const look = async (path) => {
        place = path;
        await page.goto(url + path, { waitUntil: 'networkidle' });
        await page.evaluate(axe);
        const violations = await page.evaluate(
          `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(
            ({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 120) + ' ' + failureSummary.replace(/\\s+/g, ' '))))`,
        );
        for (const violation of /** @type {string[]} */ (violations))
          findings.push(`${path} at ${width} px: ${violation}`);
      };
      for (const path of pages) await look(path);
      const headers = { origin: url, 'x-afterword-desk': '1' };
      const signedIn = await context.request.post(`${url}/desk/session`, { headers, data: { token } });
      if (!signedIn.ok()) throw new Error(`signing in at the desk: ${signedIn.status()} ${await signedIn.text()}`);
      await look('/desk');
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return findings;
}
