import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, decide, post, publish, SITE } from '../support/http.js';
import { rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';
import { readXml, type XmlElement } from './xml-reader.js';

let service: TestService;

beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.stop());

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const on = (path: string, more: Record<string, unknown> = {}) => ({
  article: { url: `https://blog.example${path}`, title: `On ${path}` },
  ...more,
});

async function feed(query = '', site = SITE): Promise<XmlElement> {
  const { headers, text, status } = await rawRequest(service.url, `${site}/feed.atom${query}`);
  expect([status, headers['content-type']]).toEqual([200, 'application/atom+xml; charset=utf-8']);
  return readXml(text);
}

const all = (element: XmlElement, name: string) => element.children.filter((child) => child.name === name);

function only(element: XmlElement, name: string): XmlElement {
  expect([name, all(element, name).length]).toEqual([name, 1]);
  return all(element, name)[0] as XmlElement;
}

const idsIn = (root: XmlElement) => all(root, 'entry').map((entry) => only(entry, 'id').text.replace('urn:uuid:', ''));

/** What RFC 4287 asks of a feed and of its entries (4.1.1, 4.1.2). */
function expectValid(root: XmlElement): void {
  expect([root.name, root.attributes.xmlns]).toEqual(['feed', 'http://www.w3.org/2005/Atom']);
  for (const name of ['id', 'title', 'updated']) expect(only(root, name).text).not.toBe('');
  expect(only(root, 'updated').text).toMatch(RFC3339);
  const self = all(root, 'link').filter(({ attributes }) => attributes.rel === 'self');
  expect(self).toHaveLength(1);
  const seen = new Set<string>();
  for (const entry of all(root, 'entry')) {
    const id = only(entry, 'id').text;
    expect(id).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(seen.has(id)).toBe(false);
    seen.add(id);
    expect(only(entry, 'title').text).not.toBe('');
    for (const name of ['updated', 'published']) expect(only(entry, name).text).toMatch(RFC3339);
    expect(only(only(entry, 'author'), 'name').text).not.toBe('');
    expect(only(entry, 'content').attributes.type).toBe('html');
    expect(only(entry, 'link').attributes.href).toMatch(/^https:\/\//);
  }
}

describe('the feed', () => {
  it('is valid Atom, and empty where nobody has commented', async () => {
    await service.addSite('quiet');
    const root = await feed('', '/api/v1/sites/quiet');
    expectValid(root);
    expect(all(root, 'entry')).toEqual([]);
    expectValid(await feed('?article=/unknown'));
    await service.agent.get('/api/v1/sites/nowhere/feed.atom').expect(404);
  });

  it('holds what is published, the last of it first, and leads to the comments', async () => {
    const first = await publish(
      service,
      on('/one', {
        body: 'A & <b>',
        author: { name: 'Ada <x>', email: 'ada@example.org', url: 'https://ada.example/?a=1&b=2' },
      }),
    );
    const second = await publish(service, on('/two'));
    const answer = await publish(service, on('/one', { parent: first }));
    await post(service, on('/one', { body: 'waiting' }));
    const root = await feed();
    expectValid(root);
    expect(idsIn(root)).toEqual([answer, second, first]);
    const entry = all(root, 'entry')[2] as XmlElement;
    expect(only(entry, 'link').attributes.href).toBe(`https://blog.example/one#comment-${first}`);
    expect(only(entry, 'title').text).toBe('Ada <x> on On /one');
    expect(only(entry, 'content').text).toBe('<p dir="auto">A &amp; &lt;b&gt;</p>');
    expect(only(only(entry, 'author'), 'uri').text).toBe('https://ada.example/?a=1&b=2');
    expect(all(only(entry, 'author'), 'email')).toEqual([]);
  });

  it('brings a comment that was passed late before newer ones, also when fifty of them are there', async () => {
    const late = (await post(service, on('/held'))).comment;
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push((await post(service, on('/many'))).comment.id);
    await decide(service, 'approve', ...ids);
    service.clock.advance(3_600_000);
    const before = only(await feed(), 'updated').text;
    await decide(service, 'approve', late.id);
    const root = await feed();
    expect(idsIn(root)).toEqual([late.id, ...ids.slice(1).reverse()]);
    const [first] = all(root, 'entry') as [XmlElement];
    const now = new Date(service.clock.now()).toISOString();
    expect([only(first, 'published').text, only(first, 'updated').text]).toEqual([now, now]);
    expect([before < now, only(root, 'updated').text]).toEqual([true, now]);
    await decide(service, 'hold', ids[0] as string);
    await decide(service, 'approve', ids[0] as string);
    expect(idsIn(await feed('?article=/many'))[0]).toBe(ids[0]);
  });

  it('of an article has its title and leads to it; of the site, to the site', async () => {
    await publish(service, on('/one'));
    const about = (root: XmlElement) => [
      only(root, 'title').text,
      ...all(root, 'link').map(({ attributes: { rel, href } }) => [rel, href]),
    ];
    const feedUrl = `${SITE}/feed.atom`;
    expect(about(await feed())).toEqual([
      'Comments on A blog',
      ['alternate', 'https://blog.example/'],
      ['self', feedUrl],
    ]);
    expect(about(await feed('?article=https://blog.example/one'))).toEqual([
      'Comments on On /one',
      ['alternate', 'https://blog.example/one'],
      ['self', `${feedUrl}?article=%2Fone`],
    ]);
    expect(about(await feed('?article=/unknown'))).toEqual([
      'Comments on https://blog.example/unknown',
      ['alternate', 'https://blog.example/unknown'],
      ['self', `${feedUrl}?article=%2Funknown`],
    ]);
    expect(about(await feed('?article=post-42'))[1]).toEqual(['alternate', 'https://blog.example/']);
  });

  it('says what each comment replies to: another comment, or the article', async () => {
    const top = await publish(service, on('/one'));
    await publish(service, on('/one', { parent: top }));
    const [answer, first] = all(await feed(), 'entry') as [XmlElement, XmlElement];
    const page = 'https://blog.example/one';
    expect(only(answer, 'thr:in-reply-to').attributes).toEqual({
      ...{ ref: `urn:uuid:${top}`, type: 'text/html', href: `${page}#comment-${top}` },
    });
    expect(only(first, 'thr:in-reply-to').attributes).toEqual({ ref: page, type: 'text/html', href: page });
  });

  it('is found from the page with the thread, and from the page of the service', async () => {
    const found = async (path: string) => {
      const { text } = await service.agent.get(path).expect(200);
      return /<link rel="alternate" type="application\/atom\+xml" href="([^"]*)" title="([^"]+)">/.exec(text)?.slice(1);
    };
    const id = await publish(service, on('/one'));
    const [ofArticle = '', title] = (await found('/sites/default/thread?article=/one')) ?? [];
    expect([ofArticle, title]).toEqual([`${SITE}/feed.atom?article=%2Fone`, 'Comments: On /one']);
    expect((await service.agent.get(ofArticle).expect(200)).text).toContain(id);
    expect(await found('/')).toEqual([`${SITE}/feed.atom`, 'Comments on A blog']);
  });

  it('of an article holds its comments only, however its path is spelled', async () => {
    await publish(service, on('/two'));
    const id = await publish(service, on('/caf\u00e9'));
    for (const query of ['?article=/caf%C3%A9', '?article=%2Fcaf%25C3%25A9', '?article=/caf%25c3%25a9']) {
      expect(idsIn(await feed(query))).toEqual([id]);
    }
    expect(idsIn(await feed('?article=/two'))).toHaveLength(1);
  });

  it('goes by one id and one address of its own, whoever asks for it and however', async () => {
    const names = new Set<string>();
    for (const [query, host] of [
      ['?article=/one', 'one-host.test'],
      ['?x=1&article=%2Fone', 'other-host.test'],
    ] as const) {
      const { text } = await rawRequest(service.url, `${SITE}/feed.atom${query}`, { headers: { Host: host } });
      const root = readXml(text);
      const self = all(root, 'link').find(({ attributes }) => attributes.rel === 'self');
      expect(URL.canParse(only(root, 'id').text)).toBe(true);
      names.add(`${only(root, 'id').text} ${self?.attributes.href}`);
      expect(text).not.toContain(host);
      expect(new URL(String(self?.attributes.href), service.url).pathname).toBe(`${SITE}/feed.atom`);
    }
    expect(names.size).toBe(1);
    expect(only(await feed(), 'id').text).not.toBe(only(await feed('?article=/one'), 'id').text);
  });

  it('names itself by an absolute URL where the settings say how browsers reach the service', async () => {
    const self = async (settings: Record<string, string>, query = '') => {
      const told = await startTestService({ settings });
      const { text } = await rawRequest(told.url, `${SITE}/feed.atom${query}`);
      await told.stop();
      return all(readXml(text), 'link').find(({ attributes }) => attributes.rel === 'self')?.attributes.href;
    };
    expect(await self({ PUBLIC_URL: 'https://comments.example' })).toBe(`https://comments.example${SITE}/feed.atom`);
    expect(await self({ PUBLIC_URL: 'https://blog.example/comments/' }, '?article=/one')).toBe(
      `https://blog.example/comments${SITE}/feed.atom?article=%2Fone`,
    );
  });

  it('leaves out what is hidden, withdrawn, a placeholder, and nothing else', async () => {
    const top = await post(service, on('/gone'));
    await decide(service, 'approve', top.comment.id);
    const below = await publish(service, on('/gone', { parent: top.comment.id }));
    expect(idsIn(await feed('?article=/gone'))).toEqual([below, top.comment.id]);
    await decide(service, 'hold', top.comment.id);
    expect(idsIn(await feed('?article=/gone'))).toEqual([below]);
    await decide(service, 'approve', top.comment.id);
    await service.agent.delete(`${COMMENTS}/${top.comment.id}`).set(bearer(top.editToken)).expect(204);
    const root = await feed('?article=/gone');
    expectValid(root);
    expect(idsIn(root)).toEqual([below]);
  });

  it('is as new as the last thing that was written or changed in it', async () => {
    const { comment, editToken } = await post(service, on('/edited'));
    await decide(service, 'approve', comment.id);
    const later = await publish(service, on('/edited'));
    service.clock.advance(60_000);
    await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body: 'Edited' }).expect(200);
    await decide(service, 'approve', comment.id);
    const root = await feed('?article=/edited');
    const now = new Date(service.clock.now()).toISOString();
    expect(idsIn(root)).toEqual([later, comment.id]);
    expect(only(root, 'updated').text).toBe(now);
    const edited = all(root, 'entry')[1] as XmlElement;
    expect([only(edited, 'updated').text, only(edited, 'published').text]).toEqual([now, comment.createdAt]);
  });

  it('holds the newest 50', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 52; n++) ids.push((await post(service, on('/many'))).comment.id);
    await decide(service, 'approve', ...ids);
    expect(idsIn(await feed('?article=/many'))).toEqual(ids.slice(2).reverse());
    expect(idsIn(await feed())).toEqual(ids.slice(2).reverse());
  });

  it('has an article that is a text', async () => {
    const { body } = await service.agent.get(`${SITE}/feed.atom?article=/a&article=/b`).expect(422);
    expect(body.errors).toEqual([{ pointer: '/query/article', detail: 'must be a string' }]);
    await service.agent.get(`${SITE}/feed.atom?article=`).expect(422);
  });
});
