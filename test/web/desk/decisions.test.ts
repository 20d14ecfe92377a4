import { beforeAll, expect, test } from '@jest/globals';
import { importWeb } from '../../support/web-module.js';

/** What the tests see of the desk's state; the modules themselves are written for browsers. */
interface State {
  readonly view: { readonly status: string; readonly site: string };
  readonly rows: readonly { readonly comment: { readonly status: string }; readonly note: string | null }[];
  readonly total: number;
  readonly message: unknown;
}

interface Box {
  get(): State;
  set(change: object | ((state: State) => object)): void;
}

interface Decisions {
  decide(decision: string, ids: readonly string[]): void;
  undo(): void;
  settled(): Promise<void>;
}

type CreateDecisions = (box: Box, callsOf: (site: string) => unknown, onFailure: (error: unknown) => void) => Decisions;

let decisionsModule: { createDecisions: CreateDecisions };
let boxModule: { createBox(start: unknown): Box };
let stateModule: { startState(session: unknown, view: unknown): unknown };
beforeAll(async () => {
  decisionsModule = await importWeb('desk/decisions.ts');
  boxModule = await importWeb('desk/box.ts');
  stateModule = await importWeb('desk/state.ts');
});

const SESSION = {
  name: 'Mona',
  sites: [
    { id: 'a', name: 'Northern Notes' },
    { id: 'b', name: 'Southern Notes' },
  ],
};

/** What a comment is by now, when its author has changed it meanwhile. */
const CHANGED = { status: 'pending', revision: 2, history: [] };

/** What a comment is by now, once somebody has decided on it. */
function decidedBy(actor: string, to: string) {
  return {
    status: to,
    revision: 1,
    history: [{ actor, action: to === 'approved' ? 'approve' : to, from: 'pending', to, note: null }],
  };
}

/**
 * A desk that shows the site `a`, or all, whose service answers when it is told to.
 * @param sites of each comment
 * @param now what a comment is when it is read again, by its number
 */
function desk(shown = 'a', sites = ['a', 'a'], now: (number: number) => object = () => CHANGED) {
  const box = boxModule.createBox(stateModule.startState(SESSION, { status: 'pending', site: shown }));
  const comments = sites.map((site, n) => ({
    ...{ id: String(n + 1), site, status: 'pending', proposed: null, suspicion: null, revision: 1 },
  }));
  box.set({ rows: comments.map((comment) => ({ comment, note: null })), total: sites.length, current: '1' });
  const asked: string[] = [];
  const waiting: { answer(): void; refuse(): void; fail(): void }[] = [];
  const callsOf = (site: string) => {
    const decide = (decision: string, decided: readonly { id: string; revision: number }[]) => {
      const ids = decided.map(({ id }) => id);
      asked.push(`${site}: ${decision} ${ids.join(' ')}`);
      return new Promise((resolve, reject) => {
        const results = ids.map((id) => ({ id, from: 'pending', to: 'approved', changed: true }));
        const refused = decided.map(({ id }) => ({
          id,
          from: 'pending',
          to: 'pending',
          changed: false,
          problem: 'No.',
        }));
        waiting.push({
          answer: () => resolve({ results }),
          refuse: () => resolve({ results: refused }),
          fail: () => reject(new Error('It failed.')),
        });
      });
    };
    const comment = async (id: string) => ({ id, site, proposed: null, ...now(Number(id)) });
    return { decide, comment };
  };
  const decisions = decisionsModule.createDecisions(box, callsOf, (error) => {
    throw error;
  });
  const showSite = (site: string) => box.set(({ view: before }) => ({ view: { ...before, site }, rows: [], total: 0 }));
  /** The call that is under way, once it is. */
  const call = async () => {
    while (waiting.length === 0) await new Promise(setImmediate);
    return waiting.shift() as (typeof waiting)[number];
  };
  return { box, asked, decisions, showSite, call };
}

test('decisions go to the site on which they were made, also when the moderator has gone to another meanwhile', async () => {
  const { asked, decisions, showSite, call } = desk();
  decisions.decide('approve', ['1']);
  decisions.decide('spam', ['2']);
  const first = await call();
  showSite('b');
  first.answer();
  (await call()).answer();
  await decisions.settled();
  expect(asked).toEqual(['a: approve 1', 'a: spam 2']);
});

test('undoing goes to the site on which it was decided', async () => {
  const { asked, decisions, showSite, call } = desk();
  decisions.decide('approve', ['1']);
  decisions.undo();
  const first = await call();
  showSite('b');
  first.answer();
  (await call()).answer();
  await decisions.settled();
  expect(asked).toEqual(['a: approve 1', 'a: hold 1']);
});

