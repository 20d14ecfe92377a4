import type { Comment, Submitted } from '../../http/api/shapes.js';

/** What somebody is writing. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  /** The comment that it answers. */
  readonly parent: string | null;
  /** What was last sent, and the key that a retry of the very same sends again. */
  readonly sent?: string;
  readonly key?: string;
  /** The service's word for when the writing began. */
  readonly stamp?: string | undefined;
}

/** A comment that was written in this browser. */
export interface Own {
  readonly comment: Comment;
  /** The Markdown, to change it. */
  readonly body: string;
  /** A change of it that is being written. */
  readonly draft?: string | undefined;
  /** Until when it can be changed, in milliseconds by this browser's clock. */
  readonly until: number;
  /** Gone when the time is over. */
  readonly token?: string;
}

/** After so long, a comment that is still not published will hardly be. */
const FORGET_MS = 7 * 86_400_000;

/** What this browser remembers of an article's thread. Where storage is forbidden or full, it remembers nothing. */
export interface Memory {
  draft(): Draft | null;
  keepDraft(draft: Draft | null): void;
  own(): Map<string, Own>;
  keepOwn(own: Own): void;
  forgetOwn(id: string): void;
}

export function memoryOf(site: string, article: string): Memory {
  const name = (what: string) => `afterword:${what}:${site}:${article}`;
  let known = recall(read<Own[]>(name('own')) ?? []);

  function keep(): void {
    write(name('own'), known.size > 0 ? [...known.values()] : null);
  }

  return {
    draft: () => read<Draft>(name('draft')),
    keepDraft: (draft) => write(name('draft'), draft),
    own() {
      known = recall([...known.values()]);
      return known;
    },
    keepOwn(own) {
      known.set(own.comment.id, own);
      keep();
    },
    forgetOwn(id) {
      known.delete(id);
      keep();
    },
  };
}

/** The author's own record of a new comment. The service's clock and this one may differ: only the span between counts. */
export function ownOf({ comment, editToken, editableUntil }: Submitted, body: string): Own {
  const span = Date.parse(editableUntil) - Date.parse(comment.createdAt);
  return { comment, body, token: editToken, until: Date.now() + span };
}

function recall(all: readonly Own[]): Map<string, Own> {
  const now = Date.now();
  return new Map(
    all
      .filter(({ until }) => now < until + FORGET_MS)
      .map(({ token, ...own }) => [own.comment.id, token && now < own.until ? { ...own, token } : own]),
  );
}

function read<Value>(name: string): Value | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

function write(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {}
}
