import type { Moderated } from '../../http/api/shapes.js';
import { Time } from './time.js';
import { type Change, changesOf } from './word-diff.js';
import { WordsAsPublished } from './words-as-published.js';

interface Props {
  readonly comment: Moderated;
  readonly heading: 'h3' | 'h4';
}

/** An edit that is pending: what it changes, and how it would be published. */
export function PendingEdit({ comment: { body, proposed }, heading: Title }: Props) {
  if (proposed === null) return null;
  return (
    <section class="proposed" aria-label="The pending edit">
      <Title>
        Edited <Time of={proposed.at} />
      </Title>
      <p class="difference" dir="auto">
        {changesOf(body, proposed.body).map((change, n) => (
          <Piece key={n} {...change} />
        ))}
      </p>
      <Title>As it would be published</Title>
      <WordsAsPublished html={proposed.html} />
    </section>
  );
}

function Piece({ kind, text }: Change) {
  if (kind === 'same') return <>{text}</>;
  return kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>;
}
