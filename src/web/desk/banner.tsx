import type { Summary } from '../../http/api/shapes.js';
import { checkerWords } from './words.js';

/** Says that the spam checker has a problem, and what to do. */
export function Banner({ summary }: { readonly summary: Summary }) {
  const words = checkerWords(summary);
  if (words === null) return null;
  return (
    <section class="banner" aria-labelledby="banner-title">
      <h2 id="banner-title">{words.title}</h2>
      {words.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
