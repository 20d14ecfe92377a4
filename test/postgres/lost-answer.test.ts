import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readAddress } from '../../src/store/postgres/address.js';
import { openConnections } from '../../src/store/postgres/connections.js';
import { onPrimary } from '../../src/store/postgres/migrate.js';
import { createUnitRunner } from '../../src/store/postgres/units.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, post } from '../support/http.js';
import { type Database, freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { type CuttingProxy, startProxy } from '../support/postgres/proxy.js';
import { startTestService, type TestService } from '../support/service.js';

describeOnPostgres('an answer of the server that never arrives', () => {
  let database: Database;
  let proxy: CuttingProxy;
  let service: TestService;

  beforeAll(async () => {
    database = await freshDatabase();
    proxy = await startProxy(database.url);
    service = await startTestService({ settings: { DATABASE_URL: proxy.url } });
  });

  afterAll(async () => {
    await service.stop();
    await proxy.close();
    await database.drop();
  });

  const send = (comment: Record<string, unknown>, key?: string) =>
    service.agent
      .post(COMMENTS)
      .set(key === undefined ? {} : { 'Idempotency-Key': key })
      .send(comment);

  async function stored(words: string): Promise<{ id: string; status: string }[]> {
    const { body } = await service.agent
      .get(`${MODERATION}/comments?q=${encodeURIComponent(words)}`)
      .set(bearer(service.tokens.moderator))
      .expect(200);
    return body.comments;
  }

  test('to the commit of a comment is a 503 to whoever sent it; with its Idempotency-Key the same comment is answered again, and there once', async () => {
    const comment = aComment({ body: 'Whether this was stored nobody told' });
    const lost = proxy.loseCommitOf('Whether this');
    const refused = await send(comment, 'lost').expect(503);
    await lost;
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const [only, ...others] = await stored('nobody told');
    expect(others).toEqual([]);
    for (let times = 0; times < 2; times++) {
      const { body } = await send(comment, 'lost').expect(201);
      expect(body.comment.id).toBe(only!.id);
      await service.agent
        .patch(`${COMMENTS}/${only!.id}`)
        .set(bearer(body.editToken))
        .send({ body: `Changed ${times} times, since nobody told` })
        .expect(200);
    }
    expect(await stored('nobody told')).toHaveLength(1);
  });

  test('to the commit of a comment without a key is a 503, and whoever sends it again at once is told that it is there', async () => {
    const comment = aComment({ body: 'Without a key of its own' });
    const lost = proxy.loseCommitOf('Without a key');
    await send(comment).expect(503);
    await lost;
    await send(comment).expect(409);
    expect(await stored('of its own')).toHaveLength(1);
  });

  test('to the commit of a decision is a 503, and whoever decides so again is told that it was so before', async () => {
    const { comment } = await post(service);
    const lost = proxy.loseCommitOf(comment.id);
    const decision = { decision: 'approve', comments: [comment.id] };
    await service.agent
      .post(`${MODERATION}/decisions`)
      .set(bearer(service.tokens.moderator))
      .send(decision)
      .expect(503);
    await lost;
    expect(await decide(service, 'approve', comment.id)).toMatchObject([
      { id: comment.id, from: 'approved', to: 'approved', changed: false },
    ]);
  });

  test('to a greeting is one host less to ask: one that takes connections and says nothing keeps nobody from the next', async () => {
    const dark = createServer().unref();
    await once(dark.listen(0, '127.0.0.1'), 'listening');
    const { host } = new URL(database.url);
    const both = database.url.replace(host, `127.0.0.1:${(dark.address() as AddressInfo).port},${host}`);
    expect(await onPrimary(readAddress(both), async () => 'found')).toBe('found');
    dark.close();
  });

  test('since there is none at all is told after every host was asked once', async () => {
    let asked = 0;
    const closing = createServer((socket) => {
      asked += 1;
      socket.destroy();
    }).unref();
    await once(closing.listen(0, '127.0.0.1'), 'listening');
    const host = `127.0.0.1:${(closing.address() as AddressInfo).port}`;
    const connections = openConnections(readAddress(`postgres://ada@${host},${host}/none`), 2);
    const reading = createUnitRunner(connections).read('siteBySlug', { slug: 'default' });
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toBe(2);
    await connections.close();
    closing.close();
  });

  test('to the first question on a new connection ends neither the process nor what is asked after it', async () => {
    // So that the next is a new one.
    proxy.cutAll();
    const lost = proxy.cutAt('pg_is_in_recovery');
    const page = `${COMMENTS}?article=https://blog.example/of-a-new-connection`;
    await service.agent.get(page).expect(503);
    await lost;
    await service.agent.get(page).expect(200);
    await post(service);
  });
});
