import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { afterword } from '../cli/command.js';
import { bearer, COMMENTS, MODERATION, SITE } from '../support/http.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { runs } from '../support/properties.js';
import { ask, decideOn, diceOf, inconsistencies, oneOf, postTo, type Several, startSeveral, words } from './several.js';
import { actOnce, newActor } from './walk.js';

const SEED = Number(process.env.FC_SEED ?? 1);

function tests(count: number): void {
  let several: Several;
  /** Any one of them, each time another. */
  const dice = diceOf(SEED);
  const any = () => oneOf(several.urls, dice);
  const anyPair = () => {
    const first = any();
    return [
      first,
      oneOf(
        several.urls.filter((url) => url !== first),
        dice,
      ),
    ] as const;
  };

  beforeAll(async () => {
    several = await startSeveral({ processes: count });
  });
  afterAll(() => several.stop());

  it('a comment posted on one and decided on another is read on every one at once, and gone from every one likewise', async () => {
    const article = 'https://blog.example/at-once';
    const key = encodeURIComponent('/at-once');
    const paths = (id: string) => [
      `${COMMENTS}/${id}`,
      `${COMMENTS}?article=${key}`,
      `${SITE}/counts?article=${key}`,
      `${SITE}/feed.atom`,
      `/sites/default/thread?article=${key}`,
    ];
    for (let n = 0; n < 6; n++) {
      const { comment } = await postTo(any(), { article: { url: article } });
      const etags = new Map<string, string>();
      for (const decision of ['approve', 'trash', 'approve', 'spam', 'approve']) {
        await decideOn(any(), several, decision, comment.id);
        const isThere = decision === 'approve';
        const read = several.urls.flatMap((url) => paths(comment.id).map((path) => ({ url, path })));
        await Promise.all(
          read.map(async ({ url, path }) => {
            const known = etags.get(path);
            const answer = await ask(url, path, known ? { headers: { 'If-None-Match': known } } : {});
            // Whoever has the state before must get another.
            expect({ path, status: answer.status }).toEqual({
              path,
              status: path.endsWith(comment.id) && !isThere ? 404 : 200,
            });
            if (path.includes('counts')) expect(answer.json.counts['/at-once']).toBe(isThere ? n + 1 : n);
            else if (answer.status === 200)
              expect({ path, has: answer.text.includes(comment.id) }).toEqual({ path, has: isThere });
          }),
        );
        // Now every page is warm everywhere: what nothing has changed is 304, by whatever process it was made.
        for (const path of paths(comment.id)) {
          const { status, headers } = await ask(any(), path);
          if (status !== 200) etags.delete(path);
          else {
            etags.set(path, headers.get('etag') as string);
            const again = await ask(any(), path, { headers: { 'If-None-Match': etags.get(path) as string } });
            expect({ path, status: again.status }).toEqual({ path, status: 304 });
          }
        }
      }
    }
  });

  it('a request sent again to another process stores nothing, and has the first answer', async () => {
    const [one, other] = anyPair();
    const body = words();
    const headers = { 'Idempotency-Key': `again-${count}` };
    const first = await ask(one, COMMENTS, { body, headers });
    const second = await ask(other, COMMENTS, { body, headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    const changed = await ask(any(), COMMENTS, { body: { ...body, body: 'Something else' }, headers });
    expect(changed.status).toBe(422);
  });

  it('a request sent to all of them at the same instant is stored once, and everybody has the same answer', async () => {
    for (let n = 0; n < 10; n++) {
      const body = words();
      const headers = { 'Idempotency-Key': `instant-${count}-${n}` };
      const all = await Promise.all(
        [...several.urls, ...several.urls].map((url) => ask(url, COMMENTS, { body, headers })),
      );
      expect(all.map(({ status }) => status)).toEqual(all.map(() => 201));
      expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    }
  });

  it('words sent twice within a minute are taken once, whichever processes get them', async () => {
    const author = { name: 'Dora', email: 'dora@example.org' };
    const body = words({ author });
    const [one, other] = anyPair();
    expect((await ask(one, COMMENTS, { body })).status).toBe(201);
    expect((await ask(other, COMMENTS, { body })).status).toBe(409);
    for (let n = 0; n < 5; n++) {
      const atOnce = words({ author });
      const all = await Promise.all(several.urls.map((url) => ask(url, COMMENTS, { body: atOnce })));
      expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array(count - 1).fill(409)]);
    }
  });

  it('a link to the desk that is used on all of them at once lets one in, whom every process then knows', async () => {
    const made = await afterword({ folder: several.folder, env: several.env }, 'desk', '--url', any());
    const code = /code=([\w-]+)/.exec(made.stdout)?.[1] as string;
    const desk = { 'X-Afterword-Desk': '1', 'Sec-Fetch-Site': 'same-origin' };
    const all = await Promise.all(
      several.urls.map((url) => ask(url, '/desk/session', { body: { code }, headers: { ...desk, Origin: url } })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(count - 1).fill(401)]);
    const cookie = all.flatMap(({ headers }) => headers.getSetCookie())[0]?.split(';')[0] as string;
    for (const url of several.urls)
      expect((await ask(url, '/desk/session', { headers: { ...desk, Cookie: cookie } })).status).toBe(200);
    const [out] = anyPair();
    const headers = { ...desk, Cookie: cookie, Origin: out };
    expect((await ask(out, '/desk/session', { method: 'DELETE', headers })).status).toBe(204);
    for (const url of several.urls)
      expect((await ask(url, '/desk/session', { headers: { ...desk, Cookie: cookie } })).status).toBe(401);
  });

  it('a stamp, an edit token and an author’s key count on every process', async () => {
    const [one, other] = anyPair();
    const { stamp } = (await ask(one, `${SITE}/stamp`)).json as { stamp: string };
    const author = { name: 'Stella', email: 'stella@example.org' };
    const first = await postTo(other, { author, stamp });
    const second = await postTo(one, { author, authorKey: first.authorKey });
    const [kept] = await several.ask<{ signals: string }>(
      `select signals from comments where id = '${first.comment.id}'`,
    );
    expect(JSON.parse(kept?.signals as string).secondsToWrite).toBeGreaterThanOrEqual(0);
    const own = { headers: bearer(first.editToken) };
    const path = `${COMMENTS}/${first.comment.id}`;
    expect((await ask(one, path, own)).status).toBe(200);
    expect(
      (await ask(other, path, { ...own, method: 'PATCH', body: { body: 'Other words, on another process' } })).status,
    ).toBe(200);
    expect((await ask(one, path, own)).text).toContain('Other words, on another process');
    expect((await ask(other, path, { ...own, method: 'DELETE' })).status).toBe(204);
    expect((await ask(one, path, own)).status).toBe(404);
    const seen = await ask(any(), `${MODERATION}/comments/${second.comment.id}`, {
      headers: bearer(several.moderator),
    });
    expect(seen.status).toBe(200);
  });

  it('decisions raced on all processes leave what one of them said last, counted once', async () => {
    const statusOf = async (id: string) =>
      (await ask(any(), `${MODERATION}/comments/${id}`, { headers: bearer(several.moderator) })).json.status;
    for (let n = 0; n < 8; n++) {
      const { comment } = await postTo(any(), { article: { url: `https://blog.example/race-${n}` } });
      const before = await statusOf(comment.id);
      const results = await Promise.all(
        several.urls.map((url, index) => decideOn(url, several, index % 2 === 0 ? 'approve' : 'spam', comment.id)),
      );
      const status = await statusOf(comment.id);
      expect(results.flat().map(({ to }) => to)).toContain(status);
      // Each of them found what another had left: from the first to the last it is one chain.
      const changes = results.flat().filter(({ changed }) => changed);
      const ends =
        changes.filter(({ to }) => to === status).length - changes.filter(({ from }) => from === status).length;
      expect(ends).toBe(status === before ? 0 : 1);
    }
    expect(await inconsistencies(several)).toEqual([]);
  });

  it('after random work by all at random places all that was read was true, and every number is', async () => {
    const actors = Array.from({ length: 6 }, (_, index) =>
      newActor(`walk-${count}-${index}`, several, diceOf(SEED * 1000 + index)),
    );
    const steps = runs(12);
    await Promise.all(
      actors.map(async (actor) => {
        for (let n = 0; n < steps; n++) await actOnce(actor);
      }),
    );
    expect(await inconsistencies(several)).toEqual([]);
    expect(several.processes.flatMap(({ log }) => log.filter(({ level }) => level === 'error'))).toEqual([]);
  });
}

for (const count of [2, 4]) describeOnPostgres(`with ${count} processes on one database`, () => tests(count));
