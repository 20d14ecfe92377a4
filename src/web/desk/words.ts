import type { AuditEntry, Decision, Moderated, Status, Summary } from '../../http/api/shapes.js';
import { SUSPICIOUS } from './suspicion.js';

/*
 * Everything that the desk says about comments, in plain words.
 */

export const STATUS_WORDS: Readonly<Record<Status | 'all', string>> = {
  pending: 'Pending',
  approved: 'Published',
  spam: 'Spam',
  trash: 'Trash',
  all: 'All',
};

/** Of a comment that names the email of an earlier author, and comes without that author's key. */
export const UNPROVEN = 'known email, not proven to be the same person';

export const ORDER_WORDS = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  suspicious: 'Most suspicious first',
} as const;

/** What a decision's button says, and the key that does the same. */
export const DECISION_WORDS: Readonly<Record<Decision, { readonly button: string; readonly key: string }>> = {
  approve: { button: 'Approve', key: 'a' },
  spam: { button: 'Spam', key: 's' },
  trash: { button: 'Trash', key: 't' },
  hold: { button: 'Move to pending', key: 'h' },
  keep: { button: 'Keep old words', key: 'e' },
  delete: { button: 'Delete permanently', key: 'd' },
};

/** What a decision's button says at a comment. */
export function buttonWords(decision: Decision, comment: Moderated): string {
  return decision === 'approve' && isEdit(comment) ? 'Approve edit' : DECISION_WORDS[decision].button;
}

export const STATUS_AFTER: Readonly<Record<Exclude<Decision, 'delete'>, Status>> = {
  approve: 'approved',
  spam: 'spam',
  trash: 'trash',
  hold: 'pending',
  keep: 'approved',
};

/** The decision that brings a comment to a status. */
export const DECISION_FOR: Readonly<Record<Status, Exclude<Decision, 'delete' | 'keep'>>> = {
  approved: 'approve',
  spam: 'spam',
  trash: 'trash',
  pending: 'hold',
};

/** Whether an author's edit of a published comment waits for a decision. */
export function isEdit({ status, proposed }: Moderated): boolean {
  return status === 'approved' && proposed !== null;
}

/** The decisions that change something about a comment, the most usual first. */
export function decisionsFor(comment: Moderated): Decision[] {
  const all: Decision[] = ['approve', 'keep', 'spam', 'trash', 'hold', 'delete'];
  const { status } = comment;
  return all.filter((decision) => {
    if (decision === 'delete') return status === 'spam' || status === 'trash';
    if (decision === 'keep') return isEdit(comment);
    return STATUS_AFTER[decision] !== status || (decision === 'approve' && isEdit(comment));
  });
}

