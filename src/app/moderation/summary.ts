import type { SpamChecker } from '../../domain/spam-checker.js';
import type { SiteSummary } from '../../store/units/site-summary.js';
import type { Learned } from '../judgement/classifier.js';

const DAY_MS = 86_400_000;
const DAYS = 30;

/** A day as the counters name it: 2026-11-24, UTC. */
function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The first of the days that a summary covers. */
export function firstDay(now: number): string {
  return dayOf(now - (DAYS - 1) * DAY_MS);
}

/** What several sites come to. */
export function togetherOf(sites: readonly SiteSummary[]): SiteSummary {
  const sum = (of: (site: SiteSummary) => number) => sites.reduce((total, site) => total + of(site), 0);
  const oldest = sites.flatMap(({ oldestPendingAt: at }) => (at === null ? [] : [at]));
  return {
    counts: {
      pending: sum(({ counts }) => counts.pending),
      approved: sum(({ counts }) => counts.approved),
      spam: sum(({ counts }) => counts.spam),
      trash: sum(({ counts }) => counts.trash),
    },
    oldestPendingAt: oldest.length === 0 ? null : Math.min(...oldest),
    waiting: sum(({ waiting }) => waiting),
    corrections: sum(({ corrections }) => corrections),
    days: sites.flatMap(({ days }) => days),
  };
}

/** What a moderator sees at a glance. */
export function summaryOf(stored: SiteSummary, checker: SpamChecker, learned: Learned, now: number) {
  const { counts, oldestPendingAt: oldest, waiting, corrections } = stored;
  const health = checker.health();
  return {
    counts,
    oldestPendingAt: oldest === null ? null : new Date(oldest).toISOString(),
    oldestPendingSeconds: oldest === null ? null : Math.max(0, Math.floor((now - oldest) / 1000)),
    checker: {
      name: checker.name,
      ok: health.ok,
      lastError: health.lastError,
      alert: health.alert,
      waiting,
      corrections,
      learned,
    },
    days: daysOf(stored.days, now),
  };
}

/** Every day of the last thirty, the ones without events filled with zeros. */
function daysOf(counted: SiteSummary['days'], now: number) {
  const numbers = new Map<string, number>();
  for (const { day, name, n } of counted) numbers.set(`${day} ${name}`, (numbers.get(`${day} ${name}`) ?? 0) + n);
  return Array.from({ length: DAYS }, (_, index) => {
    const day = dayOf(now - (DAYS - 1 - index) * DAY_MS);
    const count = (name: string) => numbers.get(`${day} ${name}`) ?? 0;
    return {
      day,
      verdicts: {
        ham: count('verdict:ham'),
        spam: count('verdict:spam'),
        discard: count('verdict:discard'),
        unsure: count('verdict:unsure'),
      },
      decisions: {
        approve: count('decision:approve'),
        hold: count('decision:hold'),
        spam: count('decision:spam'),
        trash: count('decision:trash'),
        delete: count('decision:delete'),
      },
      overruled: { ham: count('overruled:ham'), spam: count('overruled:spam') },
    };
  });
}
