import { posix } from 'node:path';
import type { SourceFile } from './source-tree.js';

/**
 * The rooms of `src/` and the rooms whose modules each may import directly, besides its own: `bin → cli → service → http, jobs → app →
 * store, spam → domain`. What a room is not told here it asks through the one between: `http` reads what is stored through `app`. A new room
 * has to find its place here first. `docs/house.md` says what each is for.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  bin: ['cli', 'config'],
  cli: ['service', 'app', 'store', 'spam', 'config', 'domain'],
  service: ['http', 'jobs', 'app', 'store', 'spam', 'config', 'domain'],
  config: ['spam', 'domain'],
  http: ['app', 'domain', 'words'],
  jobs: ['app', 'store', 'domain'],
  app: ['store', 'spam', 'domain'],
  store: ['domain', 'words'],
  spam: ['domain'],
  domain: [],
  web: ['words'],
  words: [],
};

/** Rooms that a room may take types from, and nothing else: such an import leaves no trace in what is compiled or bundled. */
const TYPE_ARROWS: Readonly<Record<string, readonly string[]>> = { web: ['http/api'] };

/** The same as `ARROWS` for the rooms within `http`, whose `app.ts` stands above them. */
const HTTP_ARROWS: Readonly<Record<string, readonly string[]>> = {
  'http/app': ['http/access', 'http/protocol'],
  'http/operation': ['http/api', 'http/access', 'http/protocol'],
  'http/pages': ['http/api', 'http/access', 'http/protocol'],
  'http/api': ['http/access', 'http/protocol'],
  'http/access': ['http/protocol'],
  'http/protocol': [],
};

/** A file longer than this holds two ideas, as a rule. */
const MOST_LINES = 310;

/** A database's packages and the only folder that knows them. */
const ENGINES = [
  { packages: ['better-sqlite3', 'node:sqlite'], names: ['sqlite', 'sqlite3'], folder: 'src/store/sqlite/' },
  { packages: ['pg', 'postgres'], names: ['postgres', 'postgresql', 'pg'], folder: 'src/store/postgres/' },
];

/** The one place that knows every engine, and picks one by the address of the database. */
const CHOOSES_ENGINE = 'src/store/choose-engine.ts';

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

/** `import type … from` and `export type … from`, which compilers and bundlers leave out. */
const TYPE_IMPORT = /^\s*(?:import|export)\s+type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm;

/** Everything that a module imports, for its types or its values, worker threads' modules included. */
export function importsOf(text: string): string[] {
  return IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** What is left of the imports at run time. */
function valueImportsOf(text: string): string[] {
  return importsOf(text.replace(TYPE_IMPORT, ''));
}

/** The room of a path below `src/`: its folder, or its own name for the few files that stand at the top. */
function roomOf(path: string): string {
  const [top = ''] = path.slice('src/'.length).split('/');
  return top.replace(/\.ts$/, '');
}

/** The room within `http`; null elsewhere. */
function httpRoomOf(path: string): string | null {
  return /^src\/(http\/[^/]+?)(?:\.ts|\/.*)$/.exec(path)?.[1] ?? null;
}

/** The path of the module of ours that an import names, or null for a package. */
function targetOf(path: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}

/** Imports that go against the arrows, as sentences; a file in a room that nobody knows is one too. */
export function arrowViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const reach = ARROWS[roomOf(path)];
    const httpRoom = httpRoomOf(path);
    if (reach === undefined || (httpRoom !== null && HTTP_ARROWS[httpRoom] === undefined)) {
      return [`${path} stands in no known room`];
    }
    return importsOf(text).flatMap((specifier) => {
      const target = targetOf(path, specifier);
      if (target === null) return domainViolation(path, specifier);
      if (!target.startsWith('src/')) return [`${path} imports ${target}`];
      const room = roomOf(target);
      const isAllowed =
        room === roomOf(path)
          ? isAllowedWithin(httpRoom, httpRoomOf(target))
          : reach.includes(room) || isAllowedType(path, text, specifier, target);
      return isAllowed ? [] : [`${path} imports ${target}`];
    });
  });
}

function isAllowedType(path: string, text: string, specifier: string, target: string): boolean {
  const isNamed = TYPE_ARROWS[roomOf(path)]?.includes(httpRoomOf(target) ?? '') ?? false;
  return isNamed && !valueImportsOf(text).includes(specifier);
}

/** The packages that the modules below a folder reach, themselves or through what they import, for values or for types. */
export function packagesReachedFrom(folder: string, files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path.replace(/\.tsx$/, '.ts'), file]));
  const reached = new Set([...byPath.keys()].filter((path) => path.startsWith(folder)));
  const packages = new Set<string>();
  // A set gives its later members too while it is walked.
  for (const path of reached) {
    for (const specifier of importsOf(byPath.get(path)?.text ?? '')) {
      const target = targetOf(path, specifier);
      if (target === null) packages.add(specifier);
      else reached.add(target);
    }
  }
  return [...packages].sort();
}

function isAllowedWithin(from: string | null, to: string | null): boolean {
  return from === to || from === null || to === null || (HTTP_ARROWS[from] ?? []).includes(to);
}

/** Files that are too long to be read in one go, as sentences. Lists of words are no code. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !path.startsWith('src/words/'))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, ${MOST_LINES} are the most`);
}

function domainViolation(path: string, specifier: string): string[] {
  return roomOf(path) === 'domain' && OUTSIDE_WORLD.test(specifier) ? [`${path} imports ${specifier}`] : [];
}

/** Engines' packages and modules imported, and engines' names compared, outside the engine's own folder. */
export function engineViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    ENGINES.filter((engine) => !path.startsWith(engine.folder)).flatMap((engine) => [
      ...importsOf(text)
        .filter((specifier) => path !== CHOOSES_ENGINE && targetOf(path, specifier)?.startsWith(engine.folder))
        .map((specifier) => `${path} imports ${specifier}`),
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
