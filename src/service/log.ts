import { type Logger, pino } from 'pino';
import type { Settings } from '../config.js';
import { errorFacts } from './error-facts.js';
import type { World } from './world.js';

/** What may wait for a reader of the log that does not keep up; lines beyond it are lost, and the service goes on. */
const LONGEST_BACKLOG = 8 * 1024 * 1024;

/** JSON lines on stdout. A slow reader of them holds nothing up; what is still to be written when the process ends is written then. */
export function createLogger(level: Settings['LOG_LEVEL']): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters };
  return pino(options, pino.destination({ dest: 1, sync: false, maxLength: LONGEST_BACKLOG }));
}

/** What the service says while it runs: routes, durations and what went wrong; nothing that a stranger sent. */
export function serviceLog(logger: Logger): World['log'] {
  return {
    request({ id, route, method, status, seconds, error }) {
      const facts = { request: id, route, method, status, ms: Math.round(seconds * 10_000) / 10 };
      if (error === undefined) logger.info(facts, 'request');
      else logger.error({ ...facts, error: errorFacts(error) }, 'request failed');
    },
    error: (error, what) => logger.error({ error: errorFacts(error) }, what),
    info: (facts, what) => logger.info(facts, what),
  };
}
