const BLOCKS = /<(\/?)(?:p|pre|ul|ol|blockquote|table)\b/g;

/**
 * Lets every outermost block of a comment run in the direction of its own words. The widget's `readHtml` does the same.
 * Only what is changed is put together anew: with a callback for each of the 100,000 elements that a page can have, it would take ten times as long.
 * @param html as `renderMarkdown` returns it
 */
export function withDirections(html: string): string {
  let directed = '';
  let upTo = 0;
  let depth = 0;
  for (const { 0: tag, 1: close, index } of html.matchAll(BLOCKS)) {
    if (close !== '') depth -= 1;
    else if (depth++ === 0) {
      const end = index + tag.length;
      directed += `${html.slice(upTo, end)} dir="auto"`;
      upTo = end;
    }
  }
  return directed + html.slice(upTo);
}
