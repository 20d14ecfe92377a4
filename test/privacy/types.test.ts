import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { PublicComment } from '../../src/app/comments/public-comment.js';
import { publicCommentSchema } from '../../src/http/api/answers.js';
import type { PublishedRow } from '../../src/store/units/published.js';

const AUTHOR = { name: 'Ada', url: null, avatar: '/avatars/new.svg', verified: false } as const;
const COMMENT = {
  id: '01890000-0000-7000-8000-000000000000',
  article: '/a',
  parent: null,
  author: AUTHOR,
  html: '',
  createdAt: '2026-11-24T12:00:00.000Z',
  editedAt: null,
  status: 'approved',
  replies: 0,
} as const satisfies PublicComment;

/** Names under which an address, or what is derived from one, could slip in. */
type Personal = 'email' | 'emailHash' | 'ip' | 'userAgent' | 'referrer' | 'client' | 'gravatar';
type KeysOf<T> = T extends unknown ? keyof T : never;
/** Is `never` when T has no property of such a name, in it or in its author. */
type PersonalIn<T> = Extract<
  KeysOf<T> | (T extends { author: infer Author } ? KeysOf<NonNullable<Author>> : never),
  Personal
>;

describe('the types of what everybody sees', () => {
  it('have no place for an email', () => {
    // @ts-expect-error a public comment has no email
    const first: PublicComment = { ...COMMENT, email: 'ada@example.org' };
    // @ts-expect-error nor has its author
    const second: PublicComment = { ...COMMENT, author: { ...AUTHOR, email: 'ada@example.org' } };
    const nothing: [
      PersonalIn<PublicComment>,
      PersonalIn<z.output<typeof publicCommentSchema>>,
      PersonalIn<PublishedRow>,
    ][] = [];
    expect(nothing).toEqual([]);
    // What the compiler holds, the schema of the answer holds too.
    expect(publicCommentSchema.safeParse(COMMENT).success).toBe(true);
    expect(publicCommentSchema.safeParse(first).success).toBe(false);
    expect(publicCommentSchema.safeParse(second).success).toBe(false);
  });
});