export function counted(count: number, noun = 'comment', several = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : several}`;
}

const DONE: Readonly<Record<Decision, string>> = {
  approve: 'published',
  spam: 'marked as spam',
  trash: 'moved to the trash',
  hold: 'moved to pending',
  keep: 'kept as published',
  delete: 'deleted permanently',
};

/** What has just been done. */
export function doneWords(decision: Decision, count: number): string {
  return `${counted(count)} ${DONE[decision]}.`;
}

const CHECKERS = { akismet: 'Akismet', local: 'The built-in classifier', none: 'No spam check' } as const;

/** What the spam checker said, in a few words. */
function verdictWords({ verdict }: Moderated): string {
  const who = CHECKERS[verdict.by];
  switch (verdict.outcome) {
    case 'ham':
      return `${who}: not spam`;
    case 'spam':
      return `${who}: spam`;
    case 'discard':
      return `${who}: blatant spam`;
    case 'unchecked':
      if (verdict.by === 'local') return `${who}: not sure`;
      if (verdict.lastError !== null || verdict.attempts > 0) return 'Not checked: no answer yet';
      return verdict.nextAttemptAt === null ? 'Not checked' : 'Not checked yet';
  }
}

/** How often the checker was asked and when it is asked next, while there is no verdict; null when there is nothing to say. */
export function askingWords({ verdict }: Moderated): string | null {
  if (verdict.outcome !== 'unchecked' || verdict.by === 'local') return null;
  if (verdict.attempts === 0 && verdict.nextAttemptAt === null) return null;
  const tries = verdict.attempts === 0 ? 'Not asked yet.' : `No answer after ${counted(verdict.attempts, 'attempt')}.`;
  const next = verdict.nextAttemptAt === null ? '' : ` Next attempt ${ago(verdict.nextAttemptAt)}.`;
  return `${tries}${next}${verdict.lastError === null ? '' : ` Last error: ${verdict.lastError}`}`;
}

/** What was found when a comment came, and what its words look like today, in one sentence where they agree. */
export function checkWords(comment: Moderated): string {
  const { suspicion, verdict } = comment;
  const said = verdictWords(comment);
  if (suspicion === null) return `${said}.`;
  const percent = `${Math.round(suspicion.score * 100)} %`;
  const isSpamToday = suspicion.score > SUSPICIOUS;
  const saysSpam = verdict.outcome === 'spam' || verdict.outcome === 'discard';
  if (verdict.outcome === 'unchecked' || isSpamToday === saysSpam) return `${said}; ${percent} likely spam.`;
  return `${said} when it came; ${percent} likely spam today, after the decisions that were made here since.`;
}

/** Why a comment has its status. */
export function reasonWords(comment: Moderated): string {
  const { status, verdict, author } = comment;
  const saysSpam = verdict.outcome === 'spam' || verdict.outcome === 'discard';
  if (isEdit(comment)) return 'Its author has edited it. The old words stay published until you approve the new ones.';
  switch (status) {
    case 'pending':
      if (verdict.outcome === 'unchecked')
        return verdict.by === 'local'
          ? 'The spam check is not sure. Such comments are published only when you approve them.'
          : 'It has not been checked for spam. Such comments are published only when you approve them.';
      if (saysSpam) return 'The spam check says spam; a moderator moved it to pending.';
      if (author.looksLike !== null) return 'It passed the spam check, and is published only when you approve it.';
      return 'It passed the spam check. This site publishes it when you approve it.';
    case 'spam':
      return saysSpam ? 'The spam check says spam.' : 'A moderator marked it as spam.';
    case 'trash':
      return 'A moderator moved it to the trash.';
    case 'approved':
      return saysSpam ? 'A moderator published it against the verdict.' : 'It is published.';
  }
}

/** How many reasons are named where there is little room. */
const FEW_REASONS = 3;

/** What speaks most for spam, in a few words; null for a comment that looks harmless. */
export function suspicionWords({ suspicion }: Moderated): string | null {
  if (suspicion === null || suspicion.score <= SUSPICIOUS) return null;
  const [most = '', ...others] = suspicion.reasons
    .filter(({ weight }) => weight > 0)
    .slice(0, FEW_REASONS)
    .map(({ detail }) => detail);
  return most === '' ? null : `Looks like spam: ${[most, ...others].join('; ')}.`;
}

/** The weight that is shown beside a reason: +2.1 speaks for spam, −0.5 against. */
export function weightWords(weight: number): string {
  return `${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(1)}`;
}

/** Whether the checker has learned that it was wrong. */
export function correctionWords({ correction, verdict }: Moderated): string | null {
  if (correction === null) return null;
  const who = verdict.by === 'none' ? 'The checker' : CHECKERS[verdict.by];
  const what = correction.to === 'ham' ? 'this is not spam' : 'this is spam';
  switch (correction.state) {
    case 'waiting':
      return `${who} will be told that ${what}.`;
    case 'delivered':
      return `${who} was told that ${what}, ${ago(correction.at)}.`;
    case 'failed':
      return `${who} could not be told that ${what}.`;
  }
}

const ACTIONS: Readonly<Record<string, string>> = {
  ...DONE,
  approve: 'published it',
  spam: 'marked it as spam',
  trash: 'moved it to the trash',
  hold: 'moved it to pending',
  keep: 'kept the old words',
  delete: 'deleted it permanently',
  'reveal-email': 'looked at the email',
  verdict: 'moved it by the verdict',
  correction: 'was corrected',
  import: 'imported it',
  edit: 'edited it',
  withdraw: 'withdrew it',
  erase: 'erased it',
  'open-article': 'opened the article',
  'close-article': 'closed the article',
  'close-article-by-age': 'lets the age of the article decide',
  'change-article': 'changed title or URL of the article',
  'change-site': 'changed the settings',
};

const ACTORS: Readonly<Record<string, string>> = {
  author: 'The author',
  policy: "The site's policy",
  operator: 'The operator',
  akismet: 'Akismet',
  local: 'The built-in classifier',
};

/** A line of a comment's history. */
export function historyWords({ actor, action, from, to, note }: AuditEntry): string {
  const who = ACTORS[actor] ?? actor;
  const what =
    ACTIONS[action] ?? (from !== null && to !== null && from !== to ? `${action}: from ${from} to ${to}` : action);
  return `${who} ${what}${note === null ? '' : ` — “${note}”`}`;
}

/** What is wrong with the spam checker and what to do; null when all is well. */
export function checkerWords({ checker }: Summary): { readonly title: string; readonly lines: string[] } | null {
  const who = CHECKERS[checker.name];
  const { alert, lastError } = checker;
  // The error of a refused key repeats the alert, which is then not shown a second time.
  const told = (alert !== null && lastError?.includes(alert) ? [lastError] : [alert, lastError])
    .filter((line) => line !== null)
    .map(sentence);
  if (checker.ok) return alert === null ? null : { title: `${who} reports a problem with your account`, lines: told };
  const aboutKey = alert !== null || /\bkey\b/i.test(lastError ?? '');
  const waiting =
    checker.waiting === 0
      ? []
      : [`${counted(checker.waiting)} ${checker.waiting === 1 ? 'has' : 'have'} no verdict yet.`];
  const safe =
    'Nothing is lost: new comments wait here and are checked once it answers. You can decide without a verdict.';
  return aboutKey
    ? {
        title: `${who} refuses to check`,
        lines: [
          ...told,
          ...waiting,
          safe,
          'Tell whoever runs the service: AKISMET_KEY and the account need a look (`afterword check` explains).',
        ],
      }
    : {
        title: `${who} does not answer`,
        lines: [
          ...told,
          ...waiting,
          safe,
          'It is asked again by itself. If this lasts for hours, tell whoever runs the service.',
        ],
      };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' });

/** A time as people say it: "5 minutes ago", "in 2 hours". */
export function ago(time: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 5 ? 'in less than a minute' : 'just now';
}

/** How long ago, as short as can be: "4 min". */
export function shortAgo(time: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const [unit, length] = UNITS.find(([, least]) => seconds >= least) ?? ['minute', 60];
  const format = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'short' });
  return seconds < 60 ? 'now' : format.format(Math.floor(seconds / length));
}

/** A length of time as people say it: "3 hours". */
export function lasting(seconds: number): string {
  const [unit, length] = UNITS.find(([, least]) => seconds >= least) ?? ['second', 1];
  return counted(Math.max(1, Math.floor(seconds / length)), unit);
}

export function exact(time: string): string {
  return EXACT.format(new Date(time));
}

/** A URL that is safe as a link (http or https); null for anything else. */
export function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? text : null;
}
