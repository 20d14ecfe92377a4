import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, readText, root } from './source-tree.js';

interface Stage {
  readonly name: string | null;
  readonly base: string;
}

/** The reader that the checks of continuous integration use as well; plain JavaScript, so its types are told here. */
interface DockerfileReader {
  readStages(text: string): Stage[];
  all(stage: Stage, keyword: string): string[];
  readCopy(rest: string): { from: string | null; sources: string[]; target: string };
  environmentOf(stage: Stage): Record<string, string>;
  execForm(rest: string | undefined): string[] | null;
}

const reader = (await import(pathToFileURL(join(root, 'scripts/lib/dockerfile.js')).href)) as DockerfileReader;
const stages = reader.readStages(readText('Dockerfile'));
const last = stages.at(-1)!;
const manifest = JSON.parse(readText('package.json')) as { bin: Record<string, string>; files: string[] };

/** Pages, and examples for other programs: in a container nobody looks for them. */
const FOR_PEOPLE = /\.md$|^(?:docs|deploy)$/;

function copies(stage: Stage) {
  return reader.all(stage, 'COPY').map((rest) => reader.readCopy(rest));
}

describe('the Dockerfile', () => {
  test('builds in earlier stages, on one base image of Node 22', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(new Set(stages.map(({ base }) => base))).toEqual(new Set([last.base]));
    expect(last.base).toMatch(/^node:22[\w.-]*-slim$/);
  });

  test('installs, compiles and downloads nothing in the last stage', () => {
    for (const command of reader.all(last, 'RUN'))
      expect(command).not.toMatch(/\b(?:apt|apt-get|npm|npx|curl|wget|g\+\+)\b/);
  });

  test('takes only packages that the service runs on, without those for development', () => {
    const modules = copies(last).find(({ sources }) => sources.some((path) => path.endsWith('node_modules')));
    const origin = stages.find(({ name }) => name !== null && name === modules?.from)!;
    const installs = reader.all(origin, 'RUN').filter((command) => command.includes('npm'));
    expect(installs).toEqual(['npm ci --omit=dev']);
  });

  test('runs as the user node, who owns the data folder', () => {
    expect(reader.all(last, 'USER')).toEqual(['node']);
    expect(reader.all(last, 'RUN').join('\n')).toMatch(/mkdir \/data && chown node:node \/data/);
  });

  test('keeps its data in the volume /data and listens to the outside', () => {
    expect(reader.all(last, 'VOLUME')).toEqual(['/data']);
    expect(reader.environmentOf(last)).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', DATA_DIR: '/data' });
    expect(reader.all(last, 'EXPOSE')).toEqual([reader.environmentOf(last).PORT]);
  });

  test('starts the command of the package in exec form, so that signals arrive', () => {
    expect(reader.execForm(reader.all(last, 'ENTRYPOINT')[0])).toEqual(['node', manifest.bin.afterword]);
    expect(reader.execForm(reader.all(last, 'CMD')[0])).toEqual(['serve']);
  });

  test('asks the service for its health with node alone', () => {
    const [check = ''] = reader.all(last, 'HEALTHCHECK');
    const command = reader.execForm(check.slice(check.indexOf('[')));
    expect(command?.[0]).toBe('node');
    expect(check).toMatch(/\/readyz/);
    expect(check).not.toMatch(/curl|wget/);
  });

  test('has everything of the package but what people read', () => {
    const copied = copies(last).flatMap(({ sources }) => sources.map((path) => path.replace(/^\/app\//, '')));
    const packed = manifest.files.filter((path) => !path.startsWith('!') && !FOR_PEOPLE.test(path));
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'node_modules', ...packed]));
  });

  test('copies only what exists and what .dockerignore lets through', () => {
    const paths = new Set(filesBelow('.').map(({ path }) => path));
    const allowed = readText('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = stages.flatMap((stage) =>
      copies(stage)
        .filter(({ from }) => from === null)
        .flatMap((copy) => copy.sources),
    );
    for (const source of sources) {
      expect([...paths].some((path) => path === source || path.startsWith(`${source}/`)) ? source : 'missing').toBe(
        source,
      );
    }
    const outermost = sources.filter((path) => !sources.some((folder) => path.startsWith(`${folder}/`)));
    expect(new Set(allowed)).toEqual(new Set(outermost));
  });
});

describe('.dockerignore', () => {
  test('keeps everything out that it does not name', () => {
    const [first] = readText('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
  });
});
