import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anyText } from '../support/any-text.js';
import { aComment, bearer, COMMENTS, post } from '../support/http.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

async function refused(sent: string | object | undefined, token?: string): Promise<FieldError[]> {
  const { body, text } = await service.agent
    .post(COMMENTS)
    .set('Content-Type', 'application/json')
    .set(token === undefined ? {} : bearer(token))
    .send(sent)
    .expect(422);
  expect(body).toMatchObject({ type: '/problems/invalid', status: 422 });
  expect(text).not.toContain('ada@example.org');
  return body.errors;
}

/** A comment with a value put at a path such as `author.name`. */
function withField(path: string, value: unknown): Record<string, unknown> {
  const comment = aComment() as Record<string, Record<string, unknown>>;
  const [first, second] = path.split('.') as [string, string?];
  return second === undefined
    ? { ...comment, [first]: value }
    : { ...comment, [first]: { ...comment[first], [second]: value } };
}

const UNICORN = '\u{1F984}';

describe('the length of a field', () => {
  const url = 'https://blog.example/';
  it.each([
    ['author.name', 100, 'a'],
    ['author.name', 100, UNICORN],
    ['body', 10_000, 'a'],
    ['body', 10_000, UNICORN],
    ['article.title', 300, UNICORN],
    ['trap', 1000, UNICORN],
  ])(
    'is counted in characters as people count them: %s may have %i times %s and no more',
    async (path, most, character) => {
      service.clock.advance(60_000);
      await service.agent
        .post(COMMENTS)
        .send(withField(path, character.repeat(most)))
        .expect(201);
      const errors = await refused(withField(path, character.repeat(most + 1)));
      expect(errors).toEqual([
        { pointer: `/${path.replace('.', '/')}`, detail: `must have at most ${most} characters` },
      ]);
    },
  );

  it('is bounded for addresses too', async () => {
    const website = `https://ada.example/${'a'.repeat(480)}`;
    expect(website).toHaveLength(500);
    await post(service, { author: { name: 'Ada', email: 'ada@example.org', url: website } });
    expect(await refused(withField('author.url', `${website}b`))).toHaveLength(1);
    expect(await refused(withField('author.email', `${'a'.repeat(64)}@${'b'.repeat(190)}.example`))).toHaveLength(1);
    expect(await refused(withField('article.url', `${url}?${'q'.repeat(8192)}`))).toHaveLength(1);
  });

  it('is that of the cleaned name, which may have become longer than what was sent', async () => {
    // U+0958 falls apart into two characters in NFC.
    expect(await refused(withField('author.name', '\u0958'.repeat(100)))).toEqual([
      { pointer: '/author/name', detail: 'must have at most 100 characters' },
    ]);
    const { comment } = await post(service, { author: { name: '\u0958'.repeat(50), email: 'ada@example.org' } });
    expect((comment.author as { name: string }).name).toBe('\u0915\u093C'.repeat(50));
  });
});

