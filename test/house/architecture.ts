import { posix } from 'node:path';
import type { SourceFile } from './source-tree.js';

/**
 * The rooms of `src/` and the rooms that each may import, besides itself: `bin → cli → http, jobs → app → store, spam →
 * domain`, and `config`, which asks a checker what settings it takes, for `cli` and `bin` alone. `web` is what browsers
 * load and knows nothing but the `words` that `http` says on its pages as well. A new room has to find its place here first.
 */
const REACH: Readonly<Record<string, readonly string[]>> = {
  bin: ['cli', 'config', 'http', 'jobs', 'app', 'store', 'spam', 'domain'],
  cli: ['config', 'http', 'jobs', 'app', 'store', 'spam', 'domain'],
  config: ['spam', 'domain'],
  http: ['app', 'store', 'spam', 'domain', 'words'],
  jobs: ['app', 'store', 'spam', 'domain'],
  app: ['store', 'spam', 'domain'],
  store: ['domain'],
  spam: ['domain'],
  domain: [],
  web: ['words'],
  words: [],
};

/** A database's packages and the only folder that knows them. */
const ENGINES = [
  { packages: ['better-sqlite3', 'node:sqlite'], names: ['sqlite', 'sqlite3'], folder: 'src/store/sqlite/' },
  { packages: ['pg', 'postgres'], names: ['postgres', 'postgresql', 'pg'], folder: 'src/store/postgres/' },
];

/** The parts of Node.js that touch the world, and so stay out of `domain`. */
const OUTSIDE_WORLD =
  /^node:(?:fs|net|http|https|http2|tls|dgram|dns|child_process|cluster|worker_threads|os|process|timers)(?:\/|$)/;

/** The one place where `process.env` is named: it is handed to `readConfig(env)` from there. */
const READS_ENVIRONMENT = 'src/bin.ts';

const IMPORTS = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
  /\brequire\(\s*['"]([^'"]+)['"]/g,
  /\bnew URL\(\s*['"](\.[^'"]+\.js)['"]\s*,\s*import\.meta\.url/g,
];

/** Everything that a module imports, for its types or its values, worker threads' modules included. */
export function importsOf(text: string): string[] {
  return IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** The room of a path below `src/`: its folder, or its own name for the few files that stand at the top. */
export function roomOf(path: string): string {
  const [top = ''] = path.slice('src/'.length).split('/');
  return top.replace(/\.ts$/, '');
}

/** The path of the module of ours that an import names, or null for a package. */
function targetOf(path: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}

/** Imports that go against the arrows, as sentences; a file in a room that nobody knows is one too. */
export function arrowViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const reach = REACH[roomOf(path)];
    if (reach === undefined) return [`${path} stands in no known room`];
    return importsOf(text).flatMap((specifier) => {
      const target = targetOf(path, specifier);
      if (target === null) return domainViolation(path, specifier);
      if (!target.startsWith('src/')) return [`${path} imports ${target}`];
      const room = roomOf(target);
      return room === roomOf(path) || reach.includes(room) ? [] : [`${path} imports ${target}`];
    });
  });
}

function domainViolation(path: string, specifier: string): string[] {
  return roomOf(path) === 'domain' && OUTSIDE_WORLD.test(specifier) ? [`${path} imports ${specifier}`] : [];
}

/** Engines' packages imported, and engines' names compared, outside the engine's own folder. */
export function engineViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    ENGINES.filter((engine) => !path.startsWith(engine.folder)).flatMap((engine) => [
      ...importsOf(text)
        .filter((specifier) => engine.packages.includes(specifier))
        .map((specifier) => `${path} imports ${specifier}`),
      ...comparisonsWith(engine.names, text).map((code) => `${path} compares an engine's name: ${code}`),
    ]),
  );
}

function comparisonsWith(names: readonly string[], text: string): string[] {
  const name = `['"\`](?:${names.join('|')})['"\`]`;
  const comparison = new RegExp(`[!=]==?\\s*${name}|${name}\\s*[!=]==?|\\bcase\\s+${name}`, 'g');
  return [...withoutComments(text).matchAll(comparison)].map((match) => match[0]);
}

/** Places that look at the environment themselves, instead of being told their settings. */
export function environmentViolations(files: readonly SourceFile[]): string[] {
  const reads =
    /\bprocess\s*(?:\.\s*|\[\s*['"])env\b|\benv\b[^;\n]*\}\s*=\s*process\b|\benv\b[^;]*\bfrom\s*'node:process'/;
  return files
    .filter(({ path, text }) => path !== READS_ENVIRONMENT && reads.test(withoutComments(text)))
    .map(({ path }) => `${path} reads process.env`);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Modules that import each other in a circle, each circle once, as the way round. An import says `.js` of `.ts` and `.tsx` alike. */
export function importCircles(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.map(({ path, text }) => [
      path.replace(/\.tsx$/, '.ts'),
      importsOf(text).flatMap((specifier) => {
        const target = targetOf(path, specifier);
        return target === null ? [] : [target];
      }),
    ]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) circles.push([...way.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return circles;
}
