/** What is commented on. */
export interface Article {
  readonly id: number;
  readonly key: string;
  readonly url: string;
  readonly title: string | null;
  readonly open: boolean;
  /** Published comments that are shown. */
  readonly count: number;
  readonly version: number;
}
