import type {
  Article,
  ArticleList,
  Audit,
  AuditEntry,
  Comment,
  Counts,
  Day,
  Decisions,
  DeskSession,
  Email,
  Moderated,
  ModeratedWithHistory,
  Preview,
  Queue,
  SiteAnswer,
  SiteSettings,
  Stamp,
  Submitted,
  Summary,
  ThreadList,
} from '../api/shapes.js';

/*
 * A small blog's comments, as examples of requests and answers: people read them, and mock servers answer with them. Each is held to its type here
 * and to its schema by a test.
 */

const ID = '019aca3e-8c00-7a2b-8f4e-5d1c3b2a1908';
const REPLY = '019aca45-6f80-7c11-9e07-2b6a4d8f0e35';
const ARTICLE_KEY = '/2026/an-article';
const ARTICLE_URL = `https://blog.example${ARTICLE_KEY}`;
const WRITTEN = '2026-11-28T09:30:00.000Z';
const LATER = '2026-11-28T10:15:00.000Z';
const CURSOR = 'WzE3NjQzMjIyMDAwMDBd';
const BODY = 'Thank you for the part about **old harbours**.';
const HTML = '<p>Thank you for the part about <strong>old harbours</strong>.</p>';
const SITE = { id: 'default', name: 'A blog', url: 'https://blog.example/' } as const;

const COMMENT = {
  id: ID,
  article: ARTICLE_KEY,
  parent: null,
  author: { name: 'Ada', url: 'https://ada.example/', avatar: '/avatars/4f1c20b79e6a3d85.svg', verified: false },
  html: HTML,
  createdAt: WRITTEN,
  editedAt: null,
  status: 'approved',
  replies: 1,
} satisfies Comment;

const ANSWER = {
  ...COMMENT,
  ...{ id: REPLY, parent: ID, createdAt: LATER, replies: 0, html: '<p>So do I.</p>' },
  author: { name: 'Grace', url: null, avatar: '/avatars/93d1a0c2b4e5f687.svg', verified: false },
} satisfies Comment;

const ARTICLE = {
  key: ARTICLE_KEY,
  url: ARTICLE_URL,
  title: 'An article',
  open: true,
  count: 2,
} satisfies Article;

const MODERATED = {
  id: ID,
  site: SITE.id,
  article: ARTICLE_KEY,
  articleUrl: ARTICLE_URL,
  articleTitle: 'An article',
  parent: null,
  author: {
    ...{ name: 'Ada', email: 'a••@e•••••.org', url: 'https://ada.example/' },
    ...{ avatar: '/avatars/4f1c20b79e6a3d85.svg', verified: false, unproven: false, looksLike: null },
  },
  body: BODY,
  html: HTML,
  proposed: null,
  revision: 1,
  createdAt: WRITTEN,
  editedAt: null,
  status: 'pending',
  replies: 0,
  client: { ip: '192.0.2.7', userAgent: 'Mozilla/5.0', referrer: ARTICLE_URL },
  verdict: {
    ...{ by: 'local', outcome: 'ham', checkedAt: WRITTEN, attempts: 1 },
    ...{ nextAttemptAt: null, lastError: null },
  } as const,
  suspicion: { score: 0.08, reasons: [{ detail: 'Words that published comments have', weight: -2.4 }] },
  correction: null,
} satisfies Moderated;

const DECIDED = {
  ...{ at: LATER, site: SITE.id, actor: 'Grace', action: 'decide', comment: ID },
  ...{ from: 'pending', to: 'approved', note: null },
} satisfies AuditEntry;

const DAY = {
  day: '2026-11-28',
  verdicts: { ham: 12, spam: 40, discard: 0, unsure: 3 },
  decisions: { approve: 14, hold: 0, spam: 2, trash: 1, delete: 0 },
  overruled: { ham: 1, spam: 0 },
} satisfies Day;

const SITE_SETTINGS = {
  settings: {
    name: { value: SITE.name, from: 'environment', variable: 'SITE_NAME' },
    url: { value: SITE.url, from: 'environment', variable: 'SITE_URL' },
    origins: { value: ['https://blog.example'], from: 'environment', variable: 'SITE_ORIGINS' },
    policy: { value: 'hold', from: 'environment', variable: 'MODERATION_POLICY' },
    emailRequired: { value: true, from: 'environment', variable: 'EMAIL_REQUIRED' },
    closeAfterDays: { value: 90, from: 'stored', variable: null },
  },
  service: {
    checker: { value: 'local', variable: 'AKISMET_KEY' },
    retentionSpamDays: { value: 15, variable: 'RETENTION_SPAM_DAYS' },
    retentionClientDays: { value: 30, variable: 'RETENTION_CLIENT_DAYS' },
    editWindowMinutes: { value: 15, variable: 'EDIT_WINDOW_MINUTES' },
    postLimit: { value: { comments: 10, seconds: 60 }, variable: 'POST_LIMIT' },
  },
} satisfies SiteSettings;

