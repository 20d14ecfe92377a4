import type { z } from 'zod';
import type { AuditEntryView, ModeratedComment } from '../../app/moderation/moderate.js';
import { decodeCursor, encodeCursor, nextLink } from '../protocol/cursor.js';
import type { Answer, Call } from '../protocol/route.js';
import type { sitesQueueQuerySchema } from './moderation-schemas.js';
import type { Audit, Queue } from './shapes.js';

/*
 * What the lists of one site and those of all sites share.
 */

type Place = Pick<Call<unknown, unknown, unknown>, 'at' | 'url'>;
type Position = { readonly suspicion: number; readonly seq: number };

/** What is asked for, in the words of `app`. */
export function listQueryOf({ status, q, order, limit, cursor }: z.output<typeof sitesQueueQuerySchema>) {
  const after = cursor === undefined ? null : positionIn(cursor);
  return { status, words: q?.trim() || null, order, limit, after };
}

function positionIn(cursor: string): Position {
  const [suspicion, seq] = decodeCursor(cursor, ['number', 'number']);
  return { suspicion, seq };
}

interface QueuePage {
  readonly comments: ModeratedComment[];
  readonly next: Position | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}

export function queueAnswer({ at, url }: Place, page: QueuePage): Answer {
  const next = page.next === null ? null : encodeCursor([page.next.suspicion, page.next.seq]);
  return { status: 200, json: { ...page, next } satisfies Queue, headers: nextLink(at(url), next) };
}

interface AuditPage {
  readonly entries: AuditEntryView[];
  readonly next: number | null;
}

export function auditAnswer({ at, url }: Place, { entries, next: position }: AuditPage): Answer {
  const next = position === null ? null : encodeCursor([position]);
  return { status: 200, json: { entries, next } satisfies Audit, headers: nextLink(at(url), next) };
}
