import { createHash, randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createKeyRing } from '../../src/app/keys/key-ring.js';
import { importExport } from '../../src/app/transfer/import.js';
import { readKeys } from '../../src/service/key-file.js';
import { keyFile } from '../../src/service/keys.js';
import { serviceLog } from '../../src/service/log.js';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { ALL_TRACES, CANARY, EMAIL_TRACES, tracesIn } from './canary.js';
import { foundInFiles } from './data-folder.js';
import { type Heard, hear, operations, type Sent } from './walk.js';

let service: TestService;
/** Everything that anybody was answered who is no moderator. */
const heardInPublic: Heard[] = [];
const comments: { id: string; editToken: string }[] = [];

const JSON_TYPE = { 'Content-Type': 'application/json' };
const author = { name: 'Ada', email: ` ${CANARY.email} `, url: 'https://ada.example/' };
const client = { ip: CANARY.ipv6, userAgent: CANARY.userAgent, referrer: CANARY.referrer };

async function hearInPublic(sent: Sent): Promise<Heard> {
  const heard = await hear(service, sent);
  heardInPublic.push(heard);
  return heard;
}

function posting(change: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Heard> {
  const body = JSON.stringify(aComment({ author, ...change }));
  return hearInPublic({ method: 'POST', path: COMMENTS, headers: { ...JSON_TYPE, ...headers }, body });
}

async function postingWell(change: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<void> {
  service.clock.advance(1);
  const heard = await posting(change, headers);
  expect(heard.status).toBe(201);
  const body = JSON.parse(heard.text.slice(heard.text.indexOf('{'))) as { comment: { id: string }; editToken: string };
  comments.push({ id: body.comment.id, editToken: body.editToken });
}

/** Posts the canary in every place that takes one. */
async function plantWell(): Promise<void> {
  await postingWell();
  await postingWell({ client }, bearer(service.tokens.blog));
  await postingWell({ trap: CANARY.email });
  await postingWell({
    article: { url: `https://${CANARY.email}@blog.example/2026/an-article?email=${CANARY.email}#${CANARY.ip}` },
  });
  const idempotent = { body: 'Sent twice' };
  for (let n = 1; n <= 2; n++) await postingWell(idempotent, { 'Idempotency-Key': CANARY.email });
  await postingWell({ notify: true, parent: comments[0]?.id });
  service.akismet.answerWith(answers.spam, answers.discard, answers.serverError, answers.provisional(60));
  for (let n = 1; n <= 4; n++) await postingWell();
  const form = new URLSearchParams({
    'article.url': 'https://blog.example/2026/an-article',
    'author.name': 'Ada',
    'author.email': CANARY.email,
    body: 'From a form',
  });
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const heard = await hearInPublic({ method: 'POST', path: COMMENTS, headers: type, body: form.toString() });
  expect(heard.status).toBe(303);
}

/** Sends the canary where it does not belong. */
async function plantBadly(): Promise<void> {
  const { email, ip } = CANARY;
  const wrong: Record<string, unknown>[] = [
    { [email]: 'x' },
    { [ip]: 'x' },
    { unknown: email },
    { author: { ...author, [email]: email } },
    { author: { ...author, email: `${email} and more` } },
    { author: { ...author, email: { address: email } } },
    { author: { ...author, url: `mailto:${email}` } },
    { author: email },
    { parent: email },
    { notify: email },
    { body: { text: email } },
    { article: email },
    { article: { url: `mailto:${email}` } },
    { article: { url: `https://elsewhere.example/?email=${email}` } },
    { client: { ip: email } },
    { client: { ...client, [email]: ip } },
  ];
  for (const change of wrong) {
    for (const headers of [{}, bearer(service.tokens.blog)]) {
      expect((await posting(change, headers)).status).toBeGreaterThanOrEqual(400);
    }
  }
  expect((await posting({ client })).status).toBe(403);
  for (const body of [`{"email":"${email}"`, email, `"${email}"`, `["${email}"]`, `{"a":1}${email}`]) {
    const sent = { method: 'POST', path: COMMENTS, headers: JSON_TYPE, body };
    expect((await hearInPublic(sent)).status).toBeGreaterThanOrEqual(400);
  }
  const oddHeaders = [
    { Authorization: `Bearer ${email}` },
    { Authorization: `Basic ${Buffer.from(`${email}:x`).toString('base64')}` },
    { Origin: `https://${email}` },
    { 'Idempotency-Key': `${email}${'x'.repeat(64)}` },
    { 'Content-Type': `application/json; charset=${email}` },
    { 'Content-Type': email },
    { 'Content-Encoding': email },
  ];
  for (const headers of oddHeaders) await posting({}, headers as Record<string, string>);
}

function pathValues() {
  const md5 = createHash('md5').update(CANARY.email.toLowerCase()).digest('hex');
  const { email } = CANARY;
  return {
    site: ['default', email],
    id: [...comments.slice(0, 3).map(({ id }) => id), email],
    seed: ['new', md5, md5.slice(0, 16), email],
    code: ['invalid', 'internal', email],
    anything: ['x', email],
  };
}

/** Calls every operation there is, with the canary wherever a stranger can put one. */
async function walk(tell: (sent: Sent) => Promise<Heard>, headers: Record<string, string>): Promise<void> {
  const query = `article=%2F2026%2Fan-article&limit=2&q=x&email=${encodeURIComponent(CANARY.email)}&ip=${CANARY.ip}`;
  for (const { method, path } of operations(service, pathValues())) {
    const isRead = method === 'GET';
    if (!isRead && headers.Authorization !== undefined && /decisions|articles/.test(path)) continue;
    for (const target of [path, `${path}?${query}`]) {
      const body = isRead ? {} : { body: JSON.stringify({ email: CANARY.email, [CANARY.email]: CANARY.ip }) };
      const sent = { path: target, headers: isRead ? headers : { ...JSON_TYPE, ...headers }, ...body };
      await tell({ ...sent, method });
      if (isRead) await tell({ ...sent, method: 'HEAD' });
    }
    await tell({ path, headers, method: 'OPTIONS' });
    await tell({ path, headers, method: 'PUT', body: CANARY.email });
  }
}

async function importCanary(): Promise<void> {
  const keys = createKeyRing(() => readKeys(keyFile(service.settings)), randomBytes);
  const header = { afterword: 'export', version: 1, sites: [] as unknown[] };
  const site = await service.store.siteBySlug({ slug: 'default' });
  const { id: _, ...settings } = site as NonNullable<typeof site>;
  header.sites.push(settings);
  const at = new Date(service.clock.now()).toISOString();
  const line = {
    id: '01890000-0000-7000-8000-000000000001',
    site: 'default',
    article: { key: '/imported', url: 'https://blog.example/imported', title: null, open: true },
    parent: null,
    status: 'approved',
    statusAt: at,
    createdAt: at,
    editedAt: null,
    decidedAt: at,
    verdict: { by: 'none', outcome: 'unchecked', checkedAt: null },
    content: {
      author: { ...author, email: CANARY.email, avatar: '0123456789abcdef', seed: null },
      client,
      body: 'Imported',
      html: '',
    },
  };
  const lines = (...all: unknown[]) =>
    async function* () {
      for (const one of all) yield JSON.stringify(one);
    };
  const result = await importExport(service.store, keys, service.clock, randomBytes, lines(header, line));
  expect(result).toMatchObject({ imported: 1 });
  comments.push({ id: line.id, editToken: '' });
  const damaged = { ...line, id: CANARY.email, [CANARY.email]: CANARY.ip, parent: CANARY.email };
  const failure = await importExport(service.store, keys, service.clock, randomBytes, lines(header, damaged)).catch(
    String,
  );
  expect(tracesIn(String(failure), ALL_TRACES)).toEqual([]);
}

async function walkInPublic(): Promise<void> {
  await walk(hearInPublic, {});
  await walk(hearInPublic, bearer(service.tokens.blog));
  await walk(hearInPublic, bearer(comments[0]?.editToken ?? ''));
  await walk(hearInPublic, { ...bearer(CANARY.email), 'If-None-Match': CANARY.email, Accept: 'application/json' });
}

beforeAll(async () => {
  service = await startTestService({
    akismet: true,
    classifier: 'shipped',
    settings: { MODERATION_POLICY: 'publish', TRUST_PROXY: '1', METRICS_PUBLIC: 'true', LOG_LEVEL: 'trace' },
  });
  await plantWell();
  await service.worker?.idle();
  await plantBadly();
  await importCanary();
  await decide(service, 'spam', comments[1]?.id ?? '');
  service.clock.advance(2000);
  await service.work();
  await walkInPublic();
}, 600_000);

afterAll(() => service.stop());

function leaks(heard: readonly Heard[], traces: readonly string[]): string[] {
  return heard.flatMap(({ request, status, text }) => {
    const found = tracesIn(text, traces);
    return found.length === 0 ? [] : [`${request} → ${status}: ${found.join(', ')}`];
  });
}

describe('an address, an agent and a referrer that were sent with comments', () => {
  it('are in no answer to readers and blogs, whatever they ask', () => {
    expect(heardInPublic.length).toBeGreaterThan(500);
    expect(heardInPublic.filter(({ status }) => status === 200).length).toBeGreaterThan(50);
    expect(heardInPublic.filter(({ status }) => status >= 500).map(({ request }) => request)).toEqual([]);
    expect(leaks(heardInPublic, ALL_TRACES)).toEqual([]);
  });

  it('are shown to moderators masked or as the client, but for the one operation that reveals the email', async () => {
    const heard: Heard[] = [];
    for (const token of [service.tokens.moderator, service.tokens.admin]) {
      await walk(async (sent) => {
        const answer = await hear(service, sent);
        const reveals = /\/comments\/[^/]+\/email(\?|$)/.test(sent.path) && answer.status === 200;
        if (!reveals) heard.push(answer);
        return answer;
      }, bearer(token));
    }
    expect(leaks(heard, EMAIL_TRACES)).toEqual([]);
    expect(heard.some(({ text }) => text.includes('c••@m•••••.example'))).toBe(true);
  }, 600_000);

  it('are in no line of the log, at any level', async () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = serviceLog(pino({ level: 'trace' }, sink));
    for (const line of service.log) {
      if (line.kind === 'request') log.request(line.note);
      else if (line.kind === 'error') log.error(line.error, line.what);
      else log.info(line.facts, line.what);
    }
    expect(lines.length).toBeGreaterThan(500);
    expect(tracesIn(lines.join(''), ALL_TRACES)).toEqual([]);
    expect(tracesIn(inspect(service.log, { depth: null, showHidden: true }), ALL_TRACES)).toEqual([]);
  });

  it('are in no file of the data folder, neither in clear nor hashed in a way that others can repeat', () => {
    expect(foundInFiles(service.settings.DATA_DIR, ['ada.example'])).not.toEqual([]);
    const plain = ALL_TRACES.filter((trace) => !/gravatar|libravatar/.test(trace));
    expect(foundInFiles(service.settings.DATA_DIR, plain)).toEqual([]);
    const raw = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
      [CANARY.email, CANARY.email.toLowerCase(), CANARY.ip].map((text) => createHash(algorithm).update(text).digest()),
    );
    expect(foundInFiles(service.settings.DATA_DIR, raw)).toEqual([]);
  });
});

