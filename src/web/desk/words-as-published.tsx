import { useLayoutEffect, useRef } from 'preact/hooks';
import { readHtml } from '../thread/html-reader.js';

/**
 * A comment's words as readers would see them. The nodes are made one by one of the few elements that a comment may have; its HTML
 * is never given to the browser's parser. Links open beside the desk, and do not learn where they were followed from.
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
  return <div class="words" ref={place} dir="auto" />;
}
