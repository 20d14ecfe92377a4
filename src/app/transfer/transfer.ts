import { isIP } from 'node:net';
import { z } from 'zod';
import { MOST_CLOSE_AFTER_DAYS } from '../../domain/article.js';
import { STATUSES } from '../../domain/comment.js';
import { normaliseEmail } from '../../domain/email.js';
import { AfterwordError } from '../../domain/errors.js';
import { ARTICLE_URL_MAX, LINE_MAX, NAME_MAX } from '../../domain/limits.js';
import { POLICIES } from '../../domain/policy.js';
import { renderMarkdown } from '../../domain/render-markdown.js';
import type { Site } from '../../domain/site.js';
import {
  cleanBody,
  cleanLine,
  cleanName,
  codePointLength,
  normaliseArticleKey,
  normaliseUrl,
} from '../../domain/text.js';
import { rfc3339 } from '../../domain/time.js';
import { UUID_PATTERN } from '../../domain/uuid-pattern.js';
import type { Imported, TransferRow } from '../../store/units/transfer.js';
import { openClient, openEmail, sealClient } from '../comments/client.js';
import type { KeyRing } from '../keys/key-ring.js';

/*
 * Afterword's own format: JSON Lines in UTF-8. The first line is the header with the version and the sites, every further line a comment, its
 * email and address in clear. Answers come behind what they answer.
 */

const VERSION = 1;
/** An import may bring longer comments than the API takes, within reason. */
const BODY_MAX = 100_000;
const SEED_BYTES = 16;
/** The last millisecond that a comment's position can hold. */
const LATEST = 2 ** 42 - 1;

const time = z.iso
  .datetime({ precision: 3 })
  .transform((text) => Date.parse(text))
  .pipe(z.number().min(0).max(LATEST));
const id = z.string().regex(UUID_PATTERN);
const slug = z.string().regex(/^[a-z0-9-]{1,40}$/);
const webUrl = z.url({ protocol: /^https?$/ }).max(ARTICLE_URL_MAX);

/** Text that must be clean already, or become so without losing everything. */
function cleaned<Out>(clean: (text: string) => Out | null, wrong: string) {
  return z.string().transform((text, context) => {
    const result = clean(text);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message: wrong });
    return z.NEVER;
  });
}

const name = cleaned((text) => {
  const clean = cleanName(text);
  return clean !== '' && codePointLength(clean) <= NAME_MAX ? clean : null;
}, `must have 1 to ${NAME_MAX} visible characters`);
const body = cleaned((text) => {
  const clean = cleanBody(text);
  return clean !== '' && codePointLength(clean) <= BODY_MAX ? clean : null;
}, `must have 1 to ${BODY_MAX} characters`);
const seed = cleaned((text) => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === SEED_BYTES ? bytes : null;
}, 'is no seed');

const siteSchema = z.strictObject({
  slug,
  name: z.string().min(1).max(200),
  url: webUrl,
  origins: z.array(webUrl),
  policy: z.enum(POLICIES),
  emailRequired: z.boolean(),
  /** Earlier exports do not say it. */
  closeAfterDays: z.int().min(1).max(MOST_CLOSE_AFTER_DAYS).nullable().default(null),
});
const headerSchema = z.strictObject({ afterword: z.literal('export'), version: z.int(), sites: z.array(siteSchema) });

const authorSchema = z.strictObject({
  name,
  email: cleaned(normaliseEmail, 'is not an email address').nullable(),
  url: cleaned(normaliseUrl, 'is no http or https address').nullable(),
  avatar: z.string().regex(/^[0-9a-f]{16}$/),
  seed: seed.nullable(),
});
const line = z.string().transform((text) => cleanLine(text, LINE_MAX));
const clientSchema = z.strictObject({
  ip: z.string().refine((text) => text === '' || isIP(text) !== 0, 'is no IP address'),
  userAgent: line,
  referrer: line,
});
const contentSchema = z.strictObject({
  author: authorSchema,
  client: clientSchema.nullable(),
  body,
  html: z.string(),
  /** An author's edit that waits beside these words. */
  proposed: z.strictObject({ body, at: time }).nullish(),
});
const commentSchema = z.strictObject({
  id,
  site: slug,
  article: z.strictObject({
    key: cleaned(normaliseArticleKey, 'is no key of an article'),
    url: webUrl,
    title: z.string().nullable(),
    /** False where somebody has closed it, whatever its age. */
    open: z.boolean(),
    /** Somebody has opened it, whatever its age; earlier exports do not say it. */
    keptOpen: z.boolean().nullish(),
  }),
  parent: id.nullable(),
  status: z.enum(STATUSES),
  statusAt: time,
  createdAt: time,
  editedAt: time.nullable(),
  decidedAt: time.nullable(),
  verdict: z.strictObject({
    by: z.enum(['akismet', 'local', 'none']),
    outcome: z.enum(['ham', 'spam', 'discard', 'unchecked']),
    checkedAt: time.nullable(),
  }),
  /** Null in a placeholder: a comment that was taken away while answers hang on it. */
  content: contentSchema.nullable(),
  /** Who took away what is not there; exports of version 0.1 do not say it. */
  removed: z.enum(['author', 'moderator']).nullish(),
});

