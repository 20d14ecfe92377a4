import type { Comment, Preview, SiteAnswer } from '../../http/api/shapes.js';
import type { Call } from './api.js';
import type { Box } from './box.js';
import type { Memory, Own } from './memory.js';
import type { Options } from './options.js';
import type { OwnActions } from './own-actions.js';
import type { Reading } from './reading.js';
import type { Speech } from './speech.js';
import type { Branch, Tree } from './tree.js';

/** What the forms for new and changed comments need from the thread. */
export interface WritingParts {
  readonly options: Options;
  readonly site: SiteAnswer['site'];
  readonly speech: Speech;
  readonly memory: Memory;
  readonly tree: Tree;
  readonly reading: Reading;
  /** The place for comments that reply to none. */
  box(): Box;
  /** Puts a new one there, closed. */
  renewBox(): void;
  show(branch: Branch): void;
  focus(branch: Branch | null): void;
  announce(words: string): void;
}

/** Where new comments are written: at the top of the thread, or below the comment that they reply to. */
export interface Writer {
  /** Opens the place at the top. */
  write(): void;
  answer(branch: Branch): void;
  /** Closes the place below a comment that is being removed. */
  leave(branch: Branch): void;
  /** Opens the place in which a comment was being written when the page was left. */
  restore(): Promise<void>;
}

/** What the author of a comment can do in the browser that it was written in. */
export interface OwnComments {
  edit(branch: Branch, own: Own): void;
  withdraw(branch: Branch, own: Own): Promise<void>;
}

/** All that writing needs and reading does not: loaded when somebody begins. */
export interface WritingDesk {
  readonly writer: Writer;
  readonly own: OwnComments;
  readonly actions: OwnActions;
}

/** Loads what writing needs. */
export type LoadWriting = () => Promise<{
  startWriting(parts: WritingParts, shadow: ShadowRoot): Promise<WritingDesk>;
}>;

export function post(value: unknown, method = 'POST'): { method: string; body: string } {
  return { method, body: JSON.stringify(value) };
}

/** Asks the service to turn Markdown into HTML. */
export function previewBy(call: Call): (body: string) => Promise<string> {
  return async (body) => (await call<Preview>('/preview', post({ body }))).html;
}

/** Shows a comment that has just been written or changed, and goes there. */
export function showWritten({ tree, show, focus, announce }: WritingParts, comment: Comment, words: string): void {
  const branch = tree.put(comment, true);
  announce(words);
  if (branch === null) return;
  branch.isWhole = true;
  show(branch);
  tree.settle();
  focus(branch);
}
