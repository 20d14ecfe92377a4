import type { Engine, EngineOptions } from './engine.js';
import { postgresEngine } from './postgres/engine.js';
import { sqliteEngine } from './sqlite/engine.js';

/** The engine that the address of a database names: the one place that knows them all. */
export function engineFor(options: EngineOptions): Engine {
  const { url } = options;
  return url !== undefined && /^postgres(?:ql)?:/.test(url)
    ? postgresEngine({ ...options, url })
    : sqliteEngine(options);
}
