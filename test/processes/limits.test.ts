import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bearer, COMMENTS, MODERATION, SITE } from '../support/http.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { ask, diceOf, oneOf, postTo, type Read, type Several, startSeveral, words } from './several.js';

const POSTS = 5;
let several: Several;
const dice = diceOf(Number(process.env.FC_SEED ?? 1));
const any = () => oneOf(several.urls, dice);

const from = (address: string) => ({ 'X-Forwarded-For': address });

/** Sends something again and again, each time to another process. @returns how often it was let through before it was refused for good */
async function roomFor(send: (url: string) => Promise<Read>): Promise<number> {
  let taken = 0;
  for (let refused = 0; refused < 2 * several.urls.length; ) {
    const { status } = await send(any());
    if (status === 429) refused += 1;
    else taken += 1;
    if (taken > 100) throw new Error('there is no limit');
  }
  return taken;
}

describeOnPostgres('limits', () => {
  beforeAll(async () => {
    several = await startSeveral({ processes: 3, env: { POST_LIMIT: `${POSTS}/1h` } });
  });
  afterAll(() => several.stop());

  it('let as many comments through as one process would, whichever processes get them', async () => {
    expect(await roomFor((url) => ask(url, COMMENTS, { body: words(), headers: from('192.0.2.1') }))).toBe(POSTS);
    expect(await roomFor((url) => ask(url, COMMENTS, { body: words(), headers: from('192.0.2.2') }))).toBe(POSTS);
  });

  it('let no more through when all come at once, and say when there is room again', async () => {
    const send = (url: string) => ask(url, COMMENTS, { body: words(), headers: from('192.0.2.3') });
    const all = await Promise.all([...several.urls, ...several.urls, ...several.urls, ...several.urls].map(send));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(POSTS);
    const refused = all.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(all.length - POSTS);
    for (const { headers } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3500);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(3600);
    }
  });

  it('count neither what is refused nor what is sent again, on other processes either', async () => {
    const headers = from('192.0.2.4');
    const double = words();
    const again = words();
    const key = { ...headers, 'Idempotency-Key': 'sent-again' };
    expect((await ask(any(), COMMENTS, { body: double, headers })).status).toBe(201);
    expect((await ask(any(), COMMENTS, { body: again, headers: key })).status).toBe(201);
    for (let n = 0; n < 4; n++) {
      expect((await ask(any(), COMMENTS, { body: double, headers })).status).toBe(409);
      expect((await ask(any(), COMMENTS, { body: again, headers: key })).status).toBe(201);
      const parent = '019a7d5e-0000-7000-8000-000000000000';
      expect((await ask(any(), COMMENTS, { body: words({ parent }), headers })).status).toBe(422);
    }
    expect(await roomFor((url) => ask(url, COMMENTS, { body: words(), headers }))).toBe(POSTS - 2);
  });

  it('hold for previews, edits and wrong tokens as well', async () => {
    const headers = from('192.0.2.5');
    expect(await roomFor((url) => ask(url, `${SITE}/preview`, { body: { body: 'Some words' }, headers }))).toBe(
      3 * POSTS,
    );
    const { comment, editToken } = await postTo(any(), {}, headers);
    let edits = 0;
    const edit = (url: string) =>
      ask(url, `${COMMENTS}/${comment.id}`, {
        method: 'PATCH',
        body: { body: `Other words, for the ${++edits}th time` },
        headers: { ...headers, ...bearer(editToken) },
      });
    expect(await roomFor(edit)).toBe(20);
    const guess = (url: string) => ask(url, `${MODERATION}/summary`, { headers: { ...headers, ...bearer('wrong') } });
    expect(await roomFor(guess)).toBe(20);
    expect(
      (await ask(any(), `${MODERATION}/summary`, { headers: { ...headers, ...bearer(several.moderator) } })).status,
    ).toBe(200);
  });

  it('are counted by what nobody can read: no address is in the database', async () => {
    await postTo(any(), {}, from('192.0.2.6'));
    const rows = await several.ask<{ key: Buffer; row: string }>('select key, cast(limits as text) as row from limits');
    expect(rows.length).toBeGreaterThan(5);
    for (const { key, row } of rows) {
      expect(key).toHaveLength(32);
      expect(row).not.toContain('192.0.2');
      expect(row).not.toContain(Buffer.from('192.0.2').toString('hex'));
    }
  });

  it('are counted by each process alone while the database does not answer', async () => {
    const headers = from('192.0.2.7');
    const [one, other] = several.urls as [string, string];
    await several.ask('begin');
    await several.ask('lock table limits in access exclusive mode');
    const onOne = await Promise.all(
      Array.from({ length: POSTS + 2 }, () => ask(one, COMMENTS, { body: words(), headers })),
    );
    const onOther = await Promise.all(
      Array.from({ length: POSTS + 2 }, () => ask(other, COMMENTS, { body: words(), headers })),
    );
    await several.ask('rollback');
    for (const all of [onOne, onOther]) expect(all.filter(({ status }) => status === 201)).toHaveLength(POSTS);
  });

  it('forget what no longer counts, at the start of a process and then hourly', async () => {
    const [kept] = await several.ask<{ n: number }>('select count(*) as n from limits');
    await several.ask(`insert into limits values ('\\x00', '{1}', 2)`);
    await several.replace(0);
    for (;;) {
      const rows = await several.ask(`select 1 from limits where key = '\\x00'`);
      if (rows.length === 0) break;
      await several.ask('select pg_sleep(0.05)');
    }
    expect(await several.ask<{ n: number }>('select count(*) as n from limits')).toEqual([kept]);
  });
});
