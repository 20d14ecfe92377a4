import { useLayoutEffect, useRef } from 'preact/hooks';
import { readHtml } from '../thread/html-reader.js';
import { markIn, matcherOf } from './search-marks.js';

interface Props {
  readonly html: string;
  readonly isGlimpse?: boolean;
  /** What was searched for, to be marked. */
  readonly query?: string;
}

/**
 * A comment's text as readers would see it. `readHtml` makes its elements; the HTML is never given to the browser's parser. Links
 * open in a new tab and send no referrer; at a glimpse, which a click opens, they are words like any other.
 */
export function WordsAsPublished({ html, isGlimpse = false, query = '' }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const words = readHtml(html);
    for (const link of words.querySelectorAll('a')) {
      if (isGlimpse) link.replaceWith(...link.childNodes);
      link.target = '_blank';
      link.rel = 'nofollow noopener noreferrer';
    }
    markIn(words, matcherOf(query));
    place.current?.replaceChildren(words);
  }, [html, query]);
  return <div class="words" ref={place} />;
}
