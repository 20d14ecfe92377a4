import type { Settings } from '../config.js';
import type { AlarmClock } from '../domain/time.js';
import { type AkismetChecker, createAkismetChecker } from '../spam/akismet/checker.js';
import type { AkismetEvent } from '../spam/akismet/conversation.js';

/** Akismet as the settings want it asked; null without a key. @param onEvent told of each call, after it ended */
export function akismetOf(
  settings: Settings,
  clock: AlarmClock,
  onEvent: (event: AkismetEvent) => void = () => undefined,
): AkismetChecker | null {
  if (settings.AKISMET_KEY === undefined) return null;
  return createAkismetChecker({
    key: settings.AKISMET_KEY,
    url: settings.AKISMET_URL,
    siteUrl: settings.SITE_URL,
    timeoutMs: settings.AKISMET_TIMEOUT_MS,
    withhold: new Set(settings.AKISMET_WITHHOLD),
    test: settings.AKISMET_TEST,
    clock,
    onEvent,
  });
}
