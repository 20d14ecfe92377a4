import { afterEach, describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import type { Store } from '../../src/store/store.js';
import { MINUTE, pass, SECOND, seen } from '../faults/fault-service.js';
import { answers } from '../support/fake-akismet.js';
import { decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

/** How long a lease outlives the checker's deadline, with the deadline of these tests. */
const LEASE_MS = 15 * SECOND;

let service: TestService;
let storeTakesVerdicts = true;
/** How many writes the store has refused. */
let refusals = 0;
/** Done between the storing of a comment and its check. */
let onceStored = async (): Promise<void> => undefined;

afterEach(() => service.stop());

/** A store that at times takes nothing that the worker wants to write down. */
function faulty(store: Store): Store {
  const unless = <Input, Output>(write: (input: Input) => Promise<Output>) => {
    return async (input: Input): Promise<Output> => {
      if (storeTakesVerdicts) return write(input);
      refusals += 1;
      throw new AfterwordError('unavailable', 'The comment store cannot take a write right now.');
    };
  };
  return {
    ...store,
    submit: async (comment) => {
      const stored = await store.submit(comment);
      await onceStored();
      return stored;
    },
    settleCheck: unless(store.settleCheck),
    failCheck: unless(store.failCheck),
    returnJobs: unless(store.returnJobs),
  };
}

async function start(): Promise<void> {
  storeTakesVerdicts = true;
  refusals = 0;
  onceStored = async () => undefined;
  service = await startTestService({
    akismet: true,
    settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '0', AKISMET_TIMEOUT_MS: '5000' },
    wrapStore: faulty,
  });
}

/** Posts a comment that Akismet is being asked about. */
async function underWay(): Promise<string> {
  service.akismet.answerWith(answers.hang);
  const { id } = (await post(service)).comment;
  await service.akismet.waitForCalls(1);
  return id;
}

/** Waits until it is so; the test's own time limit ends it otherwise. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a worker that stops', () => {
  it('gives back what is under way, as if it had never been asked', async () => {
    await start();
    const id = await underWay();
    await service.worker.stop(0);
    const { attempts, nextAttemptAt } = (await seen(service, id)).verdict;
    expect(attempts).toBe(0);
    expect(Date.parse(nextAttemptAt ?? '')).toBeLessThanOrEqual(service.clock.now());

    service.akismet.forget();
    service = await service.restart();
    await service.akismet.waitForCalls(1);
    await service.worker.idle();
    expect(service.akismet.calls[0]?.fields).not.toHaveProperty('recheck_reason');
    expect((await seen(service, id)).status).toBe('approved');
  });

  it('waits for answers that come in time', async () => {
    await start();
    const id = await underWay();
    const stopped = service.worker.stop(60_000);
    service.akismet.release();
    await stopped;
    expect((await seen(service, id)).status).toBe('approved');
  });

  it('ends although the store takes no write, and its job is done after its lease', async () => {
    await start();
    const id = await underWay();
    storeTakesVerdicts = false;
    await service.worker.stop(0);
    expect(service.log).toContainEqual(expect.objectContaining({ kind: 'error', what: 'a job failed' }));
    storeTakesVerdicts = true;
    service.akismet.forget();
    service = await service.restart();
    await pass(service, LEASE_MS - SECOND);
    expect(service.akismet.callCount).toBe(0);
    await pass(service, SECOND);
    expect(service.akismet.calls.map(({ fields }) => fields.recheck_reason)).toEqual(['retry']);
    expect((await seen(service, id)).status).toBe('approved');
  });

  it('hands back at once the check of a comment that was being stored', async () => {
    await start();
    onceStored = async () => service.worker.stop(0);
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    expect((await seen(service, id)).verdict.attempts).toBe(0);
    expect(service.akismet.callCount).toBe(0);
  });
});

describe('a service that starts again', () => {
  it('asks at once about what has become due meanwhile', async () => {
    await start();
    service.akismet.setDefault(answers.serverError);
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    service.akismet.setDefault(answers.byTheRules);
    service.clock.advance(2 * MINUTE);
    service = await service.restart();
    await service.akismet.waitForCalls(2);
    await service.worker.idle();
    expect(service.akismet.calls[1]?.fields).toMatchObject({ recheck_reason: 'retry' });
    expect((await seen(service, id)).status).toBe('approved');
  });

  it('delivers the corrections that were waiting', async () => {
    await start();
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    await decide(service, 'spam', id);
    service = await service.restart();
    await pass(service, 2 * SECOND);
    expect(service.akismet.calls.map(({ name }) => name)).toEqual(['comment-check', 'submit-spam']);
    expect((await seen(service, id)).correction).toMatchObject({ state: 'delivered' });
  });
});

describe('a store that does not take a verdict', () => {
  it('gets it when it is back, without another question', async () => {
    await start();
    storeTakesVerdicts = false;
    const { id } = (await post(service)).comment;
    await until(() => refusals === 1);
    service.akismet.setDefault(answers.spam);
    // The lease ends meanwhile, and the worker looks for what is due.
    service.clock.advance(MINUTE);
    await until(() => refusals === 2);
    await service.worker.look();
    await service.worker.look();
    storeTakesVerdicts = true;
    // Refused once more or not, it is tried again within a second.
    const idle = service.worker.idle();
    await new Promise((resolve) => setImmediate(resolve));
    service.clock.advance(SECOND);
    await idle;
    expect(service.akismet.callCount).toBe(1);
    expect((await seen(service, id)).status).toBe('approved');
  });
});
