import { describe, expect, it } from '@jest/globals';
import type { PublicComment } from '../../src/app/comments/public-comment.js';
import type { AuditEntryView, ModeratedComment } from '../../src/app/moderation/moderate.js';
import type { AuditEntry, Comment, Moderated } from '../../src/http/api/shapes.js';

/** `true` where every value of either type is also one of the other. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;

describe('the schemas of the answers', () => {
  // The compiler is what checks this: a property that only one side has makes its line `false`, to which `true` cannot be assigned.
  it('describe what the service makes, property for property', () => {
    const same: [
      Same<PublicComment, Comment>,
      Same<PublicComment['author'], Comment['author']>,
      Same<ModeratedComment, Moderated>,
      Same<ModeratedComment['author'], Moderated['author']>,
      Same<AuditEntryView, AuditEntry>,
    ] = [true, true, true, true, true];
    expect(same).not.toContain(false);
  });

  it('would not pass with a property that only one side has', () => {
    const more: Same<PublicComment & { readonly email: string }, Comment> = false;
    const less: Same<Omit<ModeratedComment, 'body'>, Moderated> = false;
    const other: Same<Omit<ModeratedComment, 'status'> & { readonly status: string }, Moderated> = false;
    expect([more, less, other]).not.toContain(true);
  });
});
