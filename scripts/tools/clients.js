import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ask } from '../lib/command.js';
import { load, program, TOOLS } from './tool.js';

/*
 * Clients that others would generate: both have to compile under TypeScript's strict rules, and both are used on the running service.
 */

const COMPILER = {
  strict: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  skipLibCheck: true,
  outDir: 'out',
  rootDir: '.',
};

/** Posts a comment, has it published, and reads it, in the words of openapi-fetch. */
const WITH_OPENAPI_FETCH = `
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

export async function use(baseUrl: string, token: string): Promise<string> {
  const client = createClient<paths>({ baseUrl });
  const path = { site: 'default' };
  const posted = await client.POST('/api/v1/sites/{site}/comments', {
    params: { path },
    body: {
      article: { url: 'https://blog.example/generated', title: null },
      author: { name: 'Ada', email: 'ada@mail.example' },
      body: 'By openapi-fetch.',
    },
  });
  const comment: components['schemas']['Comment'] | undefined = posted.data?.comment;
  if (comment === undefined) return JSON.stringify(posted.error);
  const decided = await client.POST('/api/v1/sites/{site}/moderation/decisions', {
    params: { path },
    headers: { Authorization: \`Bearer \${token}\` },
    body: { decision: 'approve', comments: [comment.id] },
  });
  if (decided.data?.results[0]?.changed !== true) return JSON.stringify(decided.error);
  const counted = await client.GET('/api/v1/sites/{site}/counts', { params: { path, query: { article: ['/generated', '/other'] } } });
  const list = await client.GET('/api/v1/sites/{site}/comments', { params: { path, query: { article: '/generated' } } });
  const parent: string | null | undefined = list.data?.comments[0]?.parent;
  return \`\${counted.data?.counts['/generated']} \${list.data?.comments[0]?.html} \${parent}\`;
}
`;

/** The same in the words of Hey API's client. */
const WITH_HEY_API = `
import { client } from './hey-api/client.gen.js';
import { countComments, decide, listComments, postComment } from './hey-api/sdk.gen.js';
import type { Comment } from './hey-api/types.gen.js';

export async function use(baseUrl: string, token: string): Promise<string> {
  client.setConfig({ baseUrl });
  const path = { site: 'default' };
  const posted = await postComment({
    path,
    body: {
      article: { url: 'https://blog.example/generated-too', title: null },
      author: { name: 'Ada', email: 'ada@mail.example' },
      body: 'By Hey API.',
    },
  });
  const comment: Comment | undefined = posted.data?.comment;
  if (comment === undefined) return JSON.stringify(posted.error);
  const decided = await decide({ path, auth: token, body: { decision: 'approve', comments: [comment.id] } });
  if (decided.data?.results[0]?.changed !== true) return JSON.stringify(decided.error);
  const counted = await countComments({ path, query: { article: ['/generated-too', '/other'] } });
  const list = await listComments({ path, query: { article: '/generated-too' } });
  return \`\${counted.data?.counts['/generated-too']} \${list.data?.comments[0]?.html} \${list.data?.comments[0]?.parent}\`;
}
`;

/**
 * @param {import('./tool.js').Place} place
 * @returns {Promise<string[]>} findings
 */
export async function clients({ url, token, folder, description }) {
  const place = join(folder, 'clients');
  mkdirSync(place);
  symlinkSync(join(TOOLS, 'node_modules'), join(place, 'node_modules'));
  const write = (/** @type {string} */ name, /** @type {string} */ text) => writeFileSync(join(place, name), text);
  write('package.json', '{ "type": "module" }');
  write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER, include: ['*.ts', 'hey-api/**/*.ts'] }));
  write('openapi-fetch.ts', WITH_OPENAPI_FETCH);
  write('hey.ts', WITH_HEY_API);

  const findings = [
    ...made(
      'openapi-typescript',
      ['openapi-typescript/bin/cli.js', description, '-o', join(place, 'schema.ts')],
      place,
    ),
    ...made(
      'Hey API',
      [
        '@hey-api/openapi-ts/bin/run.js',
        '-i',
        description,
        '-o',
        join(place, 'hey-api'),
        '-c',
        '@hey-api/client-fetch',
      ],
      place,
    ),
    ...made('tsc', ['typescript/bin/tsc', '-p', place], place),
  ];
  if (findings.length > 0) return findings;
  for (const [name, words] of /** @type {const} */ ([
    ['openapi-fetch', 'By openapi-fetch.'],
    ['hey', 'By Hey API.'],
  ])) {
    const { use } = await load(pathToFileURL(join(place, 'out', `${name}.js`)).href);
    const said = await use(url, token);
    if (said !== `1 <p>${words}</p> null`) findings.push(`${name}: ${said}`);
  }
  return findings;
}

/**
 * @param {string} name
 * @param {readonly [string, ...string[]]} command
 * @param {string} cwd
 * @returns {string[]} findings
 */
function made(name, [tool, ...args], cwd) {
  const { status, stdout, stderr } = ask(process.execPath, [program(tool), ...args], { cwd });
  const warned = /\bwarn(?:ing)?\b/i.test(stdout + stderr);
  return status === 0 && !warned ? [] : [`${name} ended with ${status}: ${stdout}${stderr}`];
}
