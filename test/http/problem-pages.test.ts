import { describe, expect, it, test } from '@jest/globals';
import { AfterwordError, type ErrorCode } from '../../src/domain/errors.js';
import { PAGE_CSP, PAGE_STYLE } from '../../src/http/pages/html.js';
import { problemPage } from '../../src/http/pages/problem-pages.js';
import { problemOf } from '../../src/http/protocol/problem.js';
import { type ProblemCode, problemTitle, problemType } from '../../src/http/protocol/problem-kinds.js';
import { expectAccessiblePage } from './page-checks.js';

const raised: Record<ErrorCode, true> = {
  malformed: true,
  unauthorized: true,
  forbidden: true,
  'not-found': true,
  'method-not-allowed': true,
  'not-acceptable': true,
  conflict: true,
  'too-large': true,
  'unsupported-media-type': true,
  invalid: true,
  'too-many-requests': true,
  unavailable: true,
};
const codes = [...(Object.keys(raised) as ErrorCode[]), 'internal' as const];

describe('a problem’s page', () => {
  test.each(codes)('explains %s', (code) => {
    const source = problemPage(code, (path) => path) ?? '';
    expectAccessiblePage(source);
    expect(source).toContain(`<h1>${problemTitle(code)}</h1>`);
    expect(source).toContain(`/problems/${code}&quot;`);
    for (const other of codes) expect(source.includes(`href="/problems/${other}"`)).toBe(other !== code);
  });

  test.each(codes)('stands where the problem document of %s points, under the same title', (code) => {
    const error = code === 'internal' ? new Error('x') : new AfterwordError(code, 'x');
    expect(problemOf(error).document).toMatchObject({
      type: problemType(code),
      title: problemTitle(code as ProblemCode),
    });
  });

  test.each(['', 'nothing', 'INTERNAL', 'toString', '__proto__', 'constructor', '../internal', '<script>'])(
    'does not exist for %j',
    (code) => {
      expect(problemPage(code, (path) => path)).toBeNull();
    },
  );
});

describe('the pages’ policy', () => {
  it('allows the one style and nothing else', () => {
    expect(PAGE_CSP).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
    expect(PAGE_CSP).not.toContain('unsafe');
    expect(PAGE_STYLE).not.toMatch(/url\(|@import|</);
  });
});
