import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Policy } from '../../src/domain/policy.js';
import type { Store } from '../../src/store/store.js';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
/** The store's units of work, as they were called. */
let storeCalls: string[] = [];

beforeAll(async () => {
  service = await startTestService({ akismet: true, wrapStore: counting });
  // The first comment of all has the site's model read.
  await posting();
});
afterAll(() => service.stop());

/** Two people whose emails no other test uses. */
let known: { name: string; email: string };
let unknown: { name: string; email: string };
let tests = 0;
beforeEach(() => {
  tests += 1;
  known = { name: 'Ada', email: `ada-${tests}@example.org` };
  unknown = { name: 'Ada', email: `never-seen-${tests}@example.org` };
});

function counting(store: Store): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const unit = target[name];
      if (typeof unit !== 'function') return unit;
      return (...input: unknown[]) => {
        storeCalls.push(name);
        return (unit as (...input: unknown[]) => unknown)(...input);
      };
    },
  });
}

async function setPolicy(policy: Policy): Promise<void> {
  await service.store.changeSite({ slug: 'default', policy });
}

/** What can be told from an answer, its own ids and times made equal. */
interface Impression {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: unknown;
  readonly storeCalls: readonly string[];
}

/** What the service does by the clock: work on the outbox, looking for what others have taught, judging what waits. */
const NOT_OF_A_REQUEST = [
  'nextDue',
  'claimJobs',
  'makeRetriesDue',
  'acceptOverdueProvisional',
  'freeStrandedJobs',
  'lessonsAfter',
  'waitingComments',
  'keepOpinions',
];

async function impression(send: () => PromiseLike<Response>): Promise<Impression & { readonly raw: Response }> {
  storeCalls = [];
  const raw = await send();
  // Only what the request itself asks for can be felt by whoever waits for it.
  const own = storeCalls.filter((name) => !NOT_OF_A_REQUEST.includes(name));
  const names = (raw.res?.rawHeaders ?? []).filter((_, index) => index % 2 === 0);
  return { raw, status: raw.status, headers: names, body: blurred(raw.body), storeCalls: own };
}

interface Response {
  readonly status: number;
  readonly body: { comment: { id: string }; editToken: string };
  readonly res?: { readonly rawHeaders: readonly string[] };
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const TIME = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

function blurred(body: unknown): unknown {
  const text = JSON.stringify(body).replace(ID, 'ID').replace(TIME, 'TIME');
  return JSON.parse(
    text
      .replace(/"editToken":"[^"]{43}"/, '"editToken":"TOKEN"')
      .replace(/"authorKey":"[^"]{43}"/, '"authorKey":"KEY"')
      .replace(/Comment number \d+/g, 'WORDS'),
  );
}

function posting(change: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  service.clock.advance(1);
  return service.agent.post(COMMENTS).set(headers).send(aComment(change)) as unknown as PromiseLike<Response>;
}

function withoutRaw({ raw: _, ...rest }: Impression & { readonly raw: Response }): Impression {
  return rest;
}

describe('a comment taken for spam', () => {
  it.each([
    ['spam', answers.spam],
    ['blatant spam', answers.discard],
  ])(
    'for %s is answered like one that waits, by header names and round trips too, also to its author later',
    async (_, verdict) => {
      const impressions: Impression[][] = [];
      for (const said of [answers.ham, verdict]) {
        const seen: Impression[] = [];
        service.akismet.answerWith(said);
        const posted = await impression(() => posting({}, { 'Idempotency-Key': `key-${tests}-${said.body}` }));
        seen.push(withoutRaw(posted));
        const { comment, editToken } = posted.raw.body;
        const path = `${COMMENTS}/${comment.id}`;
        const own = (method: 'get' | 'patch' | 'delete') => service.agent[method](path).set(bearer(editToken));
        seen.push(withoutRaw(await impression(() => own('get') as unknown as PromiseLike<Response>)));
        seen.push(withoutRaw(await impression(() => service.agent.get(path) as unknown as PromiseLike<Response>)));
        service.akismet.answerWith(said);
        const edit = () => own('patch').send({ body: 'New words' }) as unknown as PromiseLike<Response>;
        seen.push(withoutRaw(await impression(edit)));
        seen.push(withoutRaw(await impression(() => posting({ parent: comment.id }))));
        seen.push(withoutRaw(await impression(() => own('delete') as unknown as PromiseLike<Response>)));
        impressions.push(seen);
      }
      const [pending, spam] = impressions;
      expect(pending?.map(({ status }) => status)).toEqual([201, 200, 404, 200, 422, 204]);
      expect(spam).toEqual(pending);
    },
  );
});

describe('an email that is known here', () => {
  afterAll(() => setPolicy('hold'));

  it.each(['hold', 'first-time', 'publish'] as const)(
    'gets the answers of one that is not, under the policy %s',
    async (policy) => {
      await setPolicy(policy);
      await publish(service, { author: known, body: 'Known from now on' });
      const sends: ((author: typeof known) => Promise<Impression>)[] = [
        async (author) => withoutRaw(await impression(() => posting({ author }))),
        async (author) => withoutRaw(await impression(() => posting({ author, body: '' }))),
        async (author) =>
          withoutRaw(await impression(() => posting({ author, parent: '01890000-0000-7000-8000-000000000000' }))),
        async (author) => {
          await posting({ author, body: `Twice, ${author.email.length}` });
          return withoutRaw(await impression(() => posting({ author, body: `Twice, ${author.email.length}` })));
        },
      ];
      for (const send of sends) {
        const [one, other] = [await send(known), await send(unknown)];
        // Published at once, the avatar is the author's own: see the test of avatars.
        const text = (it: Impression) => JSON.stringify(it).replace(/avatars\/[0-9a-f]{16}/, 'avatars/OWN');
        expect(text(one)).toBe(text(other));
      }
    },
  );
});

describe('an avatar', () => {
  async function avatarOf(author: Record<string, unknown>, where = service, authorKey?: string): Promise<string> {
    const id = await publish(where, { author, authorKey });
    const { body } = await where.agent.get(`${COMMENTS}/${id}`).expect(200);
    return body.author.avatar;
  }

  it('does not show that two names use one email', async () => {
    const key = 'k'.repeat(43);
    const ada = await avatarOf(known, service, key);
    expect(await avatarOf({ ...known, name: 'Ada L.' }, service, key)).not.toBe(ada);
    expect(await avatarOf({ ...known, email: known.email.toUpperCase() }, service, key)).toBe(ada);
  });

  it('is another one for whoever names the email of an author and has not the key', async () => {
    expect(await avatarOf(known)).not.toBe(await avatarOf(known));
  });

  it('cannot be worked out from the email: another installation draws another one', async () => {
    const elsewhere = await startTestService({ akismet: true });
    try {
      expect(await avatarOf(known, elsewhere)).not.toBe(await avatarOf(known));
    } finally {
      await elsewhere.stop();
    }
  });

  it('is the same neutral one for every comment that is not published', async () => {
    await publish(service, { author: known });
    for (const author of [known, unknown]) {
      const { body } = await posting({ author });
      expect(body.comment).toMatchObject({ author: { avatar: '/avatars/new.svg' } });
    }
    expect(await decide(service, 'approve', '01890000-0000-7000-8000-000000000000')).toHaveLength(1);
  });
});
