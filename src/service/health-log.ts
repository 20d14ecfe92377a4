import type { CheckerHealth } from '../domain/spam-checker.js';
import type { World } from './world.js';

/** Writes the spam checker's state of health into the log when it changes, in words that tell the operator what to do. */
export function createHealthLog(log: World['log']): (health: CheckerHealth) => void {
  let lastError: string | null = null;
  let alert: string | null = null;
  return (health) => {
    if (health.lastError !== null && health.lastError !== lastError) {
      log.error(health.lastError, 'the spam checker gives no verdict; comments are held meanwhile');
    }
    if (health.lastError === null && lastError !== null) log.info({}, 'the spam checker answers again');
    if (health.alert !== null && health.alert !== alert) log.error(health.alert, 'the spam checker warns');
    ({ lastError, alert } = health);
  };
}
