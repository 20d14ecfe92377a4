import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

/*
 * A stranger takes a name that looks like that of somebody who is published on the site. What the machine would publish is held then.
 */

let service: TestService;
let made = 0;

beforeAll(async () => {
  service = await startTestService({ akismet: true, settings: { POST_LIMIT: 'off' } });
  service.akismet.setDefault((call) =>
    call.name === 'comment-check'
      ? String(call.fields.comment_content).startsWith('spam')
        ? answers.spam
        : answers.ham
      : answers.thanks,
  );
});
beforeEach(() => service.clock.advance(1000));
afterAll(() => service.stop());

interface Answered {
  readonly comment: { readonly id: string; readonly status: string; readonly author: { readonly name: string } };
  readonly editToken: string;
  readonly authorKey: string | null;
}

/** A site of its own, whose moderator and readers do what is asked of them. */
async function aSite(policy: 'hold' | 'first-time' | 'publish', settings: { emailRequired?: boolean } = {}) {
  const slug = `names-${++made}`;
  await service.addSite(slug, { policy, ...settings });
  const path = `/api/v1/sites/${slug}`;
  const moderator = bearer((await service.newToken('moderator', { site: slug })).token);

  async function send(name: string, change: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    service.clock.advance(1);
    const author = { name, email: `reader-${++made}@example.org`, ...(change.author as object) };
    const { body } = await service.agent
      .post(`${path}/comments`)
      .set(headers)
      .send(aComment({ article: { url: `https://${slug}.example/a` }, ...change, author }))
      .expect(201);
    return body as Answered;
  }
  async function moderate(decision: string, id: string) {
    await service.agent
      .post(`${path}/moderation/decisions`)
      .set(moderator)
      .send({ decision, comments: [id] })
      .expect(200);
  }
  async function see(id: string) {
    return (await service.agent.get(`${path}/moderation/comments/${id}`).set(moderator).expect(200)).body;
  }
  /** Somebody is published under a name. */
  async function know(name: string, change: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    const answered = await send(name, change, headers);
    if (answered.comment.status !== 'approved') await moderate('approve', answered.comment.id);
    return answered;
  }
  return { path, send, moderate, see, know };
}

const statusOf = async (answered: Promise<Answered>) => (await answered).comment.status;

