import { useLayoutEffect, useRef } from 'preact/hooks';
import { readHtml } from '../thread/html-reader.js';
import { markIn, matcherOf } from './search-marks.js';

interface Props {
  readonly html: string;
  readonly isGlimpse?: boolean;
  /** What was searched for, to be marked. */
  readonly query?: string;
}

/** So many characters fit a glimpse for sure. */
const GLIMPSE = 90;
/** So many are shown before what was found. */
const BEFORE_FOUND = 40;

/** Leaves out the beginning of words whose match would not be seen at a glimpse. */
function beginNear(match: Element | null, words: DocumentFragment): void {
  if (match === null) return;
  const before = new Range();
  before.setStart(words, 0);
  before.setEndBefore(match);
  const text = before.toString();
  if (text.length < GLIMPSE) return;
  let left = Math.max(text.length - BEFORE_FOUND, text.indexOf(' ', text.length - BEFORE_FOUND) + 1);
  const texts = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  while (left > 0 && texts.nextNode()) {
    const node = texts.currentNode as Text;
    const cut = Math.min(left, node.data.length);
    node.deleteData(0, cut);
    left -= cut;
    if (left === 0) node.insertData(0, '… ');
  }
}

/**
 * A comment's text as readers would see it. `readHtml` makes its elements; the HTML is never given to the browser's parser. Links
 * open in a new tab and send no referrer; at a glimpse, which a click opens, they are words like any other.
 */
export function WordsAsPublished({ html, isGlimpse = false, query = '' }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const words = readHtml(html, 'Table');
    if (isGlimpse) for (const frame of words.querySelectorAll<HTMLElement>('.table')) unframe(frame);
    for (const link of words.querySelectorAll('a')) {
      if (isGlimpse) link.replaceWith(...link.childNodes);
      link.target = '_blank';
      link.rel = 'nofollow noopener noreferrer';
    }
    markIn(words, matcherOf(query));
    if (isGlimpse) beginNear(words.querySelector('mark'), words);
    place.current?.replaceChildren(words);
  }, [html, query]);
  return <div class="words" ref={place} />;
}

/** At a glimpse nothing scrolls, nor is a stop of its own. */
function unframe(frame: HTMLElement): void {
  const table = frame.firstElementChild as HTMLElement;
  table.dir = frame.dir;
  frame.replaceWith(table);
}
