import { describe, expect, test } from '@jest/globals';
import {
  arrowViolations,
  engineViolations,
  environmentViolations,
  importCircles,
  importsOf,
  longFiles,
  packagesReachedFrom,
} from './architecture.js';
import { filesBelow } from './source-tree.js';

const source = [...filesBelow('src', '.ts'), ...filesBelow('src', '.tsx')];

function file(path: string, text: string) {
  return { path, text };
}

describe('the source tree', () => {
  test('has modules to look at', () => {
    expect(source.length).toBeGreaterThan(5);
    expect(source.flatMap(({ text }) => importsOf(text)).length).toBeGreaterThan(3);
  });

  test('imports only along the arrows of the architecture', () => {
    expect(arrowViolations(source)).toEqual([]);
  });

  test('keeps the types of Node.js out of what browsers run: nothing that it reaches brings them', () => {
    expect(packagesReachedFrom('src/web/', source)).toEqual(['preact', 'preact/hooks', 'zod']);
  });

  test('has no file that is too long to be read in one go', () => {
    expect(longFiles(source)).toEqual([]);
  });

  test('names a database engine only in the folder of that engine', () => {
    expect(engineViolations(source)).toEqual([]);
  });

  test('looks at process.env in one place', () => {
    expect(environmentViolations(source)).toEqual([]);
  });

  test('has no circular imports', () => {
    expect(importCircles(source)).toEqual([]);
  });
});

describe('the reader of imports', () => {
  test('finds every way to import a module', () => {
    const text = `
      import { a } from './a.js';
      import type {
        B,
      } from "../b.js";
      export { c } from './c.js';
      import './d.js';
      const e = await import('./e.js');
      const f = createRequire(import.meta.url)('x') ?? require('./f.cjs');
      new Worker(new URL('./g.js', import.meta.url));
      /** import { h } from nowhere */
    `;
    expect(importsOf(text).sort()).toEqual(['../b.js', './a.js', './c.js', './d.js', './e.js', './f.cjs', './g.js']);
  });

  test.each([
    ['src/domain/a.ts', '../app/submit.js'],
    ['src/domain/a.ts', 'node:fs/promises'],
    ['src/store/a.ts', '../spam/local/b.js'],
    ['src/spam/akismet/a.ts', '../../store/b.js'],
    ['src/http/app.ts', '../jobs/b.js'],
    ['src/http/api/a.ts', '../../store/store.js'],
    ['src/http/protocol/a.ts', '../api/b.js'],
    ['src/http/access/a.ts', '../pages/b.js'],
    ['src/cli/a.ts', '../http/app.js'],
    ['src/bin.ts', './app/a.js'],
    ['src/domain/a.ts', '../store/b.js'],
    ['src/jobs/a.ts', '../http/b.js'],
    ['src/http/app.ts', '../config.js'],
    ['src/app/a.ts', '../http/b.js'],
    ['src/app/a.ts', '../../test/support/b.js'],
  ])('refuses that %s imports %s', (path, specifier) => {
    expect(arrowViolations([file(path, `import { b } from '${specifier}';`)])).toHaveLength(1);
  });

  test.each([
    ['src/bin.ts', './cli/main.js'],
    ['src/cli/serve.ts', '../config.js'],
    ['src/http/app.ts', '../app/b.js'],
    ['src/http/app.ts', './access/auth.js'],
    ['src/http/pages/a.ts', '../api/schemas.js'],
    ['src/app/a.ts', '../domain/errors.js'],
    ['src/store/sqlite/a.ts', '../b.js'],
    ['src/domain/a.ts', './b.js'],
    ['src/domain/a.ts', 'zod'],
  ])('allows that %s imports %s', (path, specifier) => {
    expect(arrowViolations([file(path, `import { b } from '${specifier}';`)])).toEqual([]);
  });

  test.each([
    ['src/web/desk/a.ts', "import type { Queue } from '../../http/api/shapes.js';", 0],
    ['src/web/desk/a.ts', "export type { Queue } from '../../http/api/shapes.js';", 0],
    ['src/web/desk/a.ts', "import { words } from '../../words/en.js';", 0],
    ['src/web/desk/a.ts', "import { queueSchema } from '../../http/api/moderation-answers.js';", 1],
    ['src/web/desk/a.ts', "import { type Queue } from '../../http/api/shapes.js';", 1],
    ['src/web/desk/a.ts', "import type { Call } from '../../http/protocol/route.js';", 1],
    ['src/web/desk/a.ts', "import type { Site } from '../../domain/site.js';", 1],
    ['src/app/a.ts', "import type { Queue } from '../http/api/shapes.js';", 1],
  ])('lets browsers have types of the API, and no more: %s, %s', (path, text, violations) => {
    expect(arrowViolations([file(path, text)])).toHaveLength(violations);
  });

  test('refuses a value that is imported beside types from the same module', () => {
    const text = `
      import type { Queue } from '../../http/api/shapes.js';
      import { queueSchema } from '../../http/api/shapes.js';
    `;
    expect(arrowViolations([file('src/web/desk/a.ts', text)]).length).toBeGreaterThan(0);
  });

  test('finds the packages that a folder reaches through others', () => {
    const files = [
      file('src/web/a.tsx', "import type { B } from '../http/api/b.js';\nimport { useState } from 'preact/hooks';"),
      file('src/http/api/b.ts', "import type { C } from '../protocol/c.js';"),
      file('src/http/protocol/c.ts', "import express from 'express';"),
      file('src/http/app.ts', "import 'helmet';"),
    ];
    expect(packagesReachedFrom('src/web/', files)).toEqual(['express', 'preact/hooks']);
  });

  test('refuses a file in a room that the architecture does not know', () => {
    expect(arrowViolations([file('src/utils/a.ts', '')])).toEqual(['src/utils/a.ts stands in no known room']);
    expect(arrowViolations([file('src/http/a.ts', '')])).toEqual(['src/http/a.ts stands in no known room']);
  });

  test('refuses an engine outside its folder, as a package and as a name', () => {
    const engine = `import Database from 'better-sqlite3';`;
    const branch = `if (dialect === 'sqlite') { } switch (name) { case 'postgres': }`;
    expect(engineViolations([file('src/app/a.ts', engine)])).toHaveLength(1);
    expect(engineViolations([file('src/store/b.ts', branch)])).toHaveLength(2);
    expect(engineViolations([file('src/store/sqlite/c.ts', engine)])).toEqual([]);
    const module = `import { openSqliteStore } from '../store/sqlite/open.js';`;
    expect(engineViolations([file('src/service/a.ts', module)])).toHaveLength(1);
  });

  test.each([
    "process.env['PORT']",
    'process . env',
    'const { env } = process;',
    "import { env } from 'node:process';",
  ])('refuses a second place that reads the environment: %s', (code) => {
    expect(environmentViolations([file('src/http/a.ts', code)])).toHaveLength(1);
    expect(environmentViolations([file('src/bin.ts', code)])).toEqual([]);
  });

  test('takes a comment about the environment for what it is', () => {
    expect(environmentViolations([file('src/config.ts', '/** `process.env`, usually */\n// process.env')])).toEqual([]);
  });

  test('finds a circle of any length', () => {
    const circle = [
      file('src/app/a.ts', `import { b } from './b.js';`),
      file('src/app/b.ts', `import { c } from './c.js';`),
      file('src/app/c.ts', `import type { A } from './a.js';`),
    ];
    expect(importCircles(circle)).toEqual(['src/app/a.ts → src/app/b.ts → src/app/c.ts → src/app/a.ts']);
    expect(importCircles(circle.slice(0, 2))).toEqual([]);
  });
});
