import type { Comment } from '../../http/api/shapes.js';

/** A comment that is being written and has not been sent. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  /** The comment that it answers. */
  readonly parent: string | null;
  /** What was last sent, and its `Idempotency-Key`: a retry of exactly the same uses the key again. */
  readonly sent?: string;
  readonly key?: string;
  /** The service's signed time at which the writing began. */
  readonly stamp?: string | undefined;
}

/** A comment that was written in this browser. */
export interface Own {
  readonly comment: Comment;
  /** Its Markdown, for editing. */
  readonly body: string;
  /** An edit that is being written and has not been saved. */
  readonly draft?: string | undefined;
  /** Until when it can be changed, in milliseconds by this browser's clock. */
  readonly until: number;
  /** The edit token; absent once the time to change the comment is over. */
  readonly token?: string;
}

/** A comment that is not published after this time is forgotten: it will hardly be published any more. */
const FORGET_MS = 7 * 86_400_000;

/** What this browser remembers of an article's thread. Where storage is forbidden or full, it remembers nothing. */
export interface Memory {
  draft(): Draft | null;
  keepDraft(draft: Draft | null): void;
  own(): Map<string, Own>;
  keepOwn(own: Own): void;
  forgetOwn(id: string): void;
  /** How high the thread was when it was last seen, in CSS pixels; 0 if it is not known. */
  height(): number;
  keepHeight(height: number): void;
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
    height: () => Number(read(name('height'))),
    keepHeight: (height) => write(name('height'), height),
  };
}

function recall(all: readonly Own[]): Map<string, Own> {
  const now = Date.now();
  return new Map(
    all
      .filter(({ until }) => now < until + FORGET_MS)
      .map(({ token, ...own }) => [own.comment.id, token && now < own.until ? { ...own, token } : own]),
  );
}

export function read<Value>(name: string): Value | null {
  try {
    // Of what is not there `null` is parsed, which is null again.
    return JSON.parse(localStorage.getItem(name) as string);
  } catch {
    return null;
  }
}

export function write(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {}
}
