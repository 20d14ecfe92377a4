import { describe, expect, test } from '@jest/globals';
import { filesBelow, readText } from '../house/source-tree.js';

/*
 * The units' SQL is one text for every engine. What only one of them reads, or reads otherwise than the others, is found here by its look; that
 * each engine gives the same answers is for the contract tests to show.
 */

/** Ways to write SQL that not every engine takes for the same, each with what to write instead. */
const NOT_EVERYWHERE: Readonly<Record<string, RegExp>> = {
  'an alias in camel case stands in double quotes, else it comes back in lower case': /\bas [a-z]+[A-Z]\w*/,
  'conditions are counted by count(*) filter (where …): a truth value is no number': /\b(?:sum|total)\([^()]*[=<>]/,
  'values that may be null are compared by is [not] distinct from': /\bis (?:not )?\?/,
  'whether a value is null is for the caller to ask: nothing tells the type of a bare `? is null`':
    /\?\s+is\s+(?:not\s+)?null/,
  'the lesser of two values is chosen by a case: min and max of several are one engine’s own':
    /(?<!Math\.)\b(?:min|max)\([^()]*,/,
  'a conflict is named: on conflict (…) do …': /\b(?:insert or \w+|replace into|or ignore)\b/,
  'rows are known by their own keys': /\browid\b|\bctid\b/,
  'bytes are handed over as a value': /\b(?:zero|random)blob\b/,
  'which index serves a query is left to the engine': /\b(?:not indexed|indexed by)\b/,
  'a page is asked for by limit alone': /\blimit \?\s*,\s*\?/,
  'texts are compared with = and substr: like heeds case on one engine and not on another':
    /\b(?:i?like|glob|regexp)\b/,
  'lists are handed over through the engine’s own member': /\b(?:json_each|unnest|any\(\s*[?$])/,
  'functions of one engine stay in its folder':
    /\b(?:ifnull|iif|group_concat|string_agg|strftime|unixepoch|julianday|to_timestamp|printf|typeof|changes)\(/,
  'types are not cast in one engine’s manner': /[\w)?]::[a-z]/,
};

/** What is written wrong in a text, as sentences. */
function complaints(text: string): string[] {
  const code = withoutComments(text);
  const found = Object.entries(NOT_EVERYWHERE).flatMap(([rule, pattern]) => {
    const at = code.match(pattern);
    return at === null ? [] : [`${rule}: ${at[0]}`];
  });
  return [...found, ...namelessSubqueries(code)];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Subqueries that are read from and have no name. */
function namelessSubqueries(code: string): string[] {
  return [...code.matchAll(/\b(?:from|join)\s*\((?=\s*select)/g)].flatMap((match) => {
    const end = closingOf(code, match.index + match[0].length);
    return /^\)\s*as [a-z_]+/.test(code.slice(end))
      ? []
      : [`a subquery has a name: ${code.slice(match.index, end + 1)}`];
  });
}

/** Where the parenthesis ends that was opened right before `start`. */
function closingOf(code: string, start: number): number {
  let open = 1;
  let at = start;
  for (; at < code.length && open > 0; at++) open += code[at] === '(' ? 1 : code[at] === ')' ? -1 : 0;
  return at - 1;
}

describe('the units’ SQL', () => {
  const files = [
    ...filesBelow('src/store/units', '.ts'),
    { path: 'src/store/rows.ts', text: readText('src/store/rows.ts') },
  ];

  test('is found where it is looked for', () => {
    const statements = files.flatMap(
      ({ text }) => text.match(/[`']\s*(?:select|insert into|update|delete from|with recursive) /g) ?? [],
    );
    expect(statements.length).toBeGreaterThan(80);
  });

  test('says nothing that only one engine understands', () => {
    expect(files.flatMap(({ path, text }) => complaints(text).map((complaint) => `${path}: ${complaint}`))).toEqual([]);
  });
});

describe('the reader of SQL', () => {
  test.each([
    'select site_id as siteId from comments',
    "select sum(status = 'spam') as n from comments",
    'update a set b = 1 where c is ?',
    'select 1 from a where (? is null or b = ?)',
    'update a set b = min(b, ?)',
    'insert or ignore into a values (1)',
    'select rowid from a',
    'select zeroblob(9)',
    'select 1 from a indexed by b',
    'select 1 from a limit ?, ?',
    "select 1 from a where b like 'c%'",
    'select 1 from a where b in (select value from json_each(?))',
    'select 1 from a where b = any(?)',
    'select ifnull(a, 0) from b',
    'select ?::bigint',
    'select n from (select count(*) as n from (select 1 from a) as b)',
    'select 1 from a join (select max(b) from c) on true',
  ])('finds what is wrong with %s', (text) => {
    expect(complaints(`sql.run('${text}')`)).toHaveLength(1);
  });

  test.each([
    'select site_id as "siteId" from comments',
    "select count(*) filter (where status = 'spam') as n from comments",
    'update a set b = 1 where c is not distinct from ?',
    'select sum(n) as n, max(b) as b from a where b is null',
    'select n from (select count(*) as n from a where b in (select c from d)) as counted',
    'insert into a (b) values (?) on conflict (b) do nothing',
  ])('has nothing to say of %s', (text) => {
    expect(complaints(`sql.run(\`${text}\`)`)).toEqual([]);
  });

  test('takes no word of a comment for SQL, nor what the code itself computes', () => {
    expect(complaints('/** rowid, min(a, b) */\n  // as camelCase\nconst n = Math.min(a, b) as number;')).toEqual([]);
  });
});
