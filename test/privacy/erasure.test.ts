import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Erasure, erase } from '../../src/app/people/erase.js';
import { exportPerson } from '../../src/app/people/person.js';
import { openStore } from '../../src/service/open-store.js';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, post, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { dump, foundInFiles } from './data-folder.js';

/** Words of the person to be erased: in every place that takes some, and each with a beginning that no other word has. */
const PERSON = {
  email: 'Xqperson@qzmail.example',
  name: 'Wqname',
  url: 'https://jqsite.example/',
  body: 'vqbody',
  edited: 'yqedited',
  userAgent: 'Zqagent/1',
  referrer: 'https://kqreferrer.example/',
  ip: '198.51.100.231',
  trap: 'uqtrap',
  idempotencyKey: 'iqrequest',
};
/** As they stand in the search index, where the beginning that a word shares with the one before it is left out. */
const TRACES = [...Object.values(PERSON), 'qperson', 'qname', 'qsite', 'qbody', 'qedited', 'qagent', 'qtrap'];
const READER = { 'User-Agent': PERSON.userAgent, Referer: PERSON.referrer, 'X-Forwarded-For': PERSON.ip };

let service: TestService;

beforeEach(async () => {
  service = await startTestService({ akismet: true, settings: { TRUST_PROXY: '1', AKISMET_TIMEOUT_MS: '10000' } });
  service.akismet.setDefault((call) => (call.name === 'comment-check' ? answers.ham : answers.thanks));
});
afterEach(() => service.stop());

async function postAsPerson(change: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  service.clock.advance(1);
  const author = { name: PERSON.name, email: PERSON.email, url: PERSON.url };
  const body = `${PERSON.body} ${Math.random()}`;
  const comment = aComment({ author, body, trap: PERSON.trap, ...change });
  const response = await service.agent
    .post(COMMENTS)
    .set({ ...READER, ...headers })
    .send(comment)
    .expect(201);
  return response.body as { comment: { id: string }; editToken: string };
}

/** Leaves something of the person in every table, among what others leave. @returns the comment that others have answered */
async function leaveTraces(): Promise<string> {
  const answered = (await postAsPerson()).comment.id;
  await decide(service, 'approve', answered);
  await publish(service, { parent: answered, author: { name: 'Bob', email: 'bob@example.org' }, body: 'An answer' });
  const edited = await postAsPerson();
  await service.agent
    .patch(`${COMMENTS}/${edited.comment.id}`)
    .set(bearer(edited.editToken))
    .send({ body: PERSON.edited })
    .expect(200);
  const corrected = (await postAsPerson({}, { 'Idempotency-Key': PERSON.idempotencyKey })).comment.id;
  await service.worker?.idle();
  await decide(service, 'spam', corrected);
  const deleted = (await postAsPerson()).comment.id;
  await service.worker?.idle();
  await decide(service, 'spam', deleted);
  await decide(service, 'delete', deleted);
  const seen = await service.agent
    .get(`${MODERATION}/comments/${answered}/email`)
    .set(bearer(service.tokens.moderator));
  expect(seen.body).toEqual({ email: PERSON.email.toLowerCase() });
  return answered;
}

/** Erases as the command line does: in a process of its own, beside the running service. */
async function eraseBeside(email = PERSON.email): Promise<Erasure> {
  const { store, keys } = await openStore(service.settings, service.clock.now());
  try {
    return await erase(store, keys, service.clock, email);
  } finally {
    await store.close();
  }
}

async function published(): Promise<Record<string, unknown>[]> {
  const { body } = await service.agent.get(COMMENTS).query({ article: '/2026/an-article' }).expect(200);
  return body.comments;
}

