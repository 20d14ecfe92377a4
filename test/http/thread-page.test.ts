import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, decide, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const PAGE = '/sites/default/thread';
const FRAGMENT = '/sites/default/thread.html';
const URL_OF = (path: string) => ({ article: { url: `https://blog.example${path}`, title: 'An article' } });

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function page(query: Record<string, string>): Promise<string> {
  const { text, headers } = await service.agent.get(PAGE).query(query).expect(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  return text;
}

/** The values of a page's hidden fields, by name. */
function hiddenFields(text: string): Record<string, string> {
  const fields = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
}

describe('the page of a thread', () => {
  it('shows the published comments, and nothing of those that wait', async () => {
    const top = await publish(service, { ...URL_OF('/shown'), body: 'A *question*' });
    await publish(service, { ...URL_OF('/shown'), body: 'An answer', parent: top });
    await post(service, { ...URL_OF('/shown'), body: 'Waits' });
    const text = await page({ article: '/shown' });
    expect(text).toContain('<h1>An article</h1>');
    expect(text).toContain('<h2>2 comments</h2>');
    expect(text).toContain(`<article id="comment-${top}">`);
    expect(text).toMatch(/<em>question<\/em>[\s\S]*<ol>[\s\S]*An answer/);
    expect(text).not.toContain('Waits');
    expect(text).not.toContain('ada@example.org');
    expect(text).toContain('<link rel="canonical" href="https://blog.example/shown">');
  });

  it('has a form that names the article, and the comment that it answers', async () => {
    const top = await publish(service, { ...URL_OF('/form'), author: { name: 'Grace <b>', email: 'g@example.org' } });
    expect(hiddenFields(await page({ article: '/form' }))).toEqual({
      'article.url': 'https://blog.example/form',
      'article.title': 'An article',
    });
    const text = await page({ article: '/form', parent: top });
    expect(hiddenFields(text).parent).toBe(top);
    expect(text).toContain('Reply to Grace &lt;b&gt;</h2>');
    const elsewhere = await page({ article: '/other', parent: top });
    expect(hiddenFields(elsewhere).parent).toBeUndefined();
  });

  it('takes address and title from its link for an article without comments', async () => {
    const url = 'https://blog.example/new?page=1';
    const text = await page({ article: '/new', url, title: '<i>New</i>' });
    expect(hiddenFields(text)).toEqual({ 'article.url': url, 'article.title': '&lt;i&gt;New&lt;/i&gt;' });
    expect(text).toContain('<h1>&lt;i&gt;New&lt;/i&gt;</h1>');
    expect(text).toContain('Be the first to comment');
    const own = hiddenFields(await page({ article: 'a-key', url }));
    expect(own).toEqual({ 'article.url': url, 'article.key': 'a-key' });
  });

  it('shows nothing of a title or key in its link that hides, turns or towers', async () => {
    const titled = await page({ article: '/new', title: `a\u202eb\0c${'\u0301'.repeat(60)}` });
    expect(titled).toContain(`<h1>abc${'\u0301'.repeat(4)}</h1>`);
    const named = await page({ article: `k${'\u0e49'.repeat(60)}` });
    expect(named).toContain(`<h1>k${'\u0e49'.repeat(8)}</h1>`);
  });

  it.each(['de_DE', 'de-DE', 'DE'])(
    'speaks the language that its link names, however it is spelled: %s',
    async (lang) => {
      expect(await page({ article: '/new', lang })).toContain('Den ersten Kommentar schreiben');
    },
  );

  it('does not make up a title for an article that has none, so that who comes later can tell it', async () => {
    const text = await page({ article: '/untitled' });
    expect(text).toContain('<h1>/untitled</h1>');
    const fields = { ...hiddenFields(text), body: 'First', 'author.name': 'Ada', 'author.email': 'ada@example.org' };
    await service.agent.post(`${SITE}/comments`).type('form').send(fields).expect(303);
    await publish(service, URL_OF('/untitled'));
    expect(await page({ article: '/untitled' })).toContain('<h1>An article</h1>');
  });

  it('drops user and password of a link to it', async () => {
    const text = await page({ article: '/secret', url: 'https://user:pw@blog.example/secret' });
    expect(hiddenFields(text)['article.url']).toBe('https://blog.example/secret');
    expect(text).not.toMatch(/user|pw@/);
  });

  it.each(['https://evil.example/', 'javascript:alert(1)', '//evil.example/x', 'data:text/html,x'])(
    'does not lead to %s, whatever its link says',
    async (url) => {
      const text = await page({ article: '/trap', url });
      expect(hiddenFields(text)['article.url']).toBe('https://blog.example/trap');
      expect(text).not.toMatch(/evil|javascript|data:/);
    },
  );

  it('is sent under a policy that lets it run nothing and post to the service and on to the blog', async () => {
    const { headers } = await service.agent.get(PAGE).query({ article: '/shown' }).expect(200);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src 'self'; base-uri 'none'; form-action 'self' https:\/\/blog\.example; frame-ancestors 'none'$/,
    );
    // Without a referrer, browsers would post with the origin "null".
    expect(headers['referrer-policy']).toBe('same-origin');
  });

  it('is a page at a time, and leads to the next, also below a long thread', async () => {
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push(await publish(service, { ...URL_OF('/paged'), body: `Thread ${n}` }));
    const first = await page({ article: '/paged', limit: '3', lang: 'de' });
    const [, next = ''] = /<a href="([^"]*)" rel="next">Weitere Kommentare<\/a>/.exec(first) ?? [];
    const second = await service.agent.get(next.replaceAll('&amp;', '&')).expect(200);
    expect(second.text).toContain('Thread 3');
    expect(second.text).toContain('Thread 4');
    expect(second.text).not.toContain('Thread 2');
    expect(second.text).not.toContain('rel="next"');
    for (let n = 0; n < 102; n++) await publish(service, { ...URL_OF('/paged'), parent: ids[0], body: `Answer ${n}` });
    const [, more = ''] = /<a href="([^"]*)">Show 2 more replies<\/a>/.exec(await page({ article: '/paged' })) ?? [];
    const answers = await service.agent.get(`${more.replaceAll('&amp;', '&')}&limit=200`).expect(200);
    expect(answers.text.match(/<article /g)).toHaveLength(102);
  }, 60_000);

  it('says that comments are closed, and has no form then', async () => {
    await publish(service, URL_OF('/closed'));
    await service.agent
      .patch(`${SITE}/articles`)
      .set(bearer(service.tokens.moderator))
      .send({ article: '/closed', open: false })
      .expect(200);
    const text = await page({ article: '/closed' });
    expect(text).toContain('Comments are closed.');
    expect(text).not.toMatch(/<form|>Reply</);
  });

  it('answers 304 until something is published, or the site changes', async () => {
    const other = await service.addSite('changing');
    const at = '/sites/changing/thread?article=/x';
    const first = await service.agent.get(at).expect(200);
    await service.agent.get(at).set('If-None-Match', first.headers.etag!).expect(304);
    await service.store.changeSite({ ...other, emailRequired: false });
    const second = await service.agent.get(at).set('If-None-Match', first.headers.etag!).expect(200);
    expect(second.text).toContain('Email<span> (optional)</span>');
  });
});

