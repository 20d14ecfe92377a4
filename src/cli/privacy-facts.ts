import type { Settings } from '../config.js';
import type { ServicePrivacy } from '../http/operators.js';

/** The contract's time for which an Idempotency-Key is remembered. */
const IDEMPOTENCY_HOURS = 24;

/** What the settings say about commenters' data; what a site itself says is added from its row. */
export function privacyFacts(settings: Settings): ServicePrivacy {
  return {
    akismet: {
      enabled: settings.AKISMET_KEY !== undefined,
      withhold: settings.AKISMET_WITHHOLD,
      host: new URL(settings.AKISMET_URL).host,
    },
    retentionSpamDays: settings.RETENTION_SPAM_DAYS,
    retentionClientDays: settings.RETENTION_CLIENT_DAYS,
    editWindowMinutes: settings.EDIT_WINDOW_MINUTES,
    idempotencyHours: IDEMPOTENCY_HOURS,
    blatantSpam: settings.BLATANT_SPAM,
  };
}
