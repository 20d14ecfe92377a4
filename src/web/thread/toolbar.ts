import { button, el } from './dom.js';
import { drawn } from './icons.js';
import type { Speech } from './speech.js';

/** What surrounds marked words, and the key that does the same with Ctrl or Command. */
const MARKS = [
  {
    name: 'bold',
    before: '**',
    after: '**',
    key: 'b',
    outline: 'M5 3h4a2.5 2.5 0 0 1 0 5H5zM5 8h4.5a2.5 2.5 0 0 1 0 5H5z',
  },
  { name: 'italic', before: '*', after: '*', key: 'i', outline: 'M7 3h5M4 13h5M10 3 6 13' },
  {
    name: 'link',
    before: '[',
    after: '](https://)',
    key: 'k',
    outline:
      'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8',
  },
  { name: 'quote', before: '> ', after: '', key: null, outline: 'M3 3v10M6.5 4.5H13M6.5 8H13M6.5 11.5h4' },
  { name: 'code', before: '`', after: '`', key: null, outline: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5' },
] as const;

type Mark = (typeof MARKS)[number];

/** Buttons that mark words in a field: one stop of the tabulator, arrow keys inside. */
export function createToolbar(field: HTMLTextAreaElement, { say }: Speech): HTMLElement {
  const buttons = MARKS.map((mark) => {
    const made = button('', () => surround(field, mark), 'tool');
    made.append(drawn(mark.outline));
    made.title = say(mark.name);
    made.setAttribute('aria-label', say(mark.name));
    return made;
  });
  field.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const mark = MARKS.find(({ key }) => key === event.key.toLowerCase());
    if (mark === undefined) return;
    event.preventDefault();
    surround(field, mark);
  });
  const [first] = buttons;
  return el(
    'div',
    {
      role: 'toolbar',
      class: 'tools',
      'aria-label': say('formatting'),
      onkeydown: (event) => moveFocus(event as KeyboardEvent, buttons),
    },
    ...buttons.map((made) => {
      made.tabIndex = made === first ? 0 : -1;
      return made;
    }),
  );
}

function moveFocus(event: KeyboardEvent, buttons: readonly HTMLElement[]): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const isMirrored = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
  const from = buttons.indexOf(event.target as HTMLElement);
  const to = buttons[(from + (isMirrored ? -step : step) + buttons.length) % buttons.length];
  for (const made of buttons) made.tabIndex = made === to ? 0 : -1;
  to?.focus();
}

/** Puts marks around what is selected; of a quote, before each line. What is undone undoes that too. */
function surround(field: HTMLTextAreaElement, { name, before, after }: Mark): void {
  field.focus();
  const { selectionStart: start, selectionEnd: end, value } = field;
  const marked = value.slice(start, end);
  const isQuote = name === 'quote';
  const lead = isQuote && start > 0 && value[start - 1] !== '\n' ? '\n\n' : '';
  const inside = isQuote ? marked.replaceAll('\n', `\n${before}`) : marked;
  insert(field, lead + before + inside + after);
  const from = start + lead.length + before.length;
  // Of a link the address is what is to be written next.
  if (name === 'link' && marked !== '') field.setSelectionRange(from + inside.length + 2, from + inside.length + 10);
  else field.setSelectionRange(from, from + inside.length);
}

function insert(field: HTMLTextAreaElement, text: string): void {
  // The one way that the browser's own undo knows of; it may be gone one day.
  if (document.execCommand?.('insertText', false, text)) return;
  field.setRangeText(text);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
