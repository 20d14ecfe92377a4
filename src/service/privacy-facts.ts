import { IDEMPOTENCY_MS } from '../app/comments/submit.js';
import type { Settings } from '../config.js';
import type { ServicePrivacy } from '../http/pages/service-pages.js';

const HOUR_MS = 3_600_000;

/** What the settings and the engine say about commenters' data; what a site itself says is added from its row. */
export function privacyFacts(settings: Settings, countsInDatabase: boolean): ServicePrivacy {
  return {
    akismet: {
      enabled: settings.AKISMET_KEY !== undefined,
      withhold: settings.AKISMET_WITHHOLD,
      host: new URL(settings.AKISMET_URL).host,
    },
    retentionSpamDays: settings.RETENTION_SPAM_DAYS,
    retentionClientDays: settings.RETENTION_CLIENT_DAYS,
    editWindowMinutes: settings.EDIT_WINDOW_MINUTES,
    idempotencyHours: IDEMPOTENCY_MS / HOUR_MS,
    blatantSpam: settings.BLATANT_SPAM,
    countsInDatabase,
  };
}
