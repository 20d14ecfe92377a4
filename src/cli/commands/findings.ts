import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { fitOf, opensAll, printsOf } from '../../app/keys/key-prints.js';
import { createKeyRing, sealedWith } from '../../app/keys/key-ring.js';
import type { Settings } from '../../config.js';
import { AfterwordError } from '../../domain/errors.js';
import { keyFile, keyPlace, keysOf } from '../../service/keys.js';
import { engineOf, misfit, rotationLock } from '../../service/open-store.js';
import type { Engine, Inspection } from '../../store/engine.js';
import type { MoveNote } from '../../store/moving.js';
import { counted } from '../report.js';
import { lacksRights, rightsWords } from '../rights.js';

/** One thing that was looked at: how it is, and what to do where it is not well. */
export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'problem';
  readonly detail: string;
}

export const TRUSTS_EVERYBODY =
  'TRUST_PROXY=true believes every address that a client invents; set it to the number of your proxies.';

const MIB = 1024 * 1024;
const LITTLE_SPACE = 512 * MIB;
const NO_SPACE = 64 * MIB;
const LONG_WAL = 64 * MIB;

export const ok = (check: string, detail: string): Finding => ({ check, level: 'ok', detail });
export const warning = (check: string, detail: string): Finding => ({ check, level: 'warning', detail });
export const problem = (check: string, detail: string): Finding => ({ check, level: 'problem', detail });

