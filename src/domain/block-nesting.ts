import type { StateCore, Token } from 'markdown-it';

/** How many quotes and lists may stand inside of one another; every one takes of the width. */
const DEEPEST = 5;
/** A list that begins with a greater number (a year) has no room for it at its side. */
const GREATEST_START = 999;
const CONTAINER = /^(?:blockquote|bullet_list|ordered_list)_(open|close)$/;

/** Takes away quotes and lists that are nested too deeply, or whose numbers are too long. What they hold stays, numbers too, as paragraphs. */
export function flattenBlocks(state: StateCore): void {
  /** Whether each of the quotes and lists around the token stays. */
  const around: boolean[] = [];
  /** What the next words begin with. */
  let number = '';
  state.tokens = state.tokens.filter((token) => {
    const { type, info, markup } = token;
    const [, edge] = CONTAINER.exec(type) ?? [];
    if (edge === 'open') around.push(around.length < DEEPEST && Number(token.attrGet('start') ?? 1) <= GREATEST_START);
    const stays = around.at(-1) ?? true;
    if (edge === 'close') around.pop();
    if (stays) return true;
    if (type === 'list_item_open') number = info === '' ? '' : `${info}${markup} `;
    if (type === 'list_item_close') number = '';
    if (type === 'inline') {
      token.content = number + token.content;
      number = '';
    }
    // The paragraphs of a list without blank lines have no element of their own.
    token.hidden = false;
    return edge === undefined && !isItem(token);
  });
}

function isItem({ type }: Token): boolean {
  return type.startsWith('list_item');
}