/** What the first line of an export says. */
export type ExportHeader = z.output<typeof headerSchema>;
/** A comment of an export, its fields clean. */
export type ExportedComment = z.output<typeof commentSchema>;

/** The first line of an export. */
export function headerLine(sites: readonly Site[]): string {
  const header: z.input<typeof headerSchema> = {
    afterword: 'export',
    version: VERSION,
    sites: sites.map(({ id: _, ...site }) => ({ ...site, origins: [...site.origins] })),
  };
  return JSON.stringify(header);
}

/** A comment's line of an export. */
export function commentLine(row: TransferRow, keys: KeyRing): string {
  const line: z.input<typeof commentSchema> = {
    id: row.id,
    site: row.site,
    article: {
      key: row.articleKey,
      url: row.articleUrl,
      title: row.articleTitle,
      open: row.articleOpen !== 0,
      keptOpen: row.articleOpen === 1,
    },
    parent: row.parent,
    status: row.status,
    statusAt: rfc3339(row.statusAt),
    createdAt: rfc3339(row.createdAt),
    editedAt: timeOrNull(row.editedAt),
    decidedAt: timeOrNull(row.decidedAt),
    verdict: {
      by: row.verdictBy,
      outcome: row.verdictOutcome,
      checkedAt: timeOrNull(row.verdictAt),
    },
    content: row.placeholder === 1 ? null : contentOf(row, keys),
    removed: row.removedBy,
  };
  return JSON.stringify(line);
}

function contentOf(row: TransferRow, keys: KeyRing): z.input<typeof contentSchema> {
  return {
    author: {
      name: row.authorName,
      email: openEmail(keys, row.email, row.id),
      url: row.authorUrl,
      avatar: row.avatar,
      seed: row.authorSeed === null ? null : Buffer.from(row.authorSeed).toString('base64'),
    },
    client: openClient(keys, row.client, row.id),
    body: row.body,
    html: row.html,
    proposed:
      row.proposedBody === null || row.proposedAt === null
        ? null
        : { body: row.proposedBody, at: rfc3339(row.proposedAt) },
  };
}

function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : rfc3339(milliseconds);
}

/** @throws AfterwordError `malformed` for anything but the first line of an export of this version */
export function readHeader(line: string): ExportHeader {
  const header = read(headerSchema, line, 1);
  if (header.version === VERSION) return header;
  throw new AfterwordError(
    'malformed',
    `The export has the version ${header.version}; this Afterword reads ${VERSION}.`,
  );
}

/** @throws AfterwordError `malformed` that names the line and the field, never its value */
export function readComment(line: string, number: number): ExportedComment {
  return read(commentSchema, line, number);
}

function read<Schema extends z.ZodType>(schema: Schema, line: string, number: number): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new AfterwordError('malformed', `Line ${number} of the export is not JSON.`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const pointer = issue?.path.map((part) => `/${String(part)}`).join('') ?? '';
  const detail = issue?.code === 'unrecognized_keys' ? 'has properties that are not known' : (issue?.message ?? '');
  throw new AfterwordError('malformed', `Line ${number} of the export: ${pointer || 'it'}: ${detail}`);
}

/** A comment of an export as the store takes it: addresses encrypted, and the HTML made anew from the words, as it is not to be trusted. */
export function importedComment(
  it: ExportedComment,
  siteId: number,
  keys: KeyRing,
  random: (bytes: number) => Uint8Array,
): Imported {
  const { content } = it;
  const email = content?.author.email ?? null;
  const proposed = content?.proposed ?? null;
  return {
    id: it.id,
    siteId,
    articleKey: it.article.key,
    articleUrl: it.article.url,
    articleTitle: it.article.title === null ? null : cleanLine(it.article.title, 300) || null,
    articleOpen: it.article.open ? (it.article.keptOpen ? 1 : null) : 0,
    parent: it.parent,
    status: it.status,
    statusAt: it.statusAt,
    placeholder: content === null ? 1 : 0,
    removedBy: content === null ? (it.removed ?? 'moderator') : null,
    authorName: content?.author.name ?? '',
    authorUrl: content?.author.url ?? null,
    avatar: content?.author.avatar ?? '',
    seed: content?.author.seed ?? random(SEED_BYTES),
    body: content?.body ?? '',
    html: content === null ? '' : renderMarkdown(content.body),
    proposedBody: proposed?.body ?? null,
    proposedHtml: proposed === null ? null : renderMarkdown(proposed.body),
    proposedAt: proposed?.at ?? null,
    createdAt: it.createdAt,
    editedAt: it.editedAt,
    decidedAt: it.decidedAt,
    verdictBy: it.verdict.by,
    verdictOutcome: it.verdict.outcome,
    verdictAt: it.verdict.checkedAt,
    emailHash: email === null ? null : keys.emailHash(email),
    email: email === null ? null : keys.seal(email, it.id, 'email'),
    client: content?.client == null ? null : sealClient(keys, content.client, it.id),
  };
}