describe('a field that must be there', () => {
  it.each(['article', 'author', 'body'])('is named when it is missing: %s', async (name) => {
    const { [name]: _, ...rest } = aComment();
    expect(await refused(rest)).toEqual([{ pointer: `/${name}`, detail: 'is missing' }]);
  });

  it.each(['>', '&#x200B;', '[](https://evil.example/empty)', '- \n- ', '***', '```\n\n```'])(
    'has something to see once it is shown, unlike %j',
    async (body) => {
      const detail = 'holds no visible character';
      expect(await refused(aComment({ body }))).toEqual([{ pointer: '/body', detail }]);
    },
  );

  it('publishes no email address as a name or in a website', async () => {
    const email = 'kim.canary@mail.example';
    const at = async (author: object) => {
      const { body, text } = await service.agent
        .post(COMMENTS)
        .send(aComment({ author: { name: 'Kim', email, ...author } }))
        .expect(422);
      expect(text).not.toMatch(/canary/i);
      return (body.errors as FieldError[]).map(({ pointer }) => pointer);
    };
    expect(await at({ name: email })).toEqual(['/author/name']);
    expect(await at({ name: ' Kim.Canary@Mail.Example ' })).toEqual(['/author/name']);
    expect(await at({ name: 'another@mail.example' })).toEqual(['/author/name']);
    expect(await at({ url: `https://kim.example/?mail=${email}` })).toEqual(['/author/url']);
    expect(await at({ url: 'https://kim.example/%6bim.Canary%40mail.example' })).toEqual(['/author/url']);
    await post(service, { author: { name: '@kim at work', email, url: 'https://mail.example/@kim' } });
  });

  it.each(['author.name', 'body'])('holds something visible: %s', async (path) => {
    const pointer = `/${path.replace('.', '/')}`;
    expect(await refused(withField(path, ''))).toEqual([{ pointer, detail: 'must not be empty' }]);
    for (const nothing of [' ', '\n\t ', '\u200B\u200E', '\u2800', '\uFEFF'])
      expect(await refused(withField(path, nothing))).toEqual([{ pointer, detail: 'holds no visible character' }]);
  });

  it('has the type that it should have, and every wrong one is named at once', async () => {
    expect(
      await refused({
        article: { url: 42 },
        parent: 'x',
        author: ['Ada'],
        body: null,
        notify: 'yes',
        trap: {},
        client: 'me',
      }),
    ).toEqual([
      { pointer: '/article/url', detail: 'must be a string' },
      { pointer: '/parent', detail: 'is not an id' },
      { pointer: '/author', detail: 'must be an object' },
      { pointer: '/body', detail: 'must be a string' },
      { pointer: '/notify', detail: 'must be a boolean' },
      { pointer: '/trap', detail: 'must be a string' },
      { pointer: '/client', detail: 'must be an object' },
    ]);
    for (const sent of ['null', '[]', '"text"', '42', 'true']) {
      expect(await refused(sent)).toEqual([{ pointer: '', detail: 'must be an object' }]);
    }
    expect(await refused('{}')).toHaveLength(3);
  });
});

describe("a commenter's website", () => {
  it.each([
    'javascript:alert(1)',
    'ftp://ada.example',
    'ada.example',
    '//ada.example',
    'https://ada@ada.example',
    'https://',
  ])('is an http or https address, unlike %s', async (url) => {
    expect(await refused(withField('author.url', url))).toEqual([
      { pointer: '/author/url', detail: 'must be an http or https address' },
    ]);
  });
});

describe('an unknown property', () => {
  it('is refused, wherever it stands, and named', async () => {
    expect(await refused(withField('status', 'approved'))).toEqual([
      { pointer: '/status', detail: 'is not known here' },
    ]);
    expect(await refused(withField('author.verified', true))).toEqual([
      { pointer: '/author/verified', detail: 'is not known here' },
    ]);
    expect(await refused(withField('article.open', false))).toEqual([
      { pointer: '/article/open', detail: 'is not known here' },
    ]);
    expect(await refused(withField('client.role', 'admin'), service.tokens.blog)).toEqual([
      { pointer: '/client/role', detail: 'is not known here' },
    ]);
  });

  it('is refused too when its name is one that objects have already', async () => {
    const json = JSON.stringify(aComment());
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const errors = await refused(`${json.slice(0, -1)},"${name}":{"status":"approved"}}`);
      expect(errors).toEqual([{ pointer: `/${name}`, detail: 'is not known here' }]);
    }
  });

  it('is not named when its name may be anything: an address, a token, a text', async () => {
    const names = ['ada@example.org', 'ada.example', 'a b', 'a/b', '~', '', '<script>', 'é', service.tokens.moderator];
    for (const name of names) {
      const errors = await refused(aComment({ author: { name: 'Ada', email: 'ada@example.org', [name]: 1 } }));
      expect(errors).toEqual([{ pointer: '/author', detail: 'has a property that is not known here' }]);
    }
  });

  it('never comes back in an error, whatever it is called', async () => {
    await fc.assert(
      fc.asyncProperty(anyText({ minLength: 1, maxLength: 80 }), async (name) => {
        fc.pre(!/^\w{1,32}$/.test(name));
        const comment = aComment();
        const errors = await refused({ ...comment, [name]: 1, author: { ...(comment.author as object), [name]: 1 } });
        for (const { pointer, detail } of errors) {
          expect(['', '/author']).toContain(pointer);
          expect(detail).toBe('has a property that is not known here');
        }
        expect(errors).toHaveLength(2);
      }),
      { numRuns: runs(40) },
    );
  });

  it('does not make an answer of any size', async () => {
    const many = Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`p${n}`, 1]));
    expect((await refused(many)).length).toBeLessThanOrEqual(50);
  });
});