describe('a name that looks like that of somebody published', () => {
  it.each([
    ['a Cyrillic letter', 'Ada', '\u0410da'],
    ['Greek and Cyrillic ones alone', 'Po', '\u03A1\u043E'],
    ['full-width letters', 'Ada', '\uFF21\uFF44\uFF41'],
    ['mathematical letters', 'Ada', '\u{1D400}\u{1D41D}\u{1D41A}'],
    ['letters in circles', 'Ada', '\u24B6\u24D3\u24D0'],
    ['an l for an I', 'Ian', 'lan'],
    ['an I for an l', 'Bill', 'BiIl'],
    ['a digit for an l', 'Bill', 'Bi1l'],
    ['a bar for an I', 'Ian', '|an'],
    ['a zero for an O', 'Otto', '0tto'],
    ['a zero for an o', 'Bob', 'B0b'],
    ['rn for m', 'Tom', 'Torn'],
    ['m for rn', 'Arne', 'Ame'],
    ['another letter, in another case', 'Ada', '\u0410DA'],
    ['a Latin letter for a Cyrillic one', '\u041E\u043B\u0435\u0433', 'O\u043B\u0435\u0433'],
    ['another letter below an accent', 'Zo\u00EB', 'Z\u043E\u00EB'],
    ['a letter of two', 'J\u00E6ger', 'Jaeger'],
  ])('by %s is held (%s, %s)', async (_, known, lookAlike) => {
    const { know, send, see } = await aSite('publish');
    await know(known);
    const { comment } = await send(lookAlike);
    expect([lookAlike, comment.status]).toEqual([lookAlike, 'pending']);
    const { author, verdict, history } = await see(comment.id);
    expect(author.looksLike).toBe(known);
    expect(verdict.outcome).toBe('ham');
    expect(history).toMatchObject([
      {
        actor: 'policy',
        to: 'pending',
        note: 'verdict ham, policy publish, but the name can be taken for an earlier author’s',
      },
    ]);
  });

  it.each([
    ['spelt the same', 'Anna', 'Anna'],
    ['in another case', 'Anna', 'ANNA'],
    ['in another case, with letters that have look-alikes', 'Emil IV', 'emil iv'],
    ['composed otherwise', 'Zo\u00EB', 'Zoe\u0308'],
    ['with characters that nobody sees, which no name keeps', 'Anna', 'An\u200Bn\u2060a\u00AD'],
    [
      'with a joiner where a language has one',
      '\u0639\u0644\u06CC\u200C\u0631\u0636\u0627',
      '\u0639\u0644\u06CC\u0631\u0636\u0627',
    ],
    ['with spaces of other kinds', 'Anna Berg', ' Anna\u00A0\u2003Berg '],
    ['without its accents', 'Jos\u00E9', 'Jose'],
    ['with another apostrophe', "O'Brien", 'O\u2019Brien'],
    ['that another one of its letters begins', 'Ian', 'Lan'],
    ['in its own alphabet', 'Anna', '\u0410\u043D\u043D\u0430'],
  ])('is published when it is one %s (%s, %s)', async (_, known, other) => {
    const { know, send } = await aSite('publish');
    await know(known);
    expect([other, await statusOf(send(other))]).toEqual([other, 'approved']);
  });

  it('is held under the policy first-time, whoever has been published under another', async () => {
    const { know, send } = await aSite('first-time');
    await know('Ada');
    const { authorKey } = await know('Bob', { author: { email: 'bob@example.org' } });
    const bob = { author: { email: 'bob@example.org' }, authorKey };
    expect(await statusOf(send('Bob', bob))).toBe('approved');
    expect(await statusOf(send('\u0410da', bob))).toBe('pending');
  });

  it('is published for whom the browser’s key shows to be the same person', async () => {
    for (const policy of ['publish', 'first-time'] as const) {
      const { know, send } = await aSite(policy);
      const author = { email: 'ada@example.org' };
      const { authorKey } = await know('Ada', { author });
      expect(await statusOf(send('\u0410da', { author, authorKey }))).toBe('approved');
      expect(await statusOf(send('\u0410da', { author, authorKey: 'x'.repeat(43) }))).toBe('pending');
    }
  });

  it('is published for whom the blog’s server vouches', async () => {
    const { know, send } = await aSite('publish');
    const blog = bearer((await service.newToken('blog')).token);
    const author = { email: 'ida@example.org', vouched: true };
    await know('Ida', { author }, blog);
    expect(await statusOf(send('lda', { author }, blog))).toBe('approved');
    expect(await statusOf(send('lda', { author: { ...author, email: 'other@example.org' } }, blog))).toBe('pending');
  });

  it('is held where nobody gives an email', async () => {
    const { know, send } = await aSite('publish', { emailRequired: false });
    await know('Ada', { author: { email: undefined } });
    expect(await statusOf(send('\u0410da', { author: { email: undefined } }))).toBe('pending');
    expect(await statusOf(send('Ada', { author: { email: undefined } }))).toBe('approved');
  });

  it('is held as long as that comment is published, and on that site only', async () => {
    const { know, send, moderate } = await aSite('publish');
    const { comment } = await know('Ada');
    expect(await statusOf((await aSite('publish')).send('\u0410da'))).toBe('approved');
    await moderate('trash', comment.id);
    expect(await statusOf(send('Ad\u0430'))).toBe('approved');
  });

  it('stays held when its author edits the words', async () => {
    const { know, send, see, path } = await aSite('publish');
    await know('Ada');
    const { comment, editToken } = await send('\u0410da');
    await service.agent
      .patch(`${path}/comments/${comment.id}`)
      .set(bearer(editToken))
      .send({ body: 'New' })
      .expect(200);
    await service.worker.idle();
    expect(await see(comment.id)).toMatchObject({ status: 'pending', body: 'New', author: { looksLike: 'Ada' } });
    const asOther = service.agent.patch(`${path}/comments/${comment.id}`).set(bearer(editToken));
    await asOther.send({ body: 'New', author: { name: 'Ada' } }).expect(422);
  });

  it('is spam when its words are', async () => {
    const { know, send, see } = await aSite('publish');
    await know('Ada');
    const { comment } = await send('\u0410da', { body: 'spam' });
    expect(await see(comment.id)).toMatchObject({ status: 'spam', author: { looksLike: 'Ada' } });
  });

  it('is the moderator’s to publish: it is not held again for who is published with it, and puts nobody else in doubt', async () => {
    const { know, send, moderate } = await aSite('publish');
    await know('Ada');
    const author = { email: 'eve@example.org' };
    const { comment, authorKey } = await send('\u0410da', { author });
    await moderate('approve', comment.id);
    expect(await statusOf(send('\u0410da', { author, authorKey }))).toBe('approved');
    expect(await statusOf(send('Ada'))).toBe('approved');
    expect(await statusOf(send('\u0410da'))).toBe('pending');
  });
});

describe('what is told of a name', () => {
  it('to its author is nothing: the comment is like any that waits', async () => {
    const { know, send, path } = await aSite('publish');
    await know('Ada');
    const { comment, editToken } = await send('\u0410da');
    const waiting = await (await aSite('hold')).send('\u0410da');
    expect(Object.keys(comment)).toEqual(Object.keys(waiting.comment));
    const { body } = await service.agent.get(`${path}/comments/${comment.id}`).set(bearer(editToken)).expect(200);
    expect(JSON.stringify(body)).not.toContain('Ada');
  });

  it('to moderators is whose it looks like, until somebody has decided', async () => {
    const { know, send, see, moderate } = await aSite('hold');
    const { comment: first } = await send('\u0410da');
    expect((await see(first.id)).author.looksLike).toBe(null);
    const ada = await know('Ada');
    expect((await see(first.id)).author.looksLike).toBe('Ada');
    expect((await see(ada.comment.id)).author.looksLike).toBe(null);
    await moderate('approve', first.id);
    expect((await see(first.id)).author.looksLike).toBe(null);
    const { comment: second } = await send('Ad\u0430');
    await moderate('trash', second.id);
    expect((await see(second.id)).author.looksLike).toBe(null);
  });
});
