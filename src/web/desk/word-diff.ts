/** Words that stayed, came, or went. */
export interface Change {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** The most comparisons of two words; beyond it the middle is taken out and put in as a whole. */
const MOST_WORK = 1_000_000;

const words = (text: string) => text.match(/\s+|[^\s]+/gu) ?? [];

/** What an edit changes, word by word. Without the words that went it is `after`, without those that came it is `before`. */
export function changesOf(before: string, after: string): Change[] {
  const [a, b] = [words(before), words(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return joined([
    ...changes('same', a.slice(0, start)),
    ...between(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...changes('same', a.slice(a.length - end)),
  ]);
}

function changes(kind: Change['kind'], texts: readonly string[]): Change[] {
  return texts.map((text) => ({ kind, text }));
}

/** By the longest sequence of words that both have. */
function between(a: readonly string[], b: readonly string[]): Change[] {
  if (a.length * b.length > MOST_WORK) return [...changes('removed', a), ...changes('added', b)];
  const wide = b.length + 1;
  /** At [i, j], how long that sequence is from there on. */
  const common = new Uint16Array((a.length + 1) * wide);
  const from = (i: number, j: number) => common[i * wide + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      common[i * wide + j] = a[i] === b[j] ? from(i + 1, j + 1) + 1 : Math.max(from(i + 1, j), from(i, j + 1));
  }
  const all: Change[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      all.push({ kind: 'same', text: a[i] as string });
      i += 1;
      j += 1;
    } else if (from(i + 1, j) >= from(i, j + 1)) all.push({ kind: 'removed', text: a[i++] as string });
    else all.push({ kind: 'added', text: b[j++] as string });
  }
  return [...all, ...changes('removed', a.slice(i)), ...changes('added', b.slice(j))];
}

/** Neighbours of one kind as one. */
function joined(all: readonly Change[]): Change[] {
  const out: Change[] = [];
  for (const { kind, text } of all) {
    const last = out.at(-1);
    if (last?.kind === kind) out[out.length - 1] = { kind, text: last.text + text };
    else out.push({ kind, text });
  }
  return out;
}
