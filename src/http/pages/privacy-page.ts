import type { Policy } from '../../domain/policy.js';
import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { page } from './html.js';
import { upLink } from './shell.js';

/** All that the privacy page is derived from: the running configuration and one site's settings. */
export interface PrivacyFacts {
  readonly siteName: string;
  /** The site's front page. */
  readonly siteUrl: string;
  readonly emailRequired: boolean;
  readonly policy: Policy;
  readonly akismet: {
    readonly enabled: boolean;
    /** What Akismet is not told. */
    readonly withhold: readonly ('email' | 'name' | 'url' | 'referrer')[];
    /** The host that is asked. */
    readonly host: string;
  };
  readonly retentionSpamDays: number;
  readonly retentionClientDays: number;
  readonly editWindowMinutes: number;
  readonly idempotencyHours: number;
  /** Whether blatant spam is kept for the moderators, or only counted. */
  readonly blatantSpam: 'keep' | 'drop';
  /** Whether limits are counted in the database, for all processes together. */
  readonly countsInDatabase: boolean;
}

export type PrivacyFieldName = 'name' | 'email' | 'website' | 'words' | 'ipAddress' | 'userAgent' | 'referrer';

/** Who gets a field: everybody, the site's moderators, or Akismet. */
interface PrivacyRecipient {
  readonly who: 'everybody' | 'moderators' | 'akismet';
  readonly detail: string;
}

/** What happens to one thing that a commenter gives or a browser sends. */
interface PrivacyField {
  readonly field: PrivacyFieldName;
  readonly label: string;
  /** Whether a commenter has to give it, may give it, or it comes with every request. */
  readonly given: 'required' | 'optional' | 'automatic';
  readonly why: string;
  readonly recipients: readonly PrivacyRecipient[];
  readonly kept: string;
}

/** How a commenter's data is processed, for machines; the page says the same. */
export interface PrivacyDocument {
  readonly site: { readonly name: string; readonly url: string };
  readonly fields: readonly PrivacyField[];
  /** What else holds, in whole sentences, by subject. */
  readonly notes: readonly { readonly subject: string; readonly sentences: readonly string[] }[];
}