describe('the thread as HTML', () => {
  it('makes its formatters once, however many comments it has', async () => {
    const made: string[] = [];
    const kinds = ['DateTimeFormat', 'PluralRules', 'NumberFormat'] as const;
    const restore = kinds.map((kind) => {
      const whole = Intl[kind];
      const counting = new Proxy(whole, {
        construct(target, args, newTarget) {
          made.push(kind);
          return Reflect.construct(target, args, newTarget);
        },
      });
      Object.defineProperty(Intl, kind, { value: counting, configurable: true, writable: true });
      return () => Object.defineProperty(Intl, kind, { value: whole, configurable: true, writable: true });
    });
    try {
      const article = { url: 'https://blog.example/counted' };
      for (let n = 0; n < 10; n++) await publish(service, { article });
      made.length = 0;
      for (const path of ['thread', 'thread.html']) {
        await service.agent.get(`/sites/default/${path}?article=/counted&lang=de-CH`).expect(200);
      }
      expect(made.sort()).toEqual([...kinds].sort());
    } finally {
      for (const back of restore) back();
    }
  });
});

/** What a page tells search engines; undefined where it tells them nothing. */
function toldToEngines(text: string) {
  const [, json] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? [];
  return json === undefined ? undefined : JSON.parse(json);
}

describe('what search engines are told of a thread', () => {
  it.each([PAGE, FRAGMENT])('is schema.org’s comments below their page, as JSON-LD, in %s', async (path) => {
    const url = `https://blog.example/told${path.length}`;
    const article = { url };
    const author = { name: 'Ada', email: 'ada@example.org', url: 'https://ada.example/' };
    const top = await publish(service, { article, author, body: 'A *question* & `<more>`' });
    const reply = await publish(service, { article, author: { name: 'Grace', email: 'g@example.org' }, parent: top });
    const { text } = await service.agent
      .get(path)
      .query({ article: new URL(url).pathname })
      .expect(200);
    const at = (id: string) => ({ '@type': 'Comment', '@id': `${url}#comment-${id}` });
    expect(toldToEngines(text)).toEqual({
      '@context': 'https://schema.org',
      '@type': 'WebPage',
      '@id': url,
      commentCount: 2,
      comment: expect.arrayContaining([
        {
          ...at(top),
          url: at(top)['@id'],
          author: { '@type': 'Person', name: 'Ada' },
          datePublished: expect.stringMatching(/^2\d{3}-.*Z$/),
          text: 'A question & <more>',
        },
        expect.objectContaining({ ...at(reply), parentItem: at(top), author: { '@type': 'Person', name: 'Grace' } }),
      ]),
    });
    expect(text).not.toContain('example.org');
    // JSON-LD cannot say `nofollow`: the website stands in the link that does, and nowhere else.
    expect(text.match(/<[^<>]*ada\.example[^<>]*>|ada\.example/g)).toEqual([
      '<a href="https://ada.example/" rel="nofollow ugc noopener" dir="auto">',
    ]);
  });

  it('cannot end the script that it stands in, whatever it says', async () => {
    const article = { url: 'https://blog.example/hostile' };
    const name = '</script><script>alert(1)</script>';
    const body = '</script> <!-- <script> ]]> &lt;/script&gt; \u2028 "';
    await publish(service, { article, author: { name, email: 'm@example.org' }, body });
    const text = await page({ article: '/hostile' });
    expect(toldToEngines(text).comment).toMatchObject([
      { author: { name }, text: expect.stringContaining('</script> <!-- <script>') },
    ]);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text.match(/<\/script/g)).toHaveLength(1);
  });

  it('is the newest twenty comments of a page, and nothing where there are none', async () => {
    const article = { url: 'https://blog.example/many' };
    for (let n = 0; n < 25; n++) {
      service.clock.advance(1_000);
      await publish(service, { article, body: `Number ${n}.` });
    }
    const { comment, commentCount } = toldToEngines(await page({ article: '/many' }));
    expect(comment.map(({ text }: { text: string }) => text)).toEqual(
      Array.from({ length: 20 }, (_, n) => `Number ${24 - n}.`),
    );
    expect(commentCount).toBe(25);
    expect(toldToEngines(await page({ article: '/without' }))).toBeUndefined();
    await publish(service, { article: { url: 'https://blog.example/long' }, body: '😀'.repeat(2_001) });
    expect(toldToEngines(await page({ article: '/long' })).comment[0].text).toBe(`${'😀'.repeat(2_000)}…`);
  });
});