describe('an erasure', () => {
  it('leaves nothing of the person in any file, while the service runs', async () => {
    const answered = await leaveTraces();
    for (const trace of [PERSON.name, PERSON.url, PERSON.body, PERSON.edited]) {
      expect(foundInFiles(service.settings.DATA_DIR, [trace])).not.toEqual([]);
    }
    const { keys, store } = await openStore(service.settings, service.clock.now());
    const emailHash = keys.emailHash(PERSON.email.toLowerCase());
    await store.close();
    expect(foundInFiles(service.settings.DATA_DIR, [emailHash])).not.toEqual([]);

    expect(await eraseBeside()).toMatchObject({ comments: 3, placeholders: 1, quotedIn: [] });
    expect(foundInFiles(service.settings.DATA_DIR, [...TRACES, emailHash])).toEqual([]);
    const rows = dump(service).filter((row) => row.includes(answered));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/^comments .*"placeholder":1/);
    const secrets = dump(service).filter((row) => /^(comment_secrets|requests|outbox) /.test(row));
    expect(secrets.map((row) => row.split(' ')[0])).toEqual(['comment_secrets', 'requests']);
  });

  it('removes nothing that the person would not have been given before', async () => {
    await leaveTraces();
    const { store, keys } = await openStore(service.settings, service.clock.now());
    const kept = await exportPerson(store, keys, PERSON.email);
    await store.close();
    expect(kept.comments).toHaveLength(3);
    expect(kept.waitingCorrections).toMatchObject([
      { to: 'spam', fields: { comment_content: expect.stringContaining(PERSON.body) } },
    ]);
    expect(kept.knownOn).toMatchObject([
      {
        site: 'default',
        publishedComments: 1,
        knownBy: expect.arrayContaining([expect.objectContaining({ avatarSeed: expect.any(String) })]),
      },
    ]);
    const given = JSON.stringify(kept).toLowerCase();
    const { idempotencyKey: _, ...values } = PERSON;
    for (const value of Object.values(values)) expect(given).toContain(value.toLowerCase());
  });

  it('leaves an empty placeholder above the answers, and everybody else as they were', async () => {
    const answered = await leaveTraces();
    await publish(service, { author: { name: 'Carol', email: 'carol@example.org' }, body: 'Somebody else' });
    const before = await published();
    await eraseBeside();
    const after = await published();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.find(({ id }) => id === answered)).toMatchObject({ author: null, html: '', replies: 1 });
    const others = (list: typeof before) => list.filter(({ id }) => id !== answered);
    expect(others(after)).toEqual(others(before));
  });

  it('finds the person however the address is spelt', async () => {
    await postAsPerson();
    expect(await eraseBeside('  XQPERSON@QZMAIL.EXAMPLE ')).toMatchObject({ comments: 1 });
  });

  it('says which comments of others quote the address, and leaves them', async () => {
    await postAsPerson();
    const { id } = (await post(service, { body: `Write to ${PERSON.email}!` })).comment;
    expect(await eraseBeside()).toMatchObject({ quotedIn: [{ site: 'default', comments: [id] }] });
    expect(foundInFiles(service.settings.DATA_DIR, [PERSON.email])).not.toEqual([]);
  });

  it('is not undone by the answer to a check that was under way', async () => {
    service.akismet.answerWith(answers.hang);
    const posted = postAsPerson();
    await service.akismet.waitForCalls(1);
    service.clock.advance(service.settings.CHECK_WAIT_MS);
    await posted;
    await eraseBeside();
    service.akismet.release();
    await service.worker?.idle();
    await eraseBeside();
    expect(foundInFiles(service.settings.DATA_DIR, TRACES)).toEqual([]);
    expect(service.log.filter(({ kind }) => kind === 'error')).toEqual([]);
  });

  it('is not undone by the answer to a correction that was under way', async () => {
    const { id } = (await postAsPerson()).comment;
    await service.worker?.idle();
    await decide(service, 'spam', id);
    service.akismet.answerWith(answers.hang);
    service.clock.advance(2000);
    await service.worker?.look();
    await service.akismet.waitForCalls(2);
    await eraseBeside();
    service.akismet.release();
    await service.worker?.idle();
    await eraseBeside();
    expect(foundInFiles(service.settings.DATA_DIR, TRACES)).toEqual([]);
    expect(service.log.filter(({ kind }) => kind === 'error')).toEqual([]);
  });

  it('tells that traces may be left while another process reads, and completes when it is repeated', async () => {
    await leaveTraces();
    const reader = new Database(join(service.settings.DATA_DIR, 'afterword.db'), { readonly: true });
    reader.exec('begin');
    reader.prepare('select count(*) from comments').get();
    await expect(eraseBeside()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/is erased.*another process is reading.*again/is),
    });
    reader.close();
    await eraseBeside();
    expect(foundInFiles(service.settings.DATA_DIR, TRACES)).toEqual([]);
  });
});

describe('an erasure in a large database', () => {
  it('leaves nothing between the pages, whatever the sizes of the comments', async () => {
    for (let n = 1; n <= 50; n++) {
      const words = Array.from({ length: (n * 37) % 160 }, (_, index) => `${PERSON.body}${n}x${index}`);
      await postAsPerson({ body: [PERSON.body, ...words].join(' ') });
      const others = Array.from({ length: (n * 53) % 160 }, (_, index) => `common${n}x${index}`);
      await post(service, { body: ['common', ...others].join(' ') });
    }
    await service.worker?.idle();
    expect(await eraseBeside()).toMatchObject({ comments: 50 });
    expect(foundInFiles(service.settings.DATA_DIR, TRACES)).toEqual([]);
  }, 60_000);
});
