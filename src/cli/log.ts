import { type Logger, pino } from 'pino';
import type { Settings } from '../config.js';
import { errorFacts } from './error-facts.js';
import type { World } from './world.js';

/** JSON lines on stdout, each written before the next thing happens, so that the last words of a process are not lost. */
export function createLogger(level: Settings['LOG_LEVEL']): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
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
