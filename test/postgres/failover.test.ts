import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { aComment, bearer, COMMENTS, decide, MODERATION, post, publish } from '../support/http.js';
import { describeOnPair, describeOnServers } from '../support/postgres/describe.js';
import { type PostgresPair, startPair } from '../support/postgres/pair.js';
import { until } from '../support/postgres/processes.js';
import { type PostgresServer, startPostgres } from '../support/postgres/server.js';
import { rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

const WRITERS = 3;

/** What is left of a server when it is killed and comes back, or another takes its place. */
interface Outage {
  kill(): Promise<void>;
  bringBack(): Promise<void>;
  /** Where the database is then. */
  url(): string;
}

/** What writers have been told. */
interface Told {
  /** Ids of comments, by their words. */
  readonly acknowledged: Map<string, string>;
  refused: number;
  /** Answers that nobody should get. */
  readonly wrong: string[];
  isOver: boolean;
}

/** Sends comments one after another, each until it is acknowledged, under the same key. */
async function write({ url }: TestService, told: Told, writer: string): Promise<void> {
  for (let n = 0; !told.isOver; ) {
    const body = `Number ${n} of ${writer}`;
    const response = await fetch(url + COMMENTS, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': body.replaceAll(' ', '-') },
      body: JSON.stringify(aComment({ body })),
    });
    const answer = (await response.json()) as { comment: { id: string } };
    if (response.status === 201) {
      told.acknowledged.set(body, answer.comment.id);
      n += 1;
    } else if (response.status === 503 && Number(response.headers.get('retry-after')) > 0) told.refused += 1;
    else told.wrong.push(`${response.status} ${JSON.stringify(answer)}`);
  }
}

async function storedOf(url: string, name: string): Promise<[string, string][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ body: string; id: string }>(
      'select body, id from comments where strpos(body, $1) > 0 order by seq',
      [`of ${name}`],
    );
    return rows.map(({ body, id }) => [body, id]);
  } finally {
    await client.end();
  }
}

/** Kills a server under writers and a moderator, and looks at what everybody was told and what is there then. */
async function expectToOutlive(service: TestService, { kill, bringBack, url }: Outage, name: string): Promise<void> {
  const article = `/before-${name}`;
  const id = await publish(service, { article: { url: `https://blog.example${article}` } });
  const undecided = await post(service);
  const page = `${COMMENTS}?article=${article}`;
  const before = await rawRequest(service.url, page);
  const told: Told = { acknowledged: new Map(), refused: 0, wrong: [], isOver: false };
  const writers = Array.from({ length: WRITERS }, (_, n) => write(service, told, `${name} ${n}`));

  await until('comments are acknowledged', () => told.acknowledged.size > 10);
  await kill();
  const [acknowledged, refused] = [told.acknowledged.size, told.refused];
  await until('all writers are refused', () => told.refused > refused + WRITERS);
  const meanwhile = await rawRequest(service.url, page);
  expect([meanwhile.status, meanwhile.text]).toEqual([200, before.text]);
  expect(meanwhile.headers.age).toMatch(/^\d+$/);
  expect((await rawRequest(service.url, `${COMMENTS}?article=/never-read-${name}`)).status).toBe(503);
  const decision = { decision: 'approve', comments: [undecided.comment.id] };
  await service.agent.post(`${MODERATION}/decisions`).set(bearer(service.tokens.moderator)).send(decision).expect(503);

  await bringBack();
  await until('comments are acknowledged again', () => told.acknowledged.size > acknowledged + 10);
  told.isOver = true;
  await Promise.all(writers);
  expect(told.wrong).toEqual([]);
  expect(await storedOf(url(), name)).toHaveLength(told.acknowledged.size);
  expect(new Map(await storedOf(url(), name))).toEqual(told.acknowledged);
  const after = await rawRequest(service.url, page);
  expect([after.text, after.headers.age]).toEqual([before.text, undefined]);
  expect(await decide(service, 'trash', id)).toMatchObject([{ from: 'approved', to: 'trash', changed: true }]);
  expect((await rawRequest(service.url, page)).json).toMatchObject({ comments: [] });
  expect(await decide(service, 'approve', undecided.comment.id)).toMatchObject([{ to: 'approved' }]);
}

describeOnServers('a service whose server is killed', () => {
  let server: PostgresServer;
  let service: TestService;

  beforeAll(async () => {
    server = await startPostgres();
    service = await startTestService({ settings: { DATABASE_URL: server.url } });
  });

  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  test('refuses what it cannot keep, keeps what it has acknowledged, and goes on once the server is back', async () => {
    const outage = { kill: () => server.kill(), bringBack: () => server.start(), url: () => server.url };
    await expectToOutlive(service, outage, 'server');
  });
});

describeOnPair('a service whose primary is killed', () => {
  let pair: PostgresPair;
  let service: TestService;

  beforeAll(async () => {
    pair = await startPair();
    const [one, other] = pair.urls.map((url) => new URL(url));
    const both = one!.href.replace(one!.host, `${one!.host},${other!.host}`);
    service = await startTestService({ settings: { DATABASE_URL: both } });
  });

  afterAll(async () => {
    await service.stop();
    await pair.stop();
  });

  test.each([1, 2])(
    'goes on with the standby that takes its place, which has all that was acknowledged: failover %d',
    async (round) => {
      const outage = {
        kill: () => pair.killPrimary(),
        bringBack: () => pair.promoteStandby(),
        url: () => pair.primary.url,
      };
      await expectToOutlive(service, outage, `pair-${round}`);
      await pair.rebuild();
    },
  );
});
