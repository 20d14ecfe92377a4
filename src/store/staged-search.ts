import type { Status } from '../domain/comment.js';
import type { SearchEntry, SearchIndex } from './sql.js';

/** An index that can also change an entry's status without being told its words again. */
export interface RefilingSearch extends SearchIndex {
  refile(before: SearchEntry, to: Status): Promise<void>;
}

/** A search index that gathers changes until they are applied. */
export interface StagedSearch {
  /** Finds what has been applied, nothing later. */
  readonly index: SearchIndex;
  /** How many changes are gathered. */
  size(): number;
  /** Forgets the changes behind the first so many. */
  cutTo(size: number): void;
  /** Writes what the gathered changes come to. */
  apply(): Promise<void>;
}

interface Change {
  readonly seq: number;
  /** The entry that stood before; null when there was none. */
  readonly before: SearchEntry | null;
  /** The entry that stands from now on; null for none. */
  readonly after: SearchEntry | null;
}

/**
 * Gathers changes of the index for the end of a transaction: most units take an entry out and put it in again with another status, which is little work
 * or none. SQLite's FTS5 also writes a segment at every savepoint, and whenever positions do not ascend: units that each have one would make the
 * index as many small segments, and the work of merging them.
 */
export function stagedSearch(index: RefilingSearch): StagedSearch {
  const changes: Change[] = [];
  return {
    index: {
      ...index,
      async put(entry) {
        changes.push({ seq: entry.seq, before: null, after: entry });
      },
      async remove(entry) {
        changes.push({ seq: entry.seq, before: entry, after: null });
      },
    },
    size: () => changes.length,
    cutTo(size) {
      changes.length = size;
    },
    async apply() {
      for (const change of sumOf(changes)) await applyTo(index, change);
      changes.length = 0;
    },
  };
}

/** One change a comment, in the order of positions: what stood before the first, and what stands after the last. */
function sumOf(changes: readonly Change[]): Change[] {
  const sums = new Map<number, Change>();
  for (const change of changes) {
    const first = sums.get(change.seq);
    sums.set(change.seq, first === undefined ? change : { ...change, before: first.before });
  }
  return [...sums.values()].sort((a, b) => a.seq - b.seq);
}

async function applyTo(index: RefilingSearch, { before, after }: Change): Promise<void> {
  if (before !== null && after !== null && isSameBesidesStatus(before, after)) {
    if (before.status !== after.status) await index.refile(before, after.status);
    return;
  }
  if (before !== null) await index.remove(before);
  if (after !== null) await index.put(after);
}

function isSameBesidesStatus(a: SearchEntry, b: SearchEntry): boolean {
  const same = (key: keyof SearchEntry) => key === 'status' || a[key] === b[key];
  return (Object.keys(a) as (keyof SearchEntry)[]).every(same);
}
