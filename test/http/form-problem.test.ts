import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMENTS } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

/** What browsers send when they follow a form. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

function send(fields: Record<string, string>, headers: Record<string, string> = {}, at = COMMENTS) {
  const given = { 'article.url': 'https://blog.example/form', 'article.title': 'Tom & Jerry', ...fields };
  return service.unchecked
    .post(at)
    .type('form')
    .set({ Accept: BROWSER, ...headers })
    .send(given);
}

describe('a form that came to nothing', () => {
  it('is answered with a page on which the form stands as it was filled in, errors at their fields', async () => {
    const fields = {
      body: '<b>Typed</b>',
      'author.name': 'Ada "A."',
      'author.url': 'ftp://x',
      'author.email': 'a@example.org',
    };
    const { status, text, headers } = await send(fields, { 'Accept-Language': 'de-AT,de;q=0.9' });
    expect(status).toBe(422);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("form-action 'self' https://blog.example;"),
    });
    expect(text).toContain('<html lang="de-AT" dir="ltr">');
    expect(text).toContain('<h1>Kommentare: Tom &amp; Jerry</h1>');
    expect(text).toMatch(/id="author.url-wrong">Bitte geben Sie eine Adresse an/);
    expect(text).toMatch(
      /<input id="author.url"[^>]* aria-invalid="true" aria-describedby="author.url-wrong"[^>]* value="ftp:\/\/x"/,
    );
    expect(text).toContain('&lt;b&gt;Typed&lt;/b&gt;</textarea>');
    expect(text).toContain('value="Ada &quot;A.&quot;"');
    expect(text).toContain('<input type="hidden" name="article.title" value="Tom &amp; Jerry">');
  });

  it.each([
    ['xx, de;q=0.9', 'de'],
    ['en;q=0.1, fr-CA', 'fr-CA'],
    ['xx', 'en'],
    ['de;q=0, *', 'en'],
    [', ;;', 'en'],
  ])('speaks the first language that the browser asks for and that is known: %s', async (wanted, language) => {
    const { text } = await send({ body: 'x' }, { 'Accept-Language': wanted });
    expect(text).toContain(`<html lang="${language}"`);
  });

  it('repeats no email address', async () => {
    const { text } = await send({ body: 'x', 'author.email': 'leak.me@example.org' });
    expect(text).toContain('aria-invalid="true"');
    expect(text).not.toMatch(/leak/);
  });

  it.each(['body=Un+caf%E9+%26+100%25', 'body=Un caf\xe9 %26 100%25'])(
    'is shown again as it was meant when it is not in UTF-8, and not stored: %j',
    async (words) => {
      const { status, text } = await service.unchecked
        .post(COMMENTS)
        .set({ Accept: BROWSER, 'Content-Type': 'application/x-www-form-urlencoded' })
        .serialize((fields: unknown) => Buffer.from(String(fields), 'latin1') as unknown as string)
        .send(`${words}&author.name=Ren%E9e&author.email=a@example.org&article.url=https://blog.example/form`);
      expect(status).toBe(400);
      expect(text).toContain('Un café &amp; 100%</textarea>');
      expect(text).toContain('value="Renée"');
      expect(text).toContain('accept-charset="utf-8"');
    },
  );

  it('says what is wrong with what no field shows', async () => {
    const { status, text } = await send({
      body: 'x',
      'author.name': 'Ada',
      'author.email': 'a@b.cd',
      'article.url': 'https://evil.example/',
    });
    expect(status).toBe(422);
    expect(text).toContain('<p>/article/url: must be a full URL on one of the site');
  });

  it.each([
    ['there is no such site', {}, '/api/v1/sites/nowhere/comments', 404],
    ["the page is not one of the site's", { Origin: 'https://evil.example' }, COMMENTS, 403],
  ])('is a page also when %s', async (_, headers, at, expected) => {
    const { status, text, type } = await send({ body: 'x', 'author.name': 'Ada' }, headers, at);
    expect([status, type]).toEqual([expected, 'text/html']);
    expect(text).toMatch(/<p role="alert">[^<]+<\/p>/);
  });

  it.each(['application/json', '*/*', 'application/problem+json, text/html;q=0.5', ''])(
    'is answered as a problem document to a client that accepts "%s"',
    async (accept) => {
      const { type } = await send({ body: 'x' }, { Accept: accept });
      expect(type).toBe('application/problem+json');
    },
  );

  it('leaves JSON alone, whatever is accepted', async () => {
    const { type } = await service.unchecked.post(COMMENTS).set('Accept', BROWSER).send({});
    expect(type).toBe('application/problem+json');
  });
});
