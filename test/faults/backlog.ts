import { randomBytes } from 'node:crypto';
import { createIdMaker } from '../../src/domain/uuid.js';
import type { Imported } from '../../src/store/units/transfer.js';
import type { TestService } from '../support/service.js';

/** Stores comments that no checker has looked at, a second apart up to now; their words are their numbers from 1 on. @returns their ids, the oldest first */
export async function importUnchecked(service: TestService, count: number): Promise<string[]> {
  const site = await service.store.siteBySlug({ slug: 'default' });
  const now = service.clock.now();
  const newId = createIdMaker({ now: () => now, random: randomBytes });
  const comments = Array.from({ length: count }, (_, index): Imported => {
    const at = now - (count - index) * 1000;
    return {
      id: newId(),
      siteId: site?.id as number,
      articleKey: '/imported',
      articleUrl: 'https://blog.example/imported',
      articleTitle: null,
      articleOpen: 1,
      parent: null,
      status: 'pending',
      statusAt: at,
      placeholder: 0,
      removedBy: null,
      proposedBody: null,
      proposedHtml: null,
      proposedAt: null,
      authorName: 'Ada',
      authorUrl: null,
      avatar: '0123456789abcdef',
      body: String(index + 1),
      html: `<p>${index + 1}</p>`,
      createdAt: at,
      editedAt: null,
      decidedAt: null,
      verdictBy: 'none',
      verdictOutcome: 'unchecked',
      verdictAt: null,
      email: null,
      client: null,
      emailHash: null,
      seed: randomBytes(16),
    };
  });
  await service.store.importComments({ comments, now });
  return comments.map(({ id }) => id);
}
