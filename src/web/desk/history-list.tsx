import type { AuditEntry } from '../../http/api/shapes.js';
import { Time } from './time.js';
import { historyWords } from './words.js';

/** What was done to comments, and when. */
export function HistoryList({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <ol class="history">
      {entries.map((entry) => (
        <li key={JSON.stringify(entry)}>
          <bdi>{historyWords(entry)}</bdi>, <Time of={entry.at} />
        </li>
      ))}
    </ol>
  );
}