test('decisions on comments of several sites go to the site of each, a call a site', async () => {
  const { asked, decisions, showSite, call } = desk('*', ['a', 'b', 'a']);
  decisions.decide('spam', ['1', '2', '3']);
  const first = await call();
  showSite('b');
  first.answer();
  (await call()).answer();
  await decisions.settled();
  expect(asked).toEqual(['a: spam 1 3', 'b: spam 2']);
  decisions.undo();
  (await call()).answer();
  (await call()).answer();
  await decisions.settled();
  expect(asked.slice(2)).toEqual(['a: hold 1 3', 'b: hold 2']);
});

test('what is undone comes back only into the list from which it went', async () => {
  const { box, decisions, call } = desk();
  decisions.decide('approve', ['1']);
  (await call()).answer();
  await decisions.settled();
  box.set(({ view }) => ({ view: { ...view, status: 'spam' }, rows: [], total: 0 }));
  decisions.undo();
  (await call()).answer();
  await decisions.settled();
  expect(box.get()).toMatchObject({ rows: [], total: 0 });
  expect(box.get().message).toEqual({ text: 'Undone. 1 comment is back in the list where you decided.' });
});

test('what could not be decided is said with its site, and does not come into the list of another', async () => {
  const { box, decisions, showSite, call } = desk();
  decisions.decide('approve', ['1']);
  const first = await call();
  showSite('b');
  first.fail();
  await decisions.settled();
  expect(box.get()).toMatchObject({ rows: [], total: 0 });
  expect(box.get().message).toEqual({
    text: 'Not saved on Northern Notes. 1 comment is back in the list there. It failed.',
    isError: true,
  });
});

test('a comment that its author has changed since it was read comes back to be read again', async () => {
  const { box, decisions, call } = desk();
  decisions.decide('approve', ['1']);
  (await call()).refuse();
  await decisions.settled();
  expect(box.get().rows[0]).toMatchObject({
    comment: { id: '1', revision: 2 },
    note: 'Its author has changed it since you read it.',
  });
  expect(box.get().message).toMatchObject({ text: expect.stringContaining('Read again before you decide.') });
});

/** So many that no list of twenty holds them. */
const MANY = Array.from({ length: 45 }, () => 'a');
const ALL = MANY.map((_, n) => String(n + 1));

test('one’s own decisions whose answer was lost are told as one’s own, however many there are', async () => {
  const { box, decisions, call } = desk('a', MANY, () => decidedBy('Mona', 'approved'));
  decisions.decide('approve', ALL);
  (await call()).fail();
  await decisions.settled();
  decisions.decide('spam', ALL);
  (await call()).refuse();
  await decisions.settled();
  expect(box.get().message).toMatchObject({
    text: 'Your earlier decision on 45 comments was saved after all. It stands.',
  });
});

test('an undo that is refused tells one’s own decisions, another’s and authors’ changes apart, however many there are', async () => {
  const now = (number: number) =>
    number % 3 === 0 ? decidedBy('Nils', 'trash') : number % 3 === 1 ? decidedBy('Mona', 'spam') : CHANGED;
  const { box, decisions, call } = desk('a', MANY, now);
  decisions.decide('approve', ALL);
  (await call()).answer();
  await decisions.settled();
  decisions.undo();
  (await call()).refuse();
  await decisions.settled();
  expect(box.get().message).toMatchObject({
    text: [
      'Under your name, 15 comments had already been decided. Those decisions stand.',
      'Another moderator already decided 15 comments. Their decision stands.',
      'The author has changed 15 comments since you read. Read again before you decide.',
    ].join(' '),
  });
  // Nothing stays in the list as if it had been undone.
  const shown = box.get().rows.map(({ comment, note }) => `${comment.status}: ${note}`);
  expect(new Set(shown)).toEqual(
    new Set([
      'trash: Nils moved it to the trash.',
      'spam: Mona marked it as spam.',
      'pending: Its author has changed it since you read it.',
    ]),
  );
  expect(shown).toHaveLength(45);
});

test('of many comments on which another moderator was faster, a few come back to be looked at', async () => {
  const { box, decisions, call } = desk('a', MANY, () => decidedBy('Nils', 'spam'));
  decisions.decide('approve', ALL);
  (await call()).refuse();
  await decisions.settled();
  expect(box.get().rows).toHaveLength(20);
  expect(box.get().message).toMatchObject({
    text: 'Another moderator already decided 45 comments. Their decision stands.',
  });
});
