import { describe, expect, test } from '@jest/globals';
import { filesBelow, readText } from './source-tree.js';

const GUIDE = 'docs/house.md';
const files = filesBelow('.').map(({ path }) => path);

/** What the guide names in code: `cli/program.ts`, `store/`, `README.md`. */
const named = [...readText(GUIDE).matchAll(/`([\w./-]+(?:\/|\.(?:ts|tsx|js|md|sql)))`/g)].map(([, path]) => path ?? '');

/** Whether a file, or for a path that ends in a slash a folder, is there: in the repository or below `src/`. */
function isThere(path: string): boolean {
  return [path, `src/${path}`].some((place) =>
    files.some((file) => file === place || (place.endsWith('/') && file.startsWith(place))),
  );
}

describe(`the guide to the source, ${GUIDE}`, () => {
  test('names only files and folders that are there', () => {
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  test('names every room of src/ and of http/', () => {
    const rooms = files.flatMap((path) => {
      const [, room] = /^src\/((?:http\/)?[^/]+(?:\/|$))/.exec(path) ?? [];
      return room === undefined ? [] : [room];
    });
    const missing = [...new Set(rooms)].filter((room) => !named.some((path) => path.startsWith(room)));
    expect(missing).toEqual([]);
  });
});
