/**
 * `node scripts/build-web.js FOLDER` bundles what readers' and moderators' browsers load, from `src/web/` into a folder
 * whose paths are the paths that the service answers at. A chunk has a hash in its name and may be cached for good.
 * Each app is bundled by itself, so that no app's pages load a chunk that only another app needs.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { drawDeskIcon } from './lib/desk-icon.js';

const SOURCE = 'src/web';
const ENGLISH = 'src/words/en.ts';
const WORDS = 'src/words/words.ts';
/** The first that know everything that the pages need: constructable style sheets, container queries, `color-mix`. */
const BROWSERS = ['chrome111', 'edge111', 'firefox113', 'safari16.4'];

/**
 * The apps: which address, without its ending, each entry of `src/web/` gets, and where their chunks go.
 * @type {readonly { readonly entries: Readonly<Record<string, string>>, readonly chunks: string }[]}
 */
const APPS = [
  { entries: { embed: 'thread/embed.ts' }, chunks: 'embed' },
  { entries: { 'desk/desk': 'desk/desk.tsx', 'desk/style': 'desk/desk.css' }, chunks: 'desk' },
];

/**
 * A style sheet that a module imports comes as its minified text, for a constructable style sheet. One that is an entry
 * stays a file.
 * @type {import('esbuild').Plugin}
 */
const cssAsText = {
  name: 'css-as-text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css$/ }, ({ kind, path, resolveDir }) =>
      kind === 'import-statement' && path.startsWith('.') ? { path: join(resolveDir, path), namespace: 'css' } : null,
    );
    onLoad({ filter: /./, namespace: 'css' }, async ({ path }) => {
      const result = await build({ entryPoints: [path], minify: true, write: false, target: BROWSERS });
      // What esbuild leaves in custom properties; there are no strings in these style sheets.
      const text = (result.outputFiles[0]?.text ?? '').trim().replace(/([,:]) /g, '$1');
      return { contents: text, loader: 'text', watchFiles: [path] };
    });
  },
};

/** @type {(path: string) => Promise<Record<string, Record<string, unknown>>>} */
async function exportsOf(path) {
  const result = await build({ entryPoints: [path], format: 'esm', write: false });
  return import(`data:text/javascript,${encodeURIComponent(result.outputFiles[0]?.text ?? '')}`);
}

/**
 * A language's file comes with English in its gaps, so that a page loads one of them and no other, in two parts: what
 * everybody is told, and, asked for with `?writing`, what only those are told who write. What only the service's own
 * pages say (`page…`) is in neither.
 * @type {import('esbuild').Plugin}
 */
const wordsInParts = {
  name: 'words-in-parts',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /[\\/]words[\\/][a-z]{2}\.js\?writing$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\.js\?writing$/, '.ts')),
      suffix: '?writing',
    }));
    onLoad({ filter: /[\\/]words[\\/][a-z]{2}\.ts$/ }, async ({ path, suffix }) => {
      const [english, own, parts] = await Promise.all([ENGLISH, path, WORDS].map(exportsOf));
      const ofWriting = new Set(Object.values(parts?.WORDS_OF_WRITING ?? {}));
      const all = Object.entries({ ...english?.words, ...own?.words }).filter(([name]) => !name.startsWith('page'));
      const words = Object.fromEntries(all.filter(([name]) => ofWriting.has(name) === (suffix === '?writing')));
      return { contents: `export const words = ${JSON.stringify(words)};`, loader: 'js', watchFiles: [ENGLISH, path] };
    });
  },
};

/** A file that only passes on one thing of a chunk, because another entry shares the code. */
const PASSES_ON = /^import\{(\w+) as (\w+)\}from"\.\/([\w.-]+)";export\{\2 as (\w+)\};\s*$/;

/**
 * Lets those who load a file that only passes something on load the chunk behind it: a file and a round trip less for readers.
 * @param {readonly string[]} files
 */
function loadAtOnce(files) {
  const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  for (const [file, text] of texts) {
    const [, inChunk, , chunk, name] = PASSES_ON.exec(text) ?? [];
    if (chunk === undefined) continue;
    for (const [other, loads] of texts) {
      const direct = loads.replace(
        new RegExp(`import\\("([\\w./-]*/)${basename(file)}"\\)`, 'g'),
        `import("$1${chunk}").then(c=>({${name}:c.${inChunk}}))`,
      );
      if (direct === loads) continue;
      texts.set(other, direct);
      writeFileSync(other, direct);
    }
    rmSync(file);
  }
}

/**
 * What systems show that have the desk installed.
 * @type {readonly (readonly [name: string, size: number, isFull: boolean])[]}
 */
const ICONS = [
  ['icon-192', 192, false],
  ['icon-512', 512, false],
  ['icon-full-512', 512, true],
  ['apple-touch-icon', 180, true],
];

/** @param {string} folder where the files go */
async function buildWeb(folder) {
  for (const { entries, chunks } of APPS) {
    const { metafile } = await build({
      entryPoints: Object.entries(entries).map(([out, source]) => ({ in: join(SOURCE, source), out })),
      outdir: folder,
      chunkNames: `${chunks}/[name]-[hash]`,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: BROWSERS,
      minify: true,
      charset: 'utf8',
      legalComments: 'none',
      tsconfig: join(SOURCE, 'tsconfig.json'),
      plugins: [cssAsText, wordsInParts],
      logLevel: 'warning',
      metafile: true,
    });
    loadAtOnce(Object.keys(metafile.outputs));
  }
  for (const [name, size, isFull] of ICONS) {
    writeFileSync(join(folder, 'desk', `${name}.png`), drawDeskIcon(size, isFull));
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/build-web.js FOLDER');
await buildWeb(folder);
