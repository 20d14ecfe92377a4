import type { Policy } from './policy.js';

/** A blog. */
export interface Site {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** The front page. */
  readonly url: string;
  /** Every origin that may post, the front page's included. */
  readonly origins: readonly string[];
  readonly policy: Policy;
  readonly emailRequired: boolean;
  /** Days after which an article takes no more comments; null: never. */
  readonly closeAfterDays: number | null;
}
