import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { makeDeskCode } from '../../app/moderation/desk-session.js';
import type { Settings } from '../../config.js';
import { shippedPrior } from '../../service/classifier-prior.js';
import { commonClock } from '../../service/common-clock.js';
import { errorFacts } from '../../service/error-facts.js';
import { createLogger, serviceLog } from '../../service/log.js';
import { engineOf, openStore } from '../../service/open-store.js';
import { packageVersion } from '../../service/package-files.js';
import { type Service, startService } from '../../service/service.js';
import { systemClock } from '../../service/system-clock.js';
import { keepYoungObjectsTogether } from '../../service/young-objects.js';
import type { Store } from '../../store/store.js';
import { CommandError, EX, type ExitCode } from '../exit-codes.js';
import { TRUSTS_EVERYBODY } from './findings.js';

/** After this time a stop that has not come to its end is cut short. */
const STOP_MS = 10_000;
/** Ctrl-C under `npm start` arrives twice, from the terminal and from npm: the second within this time is the echo of the first. */
const ECHO_MS = 500;

const CLOCK_DIFFERS =
  'The clock of this machine is not that of the database, which is ahead by so many milliseconds and counts. Set both by NTP.';

const SIGNAL_NUMBER = { SIGINT: 2, SIGTERM: 15 } as const;
type StopSignal = keyof typeof SIGNAL_NUMBER;

/** Runs the service until a signal stops it. @returns 0 after a graceful stop */
export async function serve(settings: Settings): Promise<ExitCode> {
  keepYoungObjectsTogether();
  const logger = createLogger(settings.LOG_LEVEL);
  endOnOurOwnFaults(logger);
  const signal = new Promise<StopSignal>((resolve) => onStopSignal(logger, resolve));
  const service = await start(settings, logger);
  await sayHello(settings, service, logger);
  await warn(settings, logger);
  logger.info({ signal: await signal }, 'stopping: no new requests, those under way are finished');
  const late = setTimeout(() => {
    logger.fatal(`the stop has taken more than ${STOP_MS / 1000} s and is cut short`);
    process.exit(EX.SOFTWARE);
  }, STOP_MS);
  await service.stop();
  clearTimeout(late);
  logger.info('stopped');
  return EX.OK;
}

async function start(settings: Settings, logger: Logger): Promise<Service> {
  await refuseMoved(settings, logger);
  const { store, keys } = await openStore(settings, Date.now());
  try {
    const clock = await commonClock(systemClock, store);
    if (clock.ahead() !== 0) logger.warn({ ahead: clock.ahead() }, CLOCK_DIFFERS);
    const setClockRight = () => clock.setRight();
    const world = { clock, setClockRight, random: randomBytes, prior: shippedPrior(), log: serviceLog(logger) };
    return await startService(settings, store, keys, world);
  } catch (error) {
    await store.close();
    throw cannotListen(error, settings);
  }
}

/** What was moved is served from elsewhere: here it would be shown as it was, and nothing could be written. */
async function refuseMoved(settings: Settings, logger: Logger): Promise<void> {
  const engine = engineOf(settings);
  const note = (await engine.exists()) ? await engine.moveNote() : null;
  if (note?.state === 'moved') {
    throw new CommandError(
      EX.CONFIG,
      `${engine.place} has been moved to ${note.other}. Set DATABASE_URL to that. To use this database again: afterword move --undo`,
    );
  }
  if (note?.state === 'moving') {
    logger.warn(`${engine.place} is being moved to ${note.other}, and is read-only until that is done`);
  }
}

/** Says where it listens, whatever the level of the log, in words that a person and a script can read; and what is still to be done. */
async function sayHello(settings: Settings, { server, store }: Service, logger: Logger): Promise<void> {
  const { address, family, port } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  const always = logger.child({}, { level: 'info' });
  always.info({ url, port, version: packageVersion(), node: process.version }, `Afterword listens on ${url}`);
  if (settings.AKISMET_KEY === undefined) {
    logger.info(
      'There is no AKISMET_KEY: the local classifier judges every comment, and learns from your decisions. ' +
        'To have Akismet asked, set AKISMET_KEY, start again, and run `afterword recheck` for the comments that wait.',
    );
  }
  if (await hasNoModerator(store)) await inviteModerator(store, settings.PUBLIC_URL ?? url, logger);
}

/** What the operator may not have meant. */
async function warn(settings: Settings, logger: Logger): Promise<void> {
  if (settings.TRUST_PROXY === true) logger.warn(TRUSTS_EVERYBODY);
  const engine = engineOf(settings);
  if (!(await engine.claimServing())) {
    logger.warn(
      `Another process serves ${engine.place} too. Both work, but each counts limits on its own. Stop one, or set another DATA_DIR.`,
    );
  }
}

/** On a terminal, with a link to the desk. It signs in whoever has it, so no log may hold it: there it is only said how to get one. */
async function inviteModerator(store: Store, url: string, logger: Logger): Promise<void> {
  if (!process.stderr.isTTY) {
    logger.warn('Nobody can moderate yet. For a link to the desk: afterword desk. For a token: afterword token create');
    return;
  }
  const { code } = await makeDeskCode(store, { now: Date.now }, randomBytes, { name: 'desk', site: null });
  process.stderr.write(`\nTry it: ${url}/\nModerate: ${url}/desk#code=${code} (works once, within 15 minutes)\n\n`);
}

async function hasNoModerator(store: Store): Promise<boolean> {
  const tokens = await store.allTokens();
  return !tokens.some(({ role, revokedAt }) => role !== 'blog' && revokedAt === null);
}

/** The first signal asks for a graceful stop, the second ends the process at once. */
function onStopSignal(logger: Logger, stop: (signal: StopSignal) => void): void {
  let firstAt: number | null = null;
  for (const signal of Object.keys(SIGNAL_NUMBER) as StopSignal[]) {
    process.on(signal, () => {
      const now = performance.now();
      if (firstAt === null) {
        firstAt = now;
        stop(signal);
      } else if (now - firstAt > ECHO_MS) {
        logger.warn({ signal }, 'ended at once by a second signal');
        process.exit(128 + SIGNAL_NUMBER[signal]);
      }
    });
  }
}

/** What nobody has caught has left the process in a state that nobody knows: it ends, and whoever supervises it starts it again. */
function endOnOurOwnFaults(logger: Logger): void {
  const end = (error: unknown) => {
    logger.fatal({ error: errorFacts(error) }, 'this should not have happened; the process ends');
    process.exit(EX.SOFTWARE);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

function cannotListen(error: unknown, { HOST: host, PORT: port }: Settings): unknown {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return error;
  switch (code) {
    case 'EADDRINUSE':
      return new CommandError(
        EX.UNAVAILABLE,
        `Port ${port} on ${host} is in use already. Stop what uses it, or set PORT.`,
      );
    case 'EACCES':
      return new CommandError(EX.NOPERM, `This user may not listen on port ${port}. Set PORT to 1024 or above.`);
    default:
      return new CommandError(EX.CONFIG, `HOST=${host} is no address of this machine (${code}). Set HOST.`);
  }
}
