import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importWeb } from '../../support/web-module.js';

/** Counts what is made of a document, and keeps nothing of it. */
function countingDocument() {
  const made = { elements: 0, texts: 0, characters: 0 };
  const node = {
    setAttribute: () => {},
    append(child: string | object) {
      if (typeof child !== 'string') return;
      made.texts += 1;
      made.characters += child.length;
    },
  };
  const document = {
    createDocumentFragment: () => node,
    createElement() {
      made.elements += 1;
      return node;
    },
  };
  return { made, document };
}

const { readHtml } = await importWeb<{ readHtml(html: string): object }>('thread/html-reader.ts');
const MANY = 1_000_000;

describe("the widget's reader of HTML", () => {
  const global = globalThis as { document?: unknown };
  let made: { elements: number; texts: number; characters: number };
  beforeEach(() => {
    const counting = countingDocument();
    made = counting.made;
    global.document = counting.document;
  });
  afterEach(() => {
    delete global.document;
  });

  // Work that grew with the square of a text would take hours here: the time that a test has would end it.
  it.each([
    ['nested elements', '<p>'.repeat(MANY), { elements: 200, texts: 0, characters: 0 }],
    ['ends of nothing', `<p>${'</em>'.repeat(MANY)}`, { elements: 1, texts: 0, characters: 0 }],
    ['brackets', '<'.repeat(MANY), { elements: 0, texts: MANY, characters: MANY }],
    ['elements that do not end', '<p '.repeat(MANY), { elements: 0, texts: 2 * MANY, characters: 3 * MANY }],
    ['an attribute that does not end', `<a href="${'x'.repeat(MANY)}`, { elements: 0, texts: 2, characters: MANY + 9 }],
    [
      'quotes in an element that does not end',
      `<a ${'"'.repeat(MANY)}`,
      { elements: 0, texts: 2, characters: MANY + 3 },
    ],
    ['entities', '&lt;'.repeat(MANY), { elements: 0, texts: 1, characters: MANY }],
    ['ampersands', '&'.repeat(MANY), { elements: 0, texts: 1, characters: MANY }],
  ])('looks at each of a million %s once', (_, html, expected) => {
    readHtml(html);
    expect(made).toEqual(expected);
  });
});
