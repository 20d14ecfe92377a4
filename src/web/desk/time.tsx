import { ago, exact } from './words.js';

/** A time relative to now, with the exact time as its tooltip. */
export function Time({ of }: { readonly of: string }) {
  return (
    <time dateTime={of} title={exact(of)}>
      {ago(of)}
    </time>
  );
}
