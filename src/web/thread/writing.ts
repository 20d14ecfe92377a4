import type { Comment, Preview } from '../../http/api/shapes.js';
import type { Call } from './api.js';
import type { Field } from './composer.js';
import type { Memory } from './memory.js';
import type { Options } from './options.js';
import type { Reading } from './reading.js';
import type { Speech } from './speech.js';
import type { Branch, Tree } from './tree.js';

/** What the forms for new and changed comments need from the thread. */
export interface WritingParts {
  readonly options: Options;
  readonly speech: Speech;
  readonly memory: Memory;
  readonly tree: Tree;
  readonly reading: Reading;
  show(branch: Branch): void;
  focus(branch: Branch | null): void;
  announce(words: string): void;
}

/** The field that holds the comment itself. */
export function bodyField({ say }: Speech): Field {
  return {
    name: 'body',
    pointer: '/body',
    label: say('comment'),
    wrong: say('wrongComment'),
    hint: say('markdown'),
    required: true,
  };
}

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
  show(branch);
  focus(branch);
}
