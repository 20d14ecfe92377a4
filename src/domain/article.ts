/** What is commented on. */
export interface Article {
  readonly id: number;
  readonly key: string;
  /** As the blog, a moderator or a published comment says it; null where none does. The title likewise. */
  readonly url: string | null;
  readonly title: string | null;
  readonly open: boolean;
  /** Published comments that are shown. */
  readonly count: number;
  readonly version: number;
}
