import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { AfterwordError, type ErrorCode } from '../../src/domain/errors.js';
import { PAGE_CSP, PAGE_STYLE } from '../../src/http/pages/html.js';
import { problemPage } from '../../src/http/pages/problem-pages.js';
import { problemOf } from '../../src/http/protocol/problem.js';
import { type ProblemCode, problemTitle, problemType } from '../../src/http/protocol/problem-kinds.js';
import { startTestService, type TestService } from '../support/service.js';
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

describe('what is not there', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.stop());
  const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  it.each([
    ['/nothing', 404],
    ['/sites/nobody/thread?article=/x', 404],
    ['/sites/default/thread', 422],
    ['/embed/nothing.js', 404],
    ['/api/v1/sites/default/comments', 422],
  ])('is a page to a browser and a document to a program: %s', async (path, status) => {
    const page = await service.agent.get(path).set('Accept', BROWSER).expect(status);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PAGE_CSP,
    });
    expectAccessiblePage(page.text);
    for (const accept of ['*/*', 'application/json', 'image/avif,image/webp,*/*;q=0.8', '']) {
      const { headers, text } = await service.agent.get(path).set('Accept', accept).expect(status);
      expect([accept, headers['content-type']]).toEqual([accept, 'application/problem+json; charset=utf-8']);
      expect(page.text).toContain(JSON.parse(text).title);
    }
  });

  it('is never an icon or rules for crawlers', async () => {
    const icon = await service.agent.get('/favicon.ico').expect(200);
    expect(icon.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    const rules = await service.agent.get('/robots.txt').expect(200);
    expect(rules.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(rules.text).toBe('User-agent: *\nDisallow: /api/\nDisallow: /desk\n');
  });
});

describe('the pages’ policy', () => {
  it('allows the one style and nothing else', () => {
    expect(PAGE_CSP).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
    expect(PAGE_CSP).not.toContain('unsafe');
    expect(PAGE_STYLE).not.toMatch(/url\(|@import|</);
  });
});