describe('the fragment of a thread', () => {
  it('is the thread alone, with no address of this service in it', async () => {
    const id = await publish(service, { ...URL_OF('/fragment'), body: 'A *question*' });
    const { text, headers } = await service.agent.get(FRAGMENT).query({ article: '/fragment', lang: 'ar' }).expect(200);
    expect(text).toMatch(/^<section class="afterword" lang="ar" dir="rtl" style="[^"]+">\n<h2>تعليق واحد<\/h2>\n<ol>/);
    expect(text).toContain(`<a href="https://blog.example/fragment#comment-${id}"><time datetime=`);
    expect(text).not.toMatch(/<img|<form|<style|href="\//);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-type': 'text/html; charset=utf-8' });
  });

  it('follows the same rules as the API: a strong ETag for each encoding, 304 until something changes', async () => {
    const id = await publish(service, { ...URL_OF('/etag'), body: 'long '.repeat(200) });
    const get = (etag = '') => service.agent.get(FRAGMENT).query({ article: '/etag' }).set('If-None-Match', etag);
    const first = await get().expect(200);
    expect(first.headers).toMatchObject({
      etag: expect.stringMatching(/^"[\w-]+-(?:br|gzip)"$/),
      'cache-control': 'public, max-age=0, must-revalidate',
      vary: 'Accept-Encoding',
    });
    await get(first.headers.etag).expect(304);
    const plain = await get().set('Accept-Encoding', 'identity').expect(200);
    expect(plain.headers.etag).not.toBe(first.headers.etag);
    await decide(service, 'trash', id);
    const later = await get(first.headers.etag).expect(200);
    expect(later.text).toContain('Be the first to comment');
  });

  it('names the next page in its header', async () => {
    for (const body of ['One', 'Two', 'Three']) await publish(service, { ...URL_OF('/next'), body });
    const first = await service.agent.get(FRAGMENT).query({ article: '/next', limit: 2, lang: 'de' }).expect(200);
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    const second = await service.agent.get(next).expect(200);
    expect(second.text).toContain('lang="de"');
    expect(second.text.match(/<article /g)).toHaveLength(1);
  });
});