describe('the operation that reveals an email', () => {
  it('shows it to a moderator only, and writes down who looked', async () => {
    await postingWell();
    const { id = '', editToken = '' } = comments.at(-1) ?? {};
    const path = `${MODERATION}/comments/${id}/email`;
    for (const headers of [{}, bearer(service.tokens.blog), bearer(editToken)]) {
      expect((await hear(service, { path, headers })).status).toBeGreaterThanOrEqual(401);
    }
    const history = async () => {
      const url = `${MODERATION}/comments/${id}`;
      const { body } = await service.agent.get(url).set(bearer(service.tokens.moderator)).expect(200);
      return (body.history as { action: string; actor: string }[]).filter(({ action }) => action === 'reveal-email');
    };
    expect(await history()).toEqual([]);
    const { body } = await service.agent.get(path).set(bearer(service.tokens.moderator)).expect(200);
    expect(body).toEqual({ email: CANARY.email.toLowerCase() });
    expect(await history()).toEqual([expect.objectContaining({ actor: expect.stringContaining('moderator') })]);
  });
});

describe('what Akismet says', () => {
  it('shows no moderator and no log an address that it repeats', async () => {
    service.akismet.answerWith(answers.refused(`Invalid value ${CANARY.email.toLowerCase()} from ${CANARY.ip}`));
    await postingWell();
    await service.worker?.idle();
    const path = `${MODERATION}/comments/${comments.at(-1)?.id}`;
    const { body } = await service.agent.get(path).set(bearer(service.tokens.moderator)).expect(200);
    expect(body.verdict.lastError).toContain('Invalid value');
    expect(tracesIn(JSON.stringify([body.verdict, body.history]), ALL_TRACES)).toEqual([]);
    const summary = await hear(service, {
      path: `${SITE}/moderation/summary`,
      headers: bearer(service.tokens.moderator),
    });
    expect(leaks([summary], ALL_TRACES)).toEqual([]);
  });
});