/** An example of each body and answer, by the name of its schema. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  NewComment: {
    article: { url: ARTICLE_URL, title: 'An article' },
    author: { name: 'Ada', email: 'ada@mail.example', url: 'https://ada.example/' },
    body: BODY,
  },
  Edit: { body: BODY },
  DecisionOrder: { decision: 'approve', comments: [ID], note: 'A regular reader' },
  ArticleChange: { article: ARTICLE_KEY, open: false },
  SiteSettingsChange: { closeAfterDays: 90 },
  SignIn: { token: 'TOKEN' },
  Comment: COMMENT,
  Submitted: {
    comment: { ...COMMENT, status: 'pending', replies: 0 },
    editToken: 'EDIT-TOKEN',
    editableUntil: '2026-11-28T09:45:00.000Z',
    authorKey: 'AUTHOR-KEY',
  } satisfies Submitted,
  ThreadList: { article: ARTICLE, comments: [COMMENT, ANSWER], next: null } satisfies ThreadList,
  Article: ARTICLE,
  Counts: { counts: { [ARTICLE_KEY]: 2, '/2026/another': 0 } } satisfies Counts,
  Site: {
    site: { ...SITE, origins: ['https://blog.example'], emailRequired: true, editWindowMinutes: 15, checker: 'local' },
  } satisfies SiteAnswer,
  Preview: { html: HTML } satisfies Preview,
  Stamp: { stamp: 'STAMP', expiresAt: '2026-11-29T09:30:00.000Z' } satisfies Stamp,
  Queue: { comments: [MODERATED], next: null, total: 1, totalIsCapped: false } satisfies Queue,
  ModeratedWithHistory: { ...MODERATED, status: 'approved', history: [DECIDED] } satisfies ModeratedWithHistory,
  Email: { email: 'ada@mail.example' } satisfies Email,
  Decisions: { results: [{ id: ID, from: 'pending', to: 'approved', changed: true }] } satisfies Decisions,
  Summary: {
    counts: { pending: 1, approved: 240, spam: 61, trash: 4 },
    oldestPendingAt: WRITTEN,
    oldestPendingSeconds: 2700,
    checker: {
      ...{ name: 'local', ok: true, lastError: null, alert: null, waiting: 0, corrections: 0 },
      learned: { ham: 215, spam: 190 },
    } as const,
    days: [DAY],
  } satisfies Summary,
  Audit: { entries: [DECIDED], next: null } satisfies Audit,
  ArticleList: {
    articles: [
      {
        ...{ key: ARTICLE_KEY, url: ARTICLE_URL, title: 'An article' },
        ...{ open: true, said: null, closesAt: '2027-02-26T09:30:00.000Z', activeAt: LATER, createdAt: WRITTEN },
        counts: { approved: 2, pending: 1, spam: 0 },
      },
    ],
    next: null,
  } satisfies ArticleList,
  SiteSettings: SITE_SETTINGS,
  DeskSession: {
    ...{ name: 'Grace', role: 'moderator', expiresAt: '2026-12-05T09:30:00.000Z' },
    sites: [SITE],
  } satisfies DeskSession,
  Health: { status: 'ok' },
  Description: { openapi: '3.1.1' },
  Privacy: {
    site: { name: SITE.name, url: SITE.url },
    fields: [
      {
        field: 'name',
        label: 'Your name',
        given: 'required',
        why: 'Stands above your comment.',
        recipients: [{ who: 'everybody', detail: 'Everybody, once the comment is published.' }],
        kept: 'Until the blog or you remove the comment.',
      },
    ],
    notes: [{ subject: 'How spam is found', sentences: ['Every comment is checked for spam by this service itself.'] }],
  },
};

/** An example of each parameter, by its name. */
export const PARAMETER_EXAMPLES: Readonly<Record<string, unknown>> = {
  site: SITE.id,
  id: ID,
  seed: '4f1c20b79e6a3d85',
  code: 'invalid',
  file: 'thread-ABCD2345.js',
  article: ARTICLE_KEY,
  author: ID,
  parent: ID,
  thread: ID,
  comment: ID,
  proof: '1795859820000-mQ0q7mJc9Yk0m1S4x1l0Jc2k8o5yQ3v7n6b5a4z3y2x',
  letter: 'A',
  cursor: CURSOR,
  q: 'harbour',
  url: ARTICLE_URL,
  title: 'An article',
  'Idempotency-Key': '5f0c9a52-6f0e-4c3b-9d8e-2a7b1c4d3e6f',
  'X-Afterword-Desk': '1',
};
