import type { z } from 'zod';
import type * as answers from './answers.js';
import type * as moderation from './moderation-answers.js';
import type * as site from './site-answers.js';

/*
 * The API's answers as types, for the pages in `web` and for the handlers here. Browsers' code is checked without the types of Node.js, and so is
 * everything that this file reaches: of packages that is zod alone. Nothing of it is left at run time.
 */

/** What is read is not written to. */
type ReadOnly<T> = T extends object ? { readonly [Name in keyof T]: ReadOnly<T[Name]> } : T;
type Shape<Schema extends z.ZodType> = ReadOnly<z.output<Schema>>;

// For everybody

/** A comment as the service publishes it. */
export type Comment = Shape<typeof answers.publicCommentSchema>;
export type Submitted = Shape<typeof answers.submitAnswerSchema>;
export type Article = Shape<typeof answers.articleSchema>;
export type ThreadList = Shape<typeof answers.threadListSchema>;
export type Counts = Shape<typeof answers.countsSchema>;
export type Problem = Shape<typeof answers.problemSchema>;
/** What the comment form has to know about a site. */
export type SiteAnswer = Shape<typeof answers.siteSchema>;
export type Preview = Shape<typeof answers.previewSchema>;
export type Stamp = Shape<typeof answers.stampSchema>;

// For moderators

/** Who is signed in at the desk. */
export type DeskSession = Shape<typeof moderation.deskSessionSchema>;
/** A comment as moderators see it. */
export type Moderated = Shape<typeof moderation.moderatedSchema>;
export type ModeratedWithHistory = Shape<typeof moderation.moderatedWithHistorySchema>;
export type Reason = NonNullable<Moderated['suspicion']>['reasons'][number];
export type Queue = Shape<typeof moderation.queueSchema>;
export type Decisions = Shape<typeof moderation.decisionsSchema>;
export type DecisionResult = Decisions['results'][number];
export type Email = Shape<typeof moderation.emailSchema>;
export type Audit = Shape<typeof moderation.auditSchema>;
export type AuditEntry = Audit['entries'][number];
export type Summary = Shape<typeof moderation.summarySchema>;
export type Day = Summary['days'][number];
export type ArticleList = Shape<typeof site.articleListSchema>;
export type SiteSettings = Shape<typeof site.siteSettingsSchema>;
/** An article as moderators see it. */
export type ModeratedArticle = ArticleList['articles'][number];

export type { Order, Status } from '../../domain/comment.js';
export type { Decision } from '../../domain/decision.js';
