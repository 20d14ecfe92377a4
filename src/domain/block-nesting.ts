import type { StateCore, Token } from 'markdown-it';

/** How many quotes and lists may stand inside of one another; every one takes of the width. */
const DEEPEST = 5;
const CONTAINER = /^(?:blockquote|bullet_list|ordered_list)_(open|close)$/;

/** Takes away the quotes and lists that are nested too deeply. What they hold stays, as paragraphs of what they stand in. */
export function flattenBlocks(state: StateCore): void {
  /** Whether each of the quotes and lists around the token stays. */
  const around: boolean[] = [];
  state.tokens = state.tokens.filter((token) => staysIn(around, token));
}

function staysIn(around: boolean[], token: Token): boolean {
  const [, edge] = CONTAINER.exec(token.type) ?? [];
  if (edge === 'open') around.push(around.length < DEEPEST);
  const stays = around.at(-1) ?? true;
  if (edge === 'close') around.pop();
  if (stays) return true;
  // The paragraphs of a list without blank lines have no element of their own.
  token.hidden = false;
  return edge === undefined && !token.type.startsWith('list_item');
}