function days(count: number): string {
  if (count === 0) return 'less than a day';
  return count === 1 ? '1 day' : `${count} days`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const PUBLISHED: PrivacyRecipient = { who: 'everybody', detail: 'Everybody, once the comment is published.' };
const MODERATORS: PrivacyRecipient = { who: 'moderators', detail: 'The moderators.' };

/** How Akismet's settings name our fields; the others cannot be withheld. */
const WITHHELD_AS: Partial<Record<PrivacyFieldName, PrivacyFacts['akismet']['withhold'][number]>> = {
  name: 'name',
  email: 'email',
  website: 'url',
  referrer: 'referrer',
};

function toAkismet(field: PrivacyFieldName, { akismet }: PrivacyFacts): PrivacyRecipient[] {
  const setting = WITHHELD_AS[field];
  if (!akismet.enabled || (setting !== undefined && akismet.withhold.includes(setting))) return [];
  return [{ who: 'akismet', detail: `Akismet (${akismet.host}), to find out whether it is spam.` }];
}

function fieldsOf(facts: PrivacyFacts): PrivacyField[] {
  const spam = days(facts.retentionSpamDays);
  const withComment = `Until the blog or you remove the comment. In spam and in the trash: for ${spam}.`;
  const isShorterInSpam = facts.retentionSpamDays < facts.retentionClientDays;
  const client = `For ${days(facts.retentionClientDays)}${isShorterInSpam ? `; in spam and in the trash for ${spam}` : ''}. Then it is blanked.`;
  const field = (
    name: PrivacyFieldName,
    label: string,
    given: PrivacyField['given'],
    why: string,
    people: readonly PrivacyRecipient[],
    kept: string,
  ): PrivacyField => ({ field: name, label, given, why, recipients: [...people, ...toAkismet(name, facts)], kept });
  const byEmail: PrivacyRecipient = {
    who: 'moderators',
    detail: 'The moderators see it masked (a••@e•••••.org). Each look at the whole address is recorded.',
  };
  const onlyForCheck = 'Helps to tell spam from comments.';
  return [
    field('name', 'Your name', 'required', 'Stands above your comment.', [PUBLISHED, MODERATORS], withComment),
    field(
      'email',
      'Your email address',
      facts.emailRequired ? 'required' : 'optional',
      facts.policy === 'first-time'
        ? 'To know you again: after your first approved comment, later ones from the same browser need not wait for a moderator.'
        : 'So that the blog can tell apart people of the same name, and find your comments when you ask for them.',
      [byEmail],
      `${withComment} It is stored encrypted, and beside it a keyed fingerprint to find it by.`,
    ),
    field('website', 'Your website', 'optional', 'Your name links to it.', [PUBLISHED, MODERATORS], withComment),
    field('words', 'What you write', 'required', 'It is the comment.', [PUBLISHED, MODERATORS], withComment),
    field(
      'ipAddress',
      'Your IP address',
      'automatic',
      `${onlyForCheck} It also limits how many comments come from one address in a short time; ${facts.countsInDatabase ? 'that is counted by a keyed fingerprint, which is deleted within an hour of when it no longer counts.' : 'that is counted in memory and not stored.'}`,
      [MODERATORS],
      client,
    ),
    field('userAgent', 'What your browser calls itself (user agent)', 'automatic', onlyForCheck, [MODERATORS], client),
    field('referrer', 'The page you came from (referrer)', 'automatic', onlyForCheck, [MODERATORS], client),
  ];
}

const POLICY_SENTENCE: Readonly<Record<Policy, string>> = {
  hold: 'No comment is published before a moderator has approved it.',
  'first-time':
    'A comment that passes the spam check is published at once if its author has an approved comment here; otherwise a moderator looks at it first.',
  publish: 'A comment that passes the spam check is published at once.',
};

const CLASSIFIER_SENTENCE =
  'This service also judges by itself how much a comment looks like spam: by its words and links, the name and website, how fast the form was sent, whether the same came from elsewhere or from neighbouring addresses, and what became of earlier comments from the same browser with the same email address. It learns from what moderators decide. What it keeps of that are numbers from which nobody can read a word; they stay when a comment is removed, and go when you have your data erased.';

function checkSentences({ akismet, retentionClientDays, blatantSpam, policy }: PrivacyFacts): string[] {
  const filter = akismet.enabled
    ? [
        `Every comment, and every later change of it, is checked by Akismet, a service of Automattic Inc. (USA), at ${akismet.host}. Beside what the table says it is told the addresses of the blog and of the article, the time, which comment it answers if any, and what stood in a field that people do not see and only robots fill in.`,
        `What Akismet was told is kept, encrypted, for ${days(retentionClientDays)}. If a moderator finds that it was wrong, the same is sent to it once more, so that it learns.`,
      ]
    : [
        'Every comment, and every later change of it, is checked by this service itself. Nothing is passed on to anybody else for it.',
      ];
  const blatant =
    akismet.enabled && blatantSpam === 'drop' ? ['What is taken for blatant spam is counted and not kept.'] : [];
  return [...filter, CLASSIFIER_SENTENCE, ...blatant, POLICY_SENTENCE[policy]];
}

function notesOf(facts: PrivacyFacts): PrivacyDocument['notes'] {
  const { siteName, siteUrl, editWindowMinutes, idempotencyHours } = facts;
  const change =
    editWindowMinutes > 0
      ? [`For ${counted(editWindowMinutes, 'minute')} after writing you can change or withdraw a comment yourself.`]
      : [];
  return [
    { subject: 'How spam is found', sentences: checkSentences(facts) },
    {
      subject: 'How long comments stay',
      sentences: [
        'A published comment stays until the blog or you remove it. If others have answered it, an empty place without your name remains above their answers.',
        ...change,
        'Your browser gets a random key with its first comment, which proves that later ones with the same email address are yours. The service keeps a hash of it with your comments. A comment that comes without the key is treated as a stranger’s, so that nobody can find out by commenting whether an email address is known here. One thing remains: whoever uses your internet connection and repeats your words within a minute can find out with which address you sent them.',
        `So that a comment is not stored twice when it is sent twice, a fingerprint of the request is kept for ${counted(idempotencyHours, 'hour')}.`,
        'What is removed may stay in the blog’s backups until these are replaced.',
      ],
    },
    {
      subject: 'What stays in your browser',
      sentences: [
        'Until you send or discard it, what you are writing stays in this browser, so that a reload loses nothing. So do your own comments for a week, so that you can see and change them.',
        'If you tick “Remember me in this browser”, your name, email address and website stay there too. “Forget me” removes them. None of this is sent anywhere before you send a comment.',
      ],
    },
    {
      subject: 'A copy of your data, or its removal',
      sentences: [
        `Write to ${siteName} (${siteUrl}), which is responsible for this. Name the email address that you commented with, or, if you gave none, the comment.`,
        'By the address all your comments, on every site of this service, are found. You can have a copy of all that is kept about you, and have all of it erased.',
      ],
    },
    {
      subject: 'What does not happen',
      sentences: [
        'Your email address, your IP address and your browser’s name are never published, and nothing is derived from them that is.',
        'Pictures beside names are drawn by this service; no other is asked for them.',
        'The service sets no cookies for readers and commenters, and writes no email or IP address into its log. A web server in front of it may keep a log of its own.',
      ],
    },
  ];
}

/** How a commenter's data is processed at a site: which field goes to whom, why, and for how long it is kept. */
export function privacyJson(facts: PrivacyFacts): PrivacyDocument {
  return { site: { name: facts.siteName, url: facts.siteUrl }, fields: fieldsOf(facts), notes: notesOf(facts) };
}

/** The roles are named because a table that is laid out as blocks on narrow screens loses them in some browsers. */
function row({ label, given, why, recipients, kept }: PrivacyField): SafeHtml {
  return html`<tr role="row">
<th scope="row" role="rowheader">${label}${given === 'optional' ? ' (optional)' : ''}</th>
<td role="cell" data-label="Why">${why}</td>
<td role="cell" data-label="Who gets it">${recipients.map(({ detail }) => html`<p>${detail}</p>`)}</td>
<td role="cell" data-label="How long it is kept">${kept}</td>
</tr>
`;
}

/** The same as `privacyJson`, as an HTML page in plain words. */
export function privacyPage(facts: PrivacyFacts): string {
  const { site, fields, notes } = privacyJson(facts);
  return page(
    'Privacy of your comments',
    html`<p class="lead">For ${site.name}. In short: your name and words are public, your email is not, and you can have everything deleted. This page is made from the settings that the service runs with at this moment.</p>
<h2>What goes where</h2>
<table class="facts" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">What</th><th scope="col" role="columnheader">Why</th><th scope="col" role="columnheader">Who gets it</th><th scope="col" role="columnheader">How long it is kept</th></tr></thead>
<tbody role="rowgroup">
${fields.map(row)}</tbody>
</table>
${notes.map(({ subject, sentences }) => html`<h2>${subject}</h2>${raw('\n')}${sentences.map((sentence) => html`<p>${sentence}</p>${raw('\n')}`)}`)}`,
    upLink(site.url, site.name),
  );
}
