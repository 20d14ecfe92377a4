import { ago, exact } from './words.js';

/** A time as people say it, and to the second when it is pointed at. */
export function Time({ of }: { readonly of: string }) {
  return (
    <time dateTime={of} title={exact(of)}>
      {ago(of)}
    </time>
  );
}
