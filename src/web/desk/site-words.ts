import type { ModeratedArticle, SiteSettings } from '../../http/api/shapes.js';
import { counted, lasting } from './words.js';

/*
 * What the desk says about articles and settings.
 */

const DAY_MS = 86_400_000;

/** Whether an article takes comments, and for how long. */
export function openWords({ open, said, closesAt }: ModeratedArticle, now = Date.now()): string {
  if (!open) return 'Closed';
  if (said !== null || closesAt === null) return 'Open';
  const days = Math.max(1, Math.ceil((Date.parse(closesAt) - now) / DAY_MS));
  return `Open, ${counted(days, 'day')} left`;
}

/**
 * What the switch of an article says to the service. Where its age would leave it open, opening it lets its age decide
 * again; only an article that is too old is kept open.
 */
export function switched({ open, closesAt }: ModeratedArticle, now = Date.now()): boolean | null {
  if (open) return false;
  return closesAt === null || Date.parse(closesAt) > now ? null : true;
}

/** How many comments of a status an article has. Where the service has stopped to count, it says so. */
export function countWords({ counts }: ModeratedArticle, status: keyof ModeratedArticle['counts']): string {
  const isCapped = status !== 'approved' && counts[status] === MOST_COUNTED;
  return `${counts[status].toLocaleString('en')}${isCapped ? '+' : ''}`;
}

/** The service counts an article's pending comments and spam up to here. */
const MOST_COUNTED = 1000;

export const POLICY_WORDS = {
  hold: 'A moderator approves every comment',
  'first-time': 'A moderator approves the first comment of each commenter',
  publish: 'Comments that pass the spam check are published',
} as const;

export function closingWords(days: number | null): string {
  return days === null ? 'Never' : counted(days, 'day');
}

/** What applies to all sites: what it is, its value, and the variable that says it. */
export function serviceWords(service: SiteSettings['service']): [what: string, value: string, variable: string][] {
  const { checker, retentionSpamDays, retentionClientDays, editWindowMinutes, postLimit } = service;
  const limit = postLimit.value;
  return [
    ['Spam check', checker.value === 'akismet' ? 'Akismet' : 'Built-in classifier', checker.variable],
    ['Spam and trash are kept for', counted(retentionSpamDays.value, 'day'), retentionSpamDays.variable],
    [
      'IP address, user agent and referrer are kept for',
      counted(retentionClientDays.value, 'day'),
      retentionClientDays.variable,
    ],
    ['Commenters can edit for', counted(editWindowMinutes.value, 'minute'), editWindowMinutes.variable],
    [
      'Comments from one IP address',
      limit === null ? 'No limit' : `${counted(limit.comments)} in ${lasting(limit.seconds)}`,
      postLimit.variable,
    ],
  ];
}
