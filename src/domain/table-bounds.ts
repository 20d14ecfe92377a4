import type { MarkdownIt, StateBlock } from 'markdown-it';

/** What was not typed, and may yet become cells of one comment: rows shorter than their table's first are filled up. */
const MOST_FILLED = 300;
/** With 10 KB of text a comment could have 1,400 tables; every one gets a frame to scroll in, and a tab stop. */
const MOST_TABLES = 20;
/** A row is some 20 bytes of markup at least, and takes five times as long as a line. */
const MOST_ROWS = 500;
const UNESCAPED_BAR = /(?<!\\)\|/g;

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;

/** What the tables of one comment have used so far. */
interface Used {
  tables: number;
  rows: number;
  filled: number;
}

/** Lets a parser know GFM's tables, as many of them as a comment may have. What exceeds that stays as it was typed. */
export function enableTables(parser: MarkdownIt): void {
  const { ruler } = parser.block;
  const others = new Set(ruler.getRules(''));
  parser.enable('table');
  const table = ruler.getRules('').find((rule) => !others.has(rule)) as BlockRule;
  const usedIn = new WeakMap<object, Used>();
  ruler.at(
    'table',
    (state, start, end, silent) => {
      if (!table(state, start, end, true)) return false;
      const used = usedIn.get(state.env) ?? { tables: 0, rows: 0, filled: 0 };
      if (used.tables >= MOST_TABLES) return false;
      if (silent) return true;
      used.tables += 1;
      usedIn.set(state.env, used);
      const most = Math.min(end, start + 2 + MOST_ROWS - used.rows);
      table(state, start, endOfTable(state, start, most, MOST_FILLED - used.filled), false);
      used.rows += state.line - start - 2;
      used.filled += filledIn(state, start, state.line);
      return true;
    },
    { alt: ['paragraph', 'reference'] },
  );
}

/** The line before which a table has to end, so that no more cells are filled up than may be. */
function endOfTable(state: StateBlock, start: number, end: number, mayBeFilled: number): number {
  // The line below the first has no cells.
  let line = start + 2;
  for (let left = mayBeFilled; line < end && !state.isEmpty(line); line++) {
    left -= missingIn(state, start, line);
    if (left < 0) break;
  }
  return line;
}

function filledIn(state: StateBlock, start: number, end: number): number {
  let filled = 0;
  for (let line = start + 2; line < end; line++) filled += missingIn(state, start, line);
  return filled;
}

/** How many cells a row lacks of what its table's first row has. */
function missingIn(state: StateBlock, first: number, line: number): number {
  return Math.max(0, barsIn(state, first) - barsIn(state, line));
}

/** How many bars stand between the cells of a row. */
function barsIn(state: StateBlock, line: number): number {
  const text = state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim();
  return text.replace(/^\||(?<!\\)\|$/g, '').match(UNESCAPED_BAR)?.length ?? 0;
}
