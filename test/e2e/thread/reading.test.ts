/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../../support/browser.js';
import { closePages } from '../../support/browser-page.js';
import { bearer, decide, post, SITE } from '../../support/http.js';
import { focused, type Stage, setStage } from './stage.js';

let stage: Stage;

describeInBrowser('a reader of a thread', () => {
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  it('sees who wrote what and when, answers indented three deep and then flat', async () => {
    const names = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald'];
    const ids: string[] = [];
    for (const name of names) {
      const parent = ids.at(-1) ?? null;
      const comment = { parent, author: { name }, body: `*${name}* speaks` };
      ids.push(...(await stage.publish('/deep', [comment])));
    }
    stage.service.clock.advance(2 * 3_600_000);
    const { page, articles } = await stage.open('/deep', stage.thread());
    await articles.nth(5).waitFor();
    expect(await page.locator('h2').textContent()).toBe('6 comments');
    expect(await articles.locator('.author').allTextContents()).toEqual(names);
    expect(await articles.first().locator('em').textContent()).toBe('Ada');
    const time = articles.first().locator('time');
    expect(await time.textContent()).toBe('2 hours ago');
    expect(await time.getAttribute('title')).toMatch(/November 24, 2026/);
    const edges = await Promise.all(names.map(async (_, index) => (await articles.nth(index).boundingBox())!.x));
    const steps = edges.slice(1).map((edge, index) => edge > edges[index]!);
    expect(steps).toEqual([true, true, true, false, false]);
    expect(await articles.locator('[part=in-answer-to]').allTextContents()).toEqual([
      'In reply to Edsger',
      'In reply to Barbara',
    ]);
  });

  it('is shown more on demand, and is taken to what is new', async () => {
    const ids = await stage.publish(
      '/many',
      Array.from({ length: 60 }, (_, n) => ({ body: `Thread ${n}` })),
    );
    const { page, articles } = await stage.open('/many', stage.thread());
    await articles.nth(49).waitFor();
    expect(await articles.count()).toBe(50);
    await page.getByRole('button', { name: 'Show more comments' }).click();
    await articles.nth(59).waitFor();
    expect(await focused(page)).toBe(`comment-${ids[50]}`);
    expect(await page.locator('.unseen').textContent()).toBe('Also shown now: 10 comments.');
    expect(await page.getByRole('button', { name: 'Show more comments' }).count()).toBe(0);
  });

  it('follows a permalink to a comment on a later page', async () => {
    const [first] = await stage.publish(
      '/linked',
      Array.from({ length: 55 }, (_, n) => ({ body: `Thread ${n}` })),
    );
    const last = (await stage.publish('/linked', [{ body: 'The last' }]))[0]!;
    const [answer] = await stage.publish('/linked', [{ body: 'An answer to it', parent: last }]);
    const { page, articles } = await stage.open('/linked', stage.thread(), { hash: `#comment-${answer}` });
    await page.getByText('An answer to it').waitFor();
    expect(await articles.count()).toBe(57);
    expect(await focused(page)).toBe(`comment-${answer}`);
    expect(await isInView(page.locator(`#comment-${answer}`))).toBe(true);
    await page.locator(`#comment-${first} a[part=permalink]`).click();
    await page.waitForURL(`**/linked#comment-${first}`);
    expect(await isInView(page.locator(`#comment-${first}`))).toBe(true);
  });

  it('is told when a link names a comment that is not published', async () => {
    const { comment } = await post(stage.service, { article: { url: `${stage.blog.origin}/linked` } });
    const { page } = await stage.open('/linked', stage.thread(), { hash: `#comment-${comment.id}` });
    await page.getByText('is not published, or no longer').waitFor();
  });

  it('loads the answers of a long thread when they are asked for', async () => {
    const [top] = await stage.publish('/long', [{ body: 'The top' }]);
    await stage.publish(
      '/long',
      Array.from({ length: 105 }, (_, n) => ({ body: `Answer ${n}`, parent: top })),
    );
    const { page, articles } = await stage.open('/long', stage.thread());
    await articles.nth(100).waitFor();
    expect(await articles.count()).toBe(101);
    await page.getByRole('button', { name: 'Show 5 more replies' }).click();
    await page.getByText('Answer 104').waitFor();
    expect(await articles.count()).toBe(106);
    expect(await page.getByRole('button', { name: /more repl/ }).count()).toBe(0);
  });

  it('reads the newest first where the blog wants it so', async () => {
    await stage.publish('/newest', [{ body: 'The older' }, { body: 'The newer' }]);
    const { page, articles } = await stage.open('/newest', stage.thread('order="newest"'));
    await articles.nth(1).waitFor();
    expect(await articles.locator('.body').allTextContents()).toEqual(['The newer', 'The older']);
    const [formBox, listBox] = [
      await page.locator('form[part=form]').boundingBox(),
      await page.locator('ol[part=list]').boundingBox(),
    ];
    expect(formBox!.y).toBeLessThan(listBox!.y);
  });

  it('sees an empty place where a comment with answers was taken back', async () => {
    const written = await post(stage.service, { article: { url: `${stage.blog.origin}/gone` }, body: 'Regretted' });
    await decide(stage.service, 'approve', written.comment.id);
    await stage.publish('/gone', [{ body: 'An answer', parent: written.comment.id }]);
    await stage.service.agent
      .delete(`${SITE}/comments/${written.comment.id}`)
      .set(bearer(written.editToken))
      .expect(204);
    const { page, articles } = await stage.open('/gone', stage.thread());
    await page.getByText('Deleted by its author').waitFor();
    expect(await articles.allTextContents()).toEqual(['Deleted by its author', expect.stringContaining('An answer')]);
  });

  it('can try again when the comments do not load', async () => {
    await stage.publish('/flaky', [{ body: 'At last' }]);
    const { page } = await stage.open('/flaky', stage.thread(), {
      before: (page) => page.route('**/api/v1/sites/default', (route) => route.abort()),
    });
    await page.getByText('Comments could not be loaded.').waitFor();
    await page.unroute('**/api/v1/sites/default');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('At last').waitFor();
    await page.locator('form[part=form]').waitFor();
  });

  it('asks for the comments before the script that shows them has come', async () => {
    await stage.publish('/ahead', [{ body: 'Soon' }]);
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { articles, requests } = await stage.open('/ahead', stage.thread(), {
      before: async (page) => {
        page.on('request', (request) => request.url().includes('/comments?') && asked());
        await page.route('**/embed/chunk-*', (route) => isAsked.then(() => route.continue()));
      },
    });
    await articles.first().waitFor();
    expect(requests.filter((url) => url.includes('/comments?'))).toHaveLength(1);
    expect(requests.filter((url) => url.endsWith('/api/v1/sites/default'))).toHaveLength(1);
  });

  it('is told that comments are closed, and cannot answer', async () => {
    await stage.publish('/closed', [{ body: 'In time' }]);
    await stage.service.agent
      .patch(`${SITE}/articles`)
      .set(bearer(stage.service.tokens.moderator))
      .send({ article: '/closed', open: false })
      .expect(200);
    const { page } = await stage.open('/closed', stage.thread());
    await page.getByText('Comments are closed.').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
  });

  it('sees the numbers of comments of all articles of a page, by one call', async () => {
    await stage.publish('/one', [{ body: 'One' }]);
    await stage.publish('/two', [{ body: 'One' }, { body: 'Two' }]);
    const counts = ['/one', '/two', '/two', '/none'].map(
      (key) => `<afterword-count article="${key}">…</afterword-count>`,
    );
    const body = `<script type="module" src="${stage.service.url}/embed.js"></script>${counts.join(' ')}`;
    const { page, requests } = await stage.open('/index', body);
    await page.locator('afterword-count', { hasText: '0' }).waitFor();
    expect(await page.locator('afterword-count').allTextContents()).toEqual(['1', '2', '2', '0']);
    expect(requests.filter((url) => url.includes('/counts?'))).toHaveLength(1);
    const files = requests.filter((url) => url.includes('/embed/')).map((url) => url.replace(/^.*\/|-.*$/g, ''));
    expect(files).toEqual(['count']);
  });

  it('sees the numbers of comments as words that agree with them, in the language of each', async () => {
    await stage.publish('/worded-1', [{ body: 'One' }]);
    await stage.publish('/worded-2', [{ body: 'One' }, { body: 'Two' }]);
    const counts = [
      '<afterword-count article="/worded-1" words>…</afterword-count>',
      '<afterword-count article="/worded-2" words>…</afterword-count>',
      '<afterword-count article="/worded-2" words lang="de">…</afterword-count>',
      '<afterword-count article="/worded-2" words lang="ar">…</afterword-count>',
      '<afterword-count article="/worded-2" words lang="tlh">…</afterword-count>',
      '<afterword-count article="/worded-0" words>…</afterword-count>',
      '<afterword-count article="/worded-2">…</afterword-count>',
    ];
    const body = `<script type="module" src="${stage.service.url}/embed.js"></script>${counts.join('')}`;
    const { page, requests } = await stage.open('/worded', body);
    await page.waitForFunction(
      `![...document.querySelectorAll('afterword-count')].some((it) => it.textContent === '…')`,
    );
    expect(await page.locator('afterword-count').allTextContents()).toEqual([
      '1 comment',
      '2 comments',
      '2 Kommentare',
      'تعليقان',
      '2 comments',
      '0 comments',
      '2',
    ]);
    expect(requests.filter((url) => url.includes('/chunk-'))).toEqual([]);
  });

  it('sees the newest comments of the blog in a list, as text, each with a link to it', async () => {
    const body = `*Once* &amp; <b>again</b> ${'and on '.repeat(40)}`;
    await stage.publish('/recent-a', [{ body: 'Older' }, { body, author: { name: 'Grace <i>' } }]);
    const [last] = await stage.publish('/recent-b', [{ body: 'The last', title: 'Tom & "Jerry"' }]);
    const policy = `default-src 'none'; script-src ${stage.service.url}; connect-src ${stage.service.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const element = '<afterword-recent limit="2"><a href="/all">All</a></afterword-recent>';
    const script = `<script type="module" src="${stage.service.url}/embed.js"></script>`;
    const { page, complaints } = await stage.open('/recent', script + element, { policy });
    const items = page.locator('afterword-recent li');
    await items.first().waitFor();
    expect(await items.count()).toBe(2);
    expect(await items.first().textContent()).toBe('Ada · Tom & "Jerry"The last');
    expect(await items.first().locator('a').getAttribute('href')).toBe(`${stage.blog.origin}/recent-b#comment-${last}`);
    expect(await items.nth(1).locator('b').textContent()).toBe('Grace <i>');
    const excerpt = (await items.nth(1).locator('p').textContent())!;
    expect(excerpt).toMatch(/^Once & <b>again<\/b> and on .*…$/);
    expect(excerpt.length).toBeLessThan(145);
    expect(complaints).toEqual([]);
  });

  it('sees in that list the whole title also where name and title run from right to left', async () => {
    await stage.publish('/recent-rtl', [{ body: 'كلام', title: 'ليلى و Ada', author: { name: 'ليلى حدّاد' } }]);
    const script = `<script type="module" src="${stage.service.url}/embed.js"></script>`;
    const { page } = await stage.open('/recent-too', `${script}<afterword-recent limit="1"></afterword-recent>`);
    const item = page.locator('afterword-recent li').first();
    await item.waitFor();
    expect(await item.locator('b').textContent()).toBe('ليلى حدّاد');
    expect(await item.locator('a').textContent()).toBe('ليلى و Ada');
  });

  it('sees the thread of the article that the page names as canonical, or that the element names', async () => {
    await stage.publish('/canonical', [{ body: 'By the canonical address' }]);
    const head = `<link rel="canonical" href="${stage.blog.origin}/canonical">`;
    const byPage = await stage.open('/canonical.html', stage.thread(), { head });
    await byPage.page.getByText('By the canonical address').waitFor();
    await closePages();
    const byElement = await stage.open('/elsewhere', stage.thread('article="/canonical"'));
    await byElement.page.getByText('By the canonical address').waitFor();
    await stage.publish('/another', [{ body: 'By another name' }]);
    await byElement.page.evaluate(`document.querySelector('afterword-thread').setAttribute('article', '/another')`);
    await byElement.page.getByText('1 comment').waitFor();
    expect(await byElement.page.getByText('By the canonical address').count()).toBe(0);
  });

  it('is addressed in the language of the page, from right to left where it is written so', async () => {
    await stage.publish(
      '/spoken',
      Array.from({ length: 11 }, (_, n) => ({ body: `Thread ${n}` })),
    );
    const { page } = await stage.open('/spoken', stage.thread(), { lang: 'ar' });
    await page.getByRole('heading', { name: '11 تعليقًا' }).waitFor();
    expect(await page.locator('[part=thread]').getAttribute('dir')).toBe('rtl');
    await closePages();
    const german = await stage.open('/spoken', stage.thread('lang="de-AT"'));
    await german.page.getByRole('heading', { name: '11 Kommentare' }).waitFor();
    await closePages();
    const unknown = await stage.open('/spoken', stage.thread('lang="tlh"'));
    await unknown.page.getByRole('heading', { name: '11 comments' }).waitFor();
  });
});

async function isInView(locator: import('playwright-core').Locator): Promise<boolean> {
  const box = (await locator.boundingBox())!;
  return box.y >= -1 && box.y < 900;
}
