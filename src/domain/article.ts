/** What is commented on, as it is kept. */
export interface KeptArticle {
  readonly id: number;
  readonly key: string;
  /** As the blog, a moderator or a published comment says it; null where none does. The title likewise. */
  readonly url: string | null;
  readonly title: string | null;
  /** What the blog or a moderator has said of whether it takes comments; null: its age decides. */
  readonly saidOpen: boolean | null;
  /** When it became known. */
  readonly createdAt: number;
  /** Days after which its site closes articles; null: never. */
  readonly closeAfterDays: number | null;
  /** Published comments that are shown. */
  readonly count: number;
  readonly version: number;
}

/** An article at a moment. */
export interface Article extends KeptArticle {
  readonly open: boolean;
  /** When its age closes it, which is still to come; null where nothing does. */
  readonly closesAt: number | null;
}

/** Days after which a site may close its articles. */
export const MOST_CLOSE_AFTER_DAYS = 3650;
const DAY_MS = 24 * 3_600_000;

/** What tells when an article is closed by its age. */
export type Ageing = Pick<KeptArticle, 'createdAt' | 'closeAfterDays'>;

/** When an article's age closes it, whatever is said of it; null on a site that closes none. */
export function ageLimit({ createdAt, closeAfterDays }: Ageing): number | null {
  return closeAfterDays === null ? null : createdAt + closeAfterDays * DAY_MS;
}

/** Whether an article takes no comments because of its age: what is said of it goes before that. */
export function isClosedByAge(it: Ageing & Pick<KeptArticle, 'saidOpen'>, now: number): boolean {
  const limit = ageLimit(it);
  return it.saidOpen === null && limit !== null && limit <= now;
}

export function articleAt(kept: KeptArticle, now: number): Article {
  const open = kept.saidOpen ?? !isClosedByAge(kept, now);
  return { ...kept, open, closesAt: open && kept.saidOpen === null ? ageLimit(kept) : null };
}
