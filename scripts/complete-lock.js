/**
 * Adds to package-lock.json the optional packages of other platforms that the registry could not serve when the lock
 * file was written. npm leaves such packages out, and `npm ci` then refuses the lock file, on every platform.
 *
 * What is written follows from the lock file itself: the name and exact version that the parent package asks for, and
 * the platform that the name ends on. Without an integrity hash, which only the registry can give; the next
 * `npm install` that gets an answer fills it in.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** Splits `…-linux-x64-musl`, `…-win32-arm64-msvc` and the like. */
const PLATFORM =
  /-(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-([a-z0-9]+)(?:-([a-z]+))?$/;
const EXACT_VERSION = /^\d+\.\d+\.\d+[^\s]*$/;

const lockFile = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
let added = 0;

for (const [place, entry] of Object.entries(lock.packages)) {
  if (place === '') continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(name, place)) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, String(version), entry.dev === true);
    added += 1;
  }
}

if (added > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en')),
  );
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`package-lock.json: ${added} packages of other platforms added`);

/**
 * npm looks for a package beside the one that asks for it, then further and further out.
 * @param {string} name
 * @param {string} place the key in the lock file of the package that asks
 * @returns {boolean}
 */
function isLocked(name, place) {
  if (`${place === '' ? '' : `${place}/`}node_modules/${name}` in lock.packages) return true;
  return place !== '' && isLocked(name, place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))));
}

/**
 * @param {string} name
 * @param {string} version
 * @param {boolean} dev
 */
function platformEntry(name, version, dev) {
  const [, os, cpu, abi] = PLATFORM.exec(name) ?? [];
  if (os === undefined || cpu === undefined || !EXACT_VERSION.test(version)) {
    throw new Error(`${name}@${version} names no platform or no exact version: install it where the registry has it`);
  }
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(os === 'linux' ? { libc: [abi?.startsWith('musl') ? 'musl' : 'glibc'] } : {}),
    optional: true,
    os: [os],
  };
}
