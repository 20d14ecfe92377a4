import { useLayoutEffect, useRef } from 'preact/hooks';
import { readHtml } from '../thread/html-reader.js';

/**
 * A comment's text as readers would see it. `readHtml` makes its elements; the HTML is never given to the browser's parser. Links
 * open in a new tab and send no referrer.
 */
export function WordsAsPublished({ html }: { readonly html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const words = readHtml(html);
    for (const link of words.querySelectorAll('a')) {
      link.target = '_blank';
      link.rel = 'nofollow noopener noreferrer';
    }
    place.current?.replaceChildren(words);
  }, [html]);
  return <div class="words" ref={place} />;
}
