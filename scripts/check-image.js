/**
 * Builds the container image and runs it, where a Docker engine can be reached. Elsewhere the Dockerfile is replayed by
 * hand: each stage is a folder, COPY copies what it names and nothing else, the npm commands of RUN are run there, and
 * the entrypoint is started, as another user when this one is root. That shows whether the image would have all that
 * the service needs, not whether the base image is right.
 */
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ask, inTemporaryFolder, main, run } from './lib/command.js';
import { all, environmentOf, execForm, readCopy, readStages } from './lib/dockerfile.js';
import { reusingNativeModule } from './lib/prebuilt.js';
import { exerciseService } from './lib/service.js';

/** The user `nobody`, who owns nothing. */
const NOBODY = 65_534;
const IMAGE = 'afterword:check';

await main(async () => {
  if (dockerAnswers()) await buildAndRun();
  else await inTemporaryFolder('image', replay);
});

function dockerAnswers() {
  try {
    return ask('docker', ['info']).status === 0;
  } catch {
    return false;
  }
}

async function buildAndRun() {
  run('docker', ['build', '--tag', IMAGE, '.']);
  const settings = ['--env', 'PORT=0', '--env', 'HOST=127.0.0.1'];
  await exerciseService({
    command: 'docker',
    args: ['run', '--rm', '--network', 'host', ...settings, IMAGE],
    cwd: '.',
    dataDir: '/data',
  });
}

/** @param {string} folder */
async function replay(folder) {
  console.log(`no Docker engine answers: the Dockerfile is replayed by hand, on Node.js ${process.versions.node}`);
  chmodSync(folder, 0o755);
  const npmEnvironment = reusingNativeModule(folder);
  const stages = readStages(readFileSync('Dockerfile', 'utf8'));
  const places = stages.map((stage, index) => ({ stage, root: join(folder, stage.name ?? `stage-${index}`) }));
  for (const { stage, root } of places) replayStage(stage, root, folder, npmEnvironment);

  const last = places.at(-1);
  if (last === undefined) throw new Error('the Dockerfile has no stage');
  const [command = '', ...args] = [
    ...(execForm(all(last.stage, 'ENTRYPOINT')[0]) ?? []),
    ...(execForm(all(last.stage, 'CMD')[0]) ?? []),
  ];
  const uid = process.getuid?.() === 0 ? NOBODY : undefined;
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  if (uid !== undefined) chownSync(dataDir, uid, uid);
  await exerciseService({
    command,
    args,
    cwd: workFolder(last.stage, last.root),
    dataDir,
    env: { PATH: process.env.PATH, ...environmentOf(last.stage) },
    ...(uid === undefined ? {} : { uid }),
  });
}

/**
 * @param {import('./lib/dockerfile.js').Stage} stage
 * @param {string} root the folder that stands for the stage's `/`
 * @param {string} folder where the stages lie
 * @param {NodeJS.ProcessEnv} env
 */
function replayStage(stage, root, folder, env) {
  const cwd = workFolder(stage, root);
  mkdirSync(cwd, { recursive: true });
  for (const { keyword, rest } of stage.instructions) {
    if (keyword === 'COPY') copy(readCopy(rest), cwd, folder);
    else if (keyword === 'RUN' && /^npm [\w:= -]+$/.test(rest)) run('npm', rest.split(' ').slice(1), { cwd, env });
    else if (keyword === 'RUN') console.log(`left out: RUN ${rest}`);
  }
}

/**
 * A file goes into the target folder under its own name; of a folder, Docker copies what is in it.
 * @param {import('./lib/dockerfile.js').Copy} instruction
 * @param {string} cwd
 * @param {string} folder
 */
function copy({ from, sources, target }, cwd, folder) {
  for (const source of sources) {
    const origin = from === null ? source : join(folder, from, source);
    const intoFolder = target === '.' || target.endsWith('/');
    cpSync(origin, intoFolder ? join(cwd, target, basename(source)) : join(cwd, target), { recursive: true });
  }
}

/**
 * @param {import('./lib/dockerfile.js').Stage} stage
 * @param {string} root
 */
function workFolder(stage, root) {
  return join(root, all(stage, 'WORKDIR')[0] ?? '/');
}