/** Where readers come from, and how the service can tell them apart. */
export function networkFindings(settings: Settings): Finding[] {
  const { HOST: host, PORT: port, SITE_URL: site, TRUST_PROXY: trust } = settings;
  const listensOutside = !isLoopback(host);
  const siteIsLocal = isLoopback(new URL(site).hostname);
  const found: Finding[] = [];
  if (listensOutside && siteIsLocal) {
    found.push(warning('site', `SITE_URL is ${site}; set it to the address of your blog, or no browser may post.`));
  } else found.push(ok('site', `comments on ${site}`));
  if (trust === true) {
    found.push(warning('proxy', TRUSTS_EVERYBODY));
  } else if (trust === false && (listensOutside || !siteIsLocal)) {
    found.push(
      warning(
        'proxy',
        'TRUST_PROXY is false: behind a proxy all readers count as one. Set it to the number of your proxies, such as 1.',
      ),
    );
  } else found.push(ok('proxy', trust === false ? 'none is trusted' : `TRUST_PROXY is ${trust}`));
  found.push(ok('address', `${host}, port ${port}`));
  return found;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether the keys can be read, and by nobody else. */
export async function keyFileFindings(settings: Settings): Promise<Finding[]> {
  const isInFile = settings.SECRET_KEY === undefined;
  if (isInFile && !existsSync(keyFile(settings)) && !(await mayExist(settings))) {
    return [ok('keys', `none yet; the first start makes ${keyFile(settings)}`)];
  }
  try {
    const { versions } = keysOf(settings);
    const lock = rotationLock(settings);
    if (existsSync(lock)) {
      return [
        warning(
          'keys',
          `a rotation is under way or unfinished: a part of the data may be under an earlier key. If none runs, delete ${lock} and run: afterword key rotate`,
        ),
      ];
    }
    return [ok('keys', `${keyPlace(settings)}, ${counted(versions.size, 'key')}`)];
  } catch (error) {
    return [problem('keys', (error as Error).message)];
  }
}

/** A database that cannot be asked is told of by itself. */
async function mayExist(settings: Settings): Promise<boolean> {
  return engineOf(settings)
    .exists()
    .catch(() => true);
}

/** Whether the database is whole, and the keys are its own. Takes time in proportion to its size. */
export async function databaseFindings(settings: Settings): Promise<Finding[]> {
  const engine = engineOf(settings);
  const { place } = engine;
  let found: Inspection;
  let notes: readonly Finding[];
  try {
    notes = await engine.serverNotes(Date.now);
    if (engine.folder !== null && !(await engine.exists()))
      return [ok('database', `none yet; the first start makes ${place}`)];
    found = await engine.inspect();
  } catch (error) {
    if (error instanceof AfterwordError) return [problem('database', error.message)];
    const todo = lacksRights(error) ? rightsWords(engine.folder ?? place) : RESTORE;
    return [problem('database', `${place} cannot be read (${codeOf(error)}). ${todo}`)];
  }
  const state = integrity(place, found);
  if (found.damages.length > 0) return [state];
  return [
    ...notes,
    state,
    ...moveFindings(await engine.moveNote()),
    schema(found),
    tokens(found),
    ...(await keysFit(settings, engine, found)),
  ];
}

function moveFindings(note: MoveNote | null): Finding[] {
  if (note === null) return [];
  const { state, other } = note;
  if (state === 'arriving') {
    return [problem('move', `the move from ${other} is not finished; run \`afterword move\` there again.`)];
  }
  const detail = state === 'moved' ? `moved to ${other}: read-only here` : `being moved to ${other}: read-only`;
  return [warning('move', `${detail}. To take it back: afterword move --undo`)];
}

const RESTORE = 'Keep it, and restore the newest backup: see "Backup and restore" in the README.';

function integrity(place: string, { damages, brokenReferences, counts }: Inspection): Finding {
  const [damage] = damages;
  if (damage !== undefined)
    return problem('database', `${place} is damaged: ${damage.replace(/\s+/g, ' ')}. ${RESTORE}`);
  if (brokenReferences.length > 0) {
    return problem('database', `${place}: rows of ${brokenReferences.join(', ')} point nowhere. ${RESTORE}`);
  }
  return ok(
    'database',
    `${place} is whole: ${counted(counts.comments, 'comment')}, ${counted(counts.articles, 'article')}, ${counted(counts.sites, 'site')}`,
  );
}

function schema({ missing, unknown }: Inspection): Finding {
  if (unknown.length > 0) {
    return problem('schema', `a newer Afterword wrote the database (${unknown.join(', ')}); install that version.`);
  }
  if (missing.length > 0)
    return warning('schema', `the next start will run ${missing.join(', ')}; make a backup first.`);
  return ok('schema', 'up to date');
}

function tokens({ counts }: Inspection): Finding {
  if (counts.tokens > 0) return ok('tokens', `${counts.tokens}`);
  return warning('tokens', 'nobody can moderate yet: afterword token create --role moderator --name NAME');
}

/** Tries the keys on what is stored, and compares them with those that the database is known to need. */
async function keysFit(settings: Settings, { keyPrints }: Engine, { sealed }: Inspection): Promise<Finding[]> {
  const needed = (await keyPrints?.read()) ?? new Map();
  if (sealed.length === 0 && needed.size === 0) return [];
  try {
    const keys = keysOf(settings);
    const fit = fitOf(printsOf(keys), needed);
    if (fit !== 'own') return [problem('encryption', misfit(fit, settings))];
    const ring = createKeyRing(() => keys, randomBytes);
    if (opensAll(ring, sealed))
      return [rotationFinding(sealed.some(({ email }) => sealedWith(email) !== ring.currentVersion()))];
  } catch {
    // Said below.
  }
  return [
    problem('encryption', `${keyPlace(settings)} does not open what is stored; restore the key file of this database.`),
  ];
}

function rotationFinding(isUnfinished: boolean): Finding {
  if (!isUnfinished) return ok('encryption', 'the keys open what is stored');
  return warning(
    'encryption',
    'a rotation is unfinished: a part of the data is under an earlier key. Run: afterword key rotate',
  );
}

/** Room for the database and its log, and who can look into their folder. */
export async function diskFindings(settings: Settings): Promise<Finding[]> {
  const engine = engineOf(settings);
  const { folder } = engine;
  if (folder === null || !existsSync(folder)) return [];
  if (!isWritable(folder)) return [problem('folder', `${folder} cannot be written. ${rightsWords(folder)}`)];
  const size = await engine.size();
  const { bavail, bsize } = statfsSync(folder);
  return [space(bavail * bsize, size.data), writeAheadLog(size.log), privacyOf(folder)];
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function space(free: number, used: number): Finding {
  const detail = `${inMib(free)} MiB free`;
  if (free < NO_SPACE) return problem('disk', `${detail}: comments will soon be refused; make room.`);
  if (free < Math.max(LITTLE_SPACE, used)) return warning('disk', `${detail}: not enough for another copy; make room.`);
  return ok('disk', detail);
}

function writeAheadLog(bytes: number): Finding {
  const detail = `${inMib(bytes)} MiB wait in the write-ahead log`;
  if (bytes <= LONG_WAL) return ok('log', detail);
  return warning('log', `${detail}: something has been reading for long; start the service again.`);
}

function privacyOf(folder: string): Finding {
  if (process.platform === 'win32' || (statSync(folder).mode & 0o077) === 0) return ok('folder', folder);
  return warning('folder', `other users of this machine can look into ${folder}; run: chmod 700 ${folder}`);
}

function inMib(bytes: number): number {
  return Math.round(bytes / MIB);
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? 'no code');
}
