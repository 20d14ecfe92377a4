import { createHash, randomBytes } from 'node:crypto';
import type { Status } from '../../src/domain/comment.js';
import { renderMarkdown } from '../../src/domain/render-markdown.js';
import { cleanBody } from '../../src/domain/text.js';
import { createIdMaker } from '../../src/domain/uuid.js';
import type { Imported } from '../../src/store/units/transfer.js';
import type { TestService } from './service.js';

/** A comment that a test needs to be there, however it came. */
export interface Seedling {
  readonly body: string;
  /** The address of its article. */
  readonly url: string;
  readonly title?: string;
  /** The id of what it answers. */
  readonly parent?: string | null | undefined;
  readonly author?: { readonly name: string; readonly url?: string | null };
  readonly status?: Status;
  /** The site `default` unless told. */
  readonly siteId?: number;
}

/** At most so many comments are stored in one transaction. */
const A_ROW = 200;

/**
 * Puts comments on a site as an import does, each a millisecond after the one before: a fortieth of the work of
 * posting them, for tests that are not about posting. @returns their ids
 */
export async function plant(service: TestService, seedlings: readonly Seedling[]): Promise<string[]> {
  const newId = createIdMaker({ now: service.clock.now, random: randomBytes });
  const comments = seedlings.map((seedling) => {
    service.clock.advance(1);
    return grown(seedling, newId(), service.clock.now());
  });
  for (let start = 0; start < comments.length; start += A_ROW) {
    const row = comments.slice(start, start + A_ROW);
    const results = await service.store.importComments({ comments: row, now: service.clock.now() });
    if (results.some((result) => result !== 'imported')) throw new Error(`not planted: ${results.join()}`);
  }
  return comments.map(({ id }) => id);
}

function grown(seedling: Seedling, id: string, now: number): Imported {
  const { name, url = null } = seedling.author ?? { name: 'Ada' };
  const status = seedling.status ?? 'approved';
  const body = cleanBody(seedling.body);
  return {
    id,
    siteId: seedling.siteId ?? 1,
    articleKey: new URL(seedling.url).pathname,
    articleUrl: seedling.url,
    articleTitle: seedling.title ?? 'An article',
    articleOpen: null,
    parent: seedling.parent ?? null,
    status,
    statusAt: now,
    placeholder: 0,
    removedBy: null,
    proposedBody: null,
    proposedHtml: null,
    proposedAt: null,
    authorName: name,
    authorUrl: url,
    avatar: createHash('sha256').update(name).digest('hex').slice(0, 16),
    seed: randomBytes(16),
    body,
    html: renderMarkdown(body),
    createdAt: now,
    editedAt: null,
    decidedAt: status === 'pending' ? null : now,
    verdictBy: 'none',
    verdictOutcome: 'unchecked',
    verdictAt: null,
    email: null,
    client: null,
    emailHash: null,
  };
}
