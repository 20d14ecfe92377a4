/** What can be done with a comment of one's own, as `comment-view.ts` makes elements of it. */
export interface OwnDeeds {
  /** Words, deed and part of each button. */
  readonly buttons: readonly (readonly [words: string, act: (event: Event) => void, part: string])[];
  /** Attributes and words of the time that is left for it. */
  readonly left: readonly [attributes: Readonly<Record<string, string | number>>, words: string];
}
