import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ServedProcess, served } from '../cli/command.js';
import { answers } from '../support/fake-akismet.js';
import { COMMENTS, SITE } from '../support/http.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { ask, type Several, startSeveral, words } from './several.js';

/** A machine whose clock is ahead by so much. */
const aheadBy = (ms: number) => ({
  NODE_OPTIONS: `--no-warnings --import=data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${ms};`)}`,
});

describeOnPostgres('machines whose clocks differ', () => {
  let several: Several;
  let ahead: ServedProcess;

  beforeAll(async () => {
    several = await startSeveral({
      processes: 1,
      akismet: true,
      env: { CHECK_WAIT_MS: '0', POST_LIMIT: '3/1h', LOG_LEVEL: 'info' },
    });
    const env = { ...several.env, AKISMET_KEY: 'key-ahead', ...aheadBy(600_000) };
    ahead = await served({ folder: several.folder, env });
  });
  afterAll(async () => {
    several.akismet.release();
    await ahead.stop();
    await several.stop();
  });

  it('go by the clock of the database, and say so', async () => {
    const line = await ahead.logged(({ msg }) =>
      msg.startsWith('The clock of this machine is not that of the database'),
    );
    expect(line.level).toBe('warn');
    expect(Number(line.ahead)).toBeLessThan(-590_000);
    expect(several.processes[0]?.log.filter(({ ahead: by }) => by !== undefined)).toEqual([]);
    const { stamp } = (await ask(ahead.url, `${SITE}/stamp`)).json;
    const [url] = several.urls as [string];
    const { comment } = (await ask(url, COMMENTS, { body: words({ stamp }) })).json;
    const [kept] = await several.ask<{ signals: string }>(`select signals from comments where id = '${comment.id}'`);
    expect(JSON.parse(kept?.signals as string).secondsToWrite).toBeLessThan(300);
  });

  it('leave to each other what is under way: Akismet is not asked again by the one that is ahead', async () => {
    const first = several.processes[0] as ServedProcess;
    several.akismet.setDefault(answers.hang);
    const headers = { 'X-Forwarded-For': '192.0.2.1' };
    const askersOf = (body: string) =>
      several.akismet.calls.filter(({ fields }) => fields.comment_content === body).map(({ fields }) => fields.api_key);
    for (const body of ['Under way on the first', 'Given up by the first']) {
      expect((await ask(first.url, COMMENTS, { body: words({ body }), headers })).status).toBe(201);
      while (askersOf(body).length === 0) await several.ask('select pg_sleep(0.02)');
    }
    // Now only the other one looks at what is due. Once it has found one job it has seen all.
    first.signal('SIGSTOP');
    await several.ask(`update outbox set lease = null, run_at = 0
      where comment_id = (select id from comments where body = 'Given up by the first')`);
    while (askersOf('Given up by the first').length < 2) await several.ask('select pg_sleep(0.02)');
    first.signal('SIGCONT');
    expect(askersOf('Under way on the first')).toEqual(['key-0']);
    several.akismet.setDefault(answers.byTheRules);
    several.akismet.release();
  });

  it('count limits together', async () => {
    const [url] = several.urls as [string];
    const headers = { 'X-Forwarded-For': '192.0.2.2' };
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++)
      statuses.push((await ask(n % 2 === 0 ? ahead.url : url, COMMENTS, { body: words(), headers })).status);
    expect(statuses).toEqual([201, 201, 201, 429, 429, 429]);
  });
});
