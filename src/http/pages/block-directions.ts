/**
 * Lets every outermost block of a comment run in the direction of its own words. The widget's `readHtml` does the same.
 * @param html as `renderMarkdown` returns it
 */
export function withDirections(html: string): string {
  let depth = 0;
  return html.replace(/<(\/?)(p|pre|ul|ol|blockquote)\b([^>]*)>/g, (tag, close: string, name: string, rest: string) => {
    if (close !== '') depth -= 1;
    else if (depth++ === 0) return `<${name}${rest} dir="auto">`;
    return tag;
  });
}
