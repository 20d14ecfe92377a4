import { useLayoutEffect, useRef } from 'preact/hooks';
import { readHtml } from '../thread/html-reader.js';

/**
 * A comment's text as readers would see it. `readHtml` makes its elements; the HTML is never given to the browser's parser. Links
 * open in a new tab and send no referrer; at a glimpse, which a click opens, they are words like any other.
 */
export function WordsAsPublished({ html, isGlimpse = false }: { readonly html: string; readonly isGlimpse?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const words = readHtml(html);
    for (const link of words.querySelectorAll('a')) {
      if (isGlimpse) link.replaceWith(...link.childNodes);
      link.target = '_blank';
      link.rel = 'nofollow noopener noreferrer';
    }
    place.current?.replaceChildren(words);
  }, [html]);
  return <div class="words" ref={place} />;
}
