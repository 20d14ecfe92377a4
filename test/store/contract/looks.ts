import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { hash, MINUTE } from '../../support/store-fixtures.js';
import { onStage } from './scene.js';

/** `Ada`, its first letter a Cyrillic one, and then its last. */
const LOOK_ALIKE = '\u0410da';
const ANOTHER = 'Ad\u0430';

export function looksContract(engine: Engine): void {
  const stage = onStage(engine, { policy: 'publish' });

  /** Sends a comment that the checker passes. @returns what became of it */
  async function judged(name: string, author: string | null, more: { vouched?: boolean; browser?: string } = {}) {
    const { post, judge, see } = stage.scene();
    const posted = await post({ name, author, ...more });
    await judge(posted, 'ham');
    const { status, namesake } = await see(posted.id);
    return { id: posted.id, status, namesake };
  }

  test('a name that looks like that of somebody published is held, and who that is stands with it', async () => {
    expect(await judged('Ada', 'ada')).toMatchObject({ status: 'approved', namesake: null });
    expect(await judged(LOOK_ALIKE, 'eve')).toMatchObject({ status: 'pending', namesake: 'Ada' });
    expect(await judged(LOOK_ALIKE, null)).toMatchObject({ status: 'pending', namesake: 'Ada' });
    expect(await judged('Ada', 'another ada')).toMatchObject({ status: 'approved', namesake: null });
  });

  test('the history says why, and names nobody', async () => {
    await judged('Ada', 'ada');
    const { id } = await judged(LOOK_ALIKE, 'eve');
    const [entry] = await stage.scene().history(id);
    expect(entry).toMatchObject({ actor: 'policy', action: 'verdict', from: 'pending', to: 'pending' });
    expect(entry?.note).toBe('verdict ham, policy publish, but the name can be taken for an earlier author’s');
  });

  test('only who is proven to be published with the look may change the name’s letters', async () => {
    await judged('Ada', 'ada', { vouched: true });
    expect(await judged(LOOK_ALIKE, 'ada', { vouched: true })).toMatchObject({ status: 'approved' });
    expect(await judged(ANOTHER, 'ada', { browser: 'a new one' })).toMatchObject({
      status: 'pending',
      namesake: 'Ada',
    });
    await judged('Bob', 'bob');
    expect(await judged(LOOK_ALIKE, 'bob')).toMatchObject({ status: 'pending', namesake: 'Ada' });
  });

  test('a name that waits, is spam, in the trash, withdrawn or erased, or on another site is nobody’s', async () => {
    const { store, decide, publish, post, withdraw, clock } = stage.scene();
    const free = async () => {
      const { id, status } = await judged(LOOK_ALIKE, 'eve');
      await decide('trash', id);
      await decide('delete', id);
      clock.now += MINUTE;
      return status;
    };
    await post({ name: 'Ada', author: 'ada', check: 'none' });
    expect(await free()).toBe('approved');
    for (const decision of ['hold', 'spam', 'trash'] as const) {
      const id = await publish({ name: 'Ada', author: 'ada' });
      expect(await free()).toBe('pending');
      await decide(decision, id);
      expect(await free()).toBe('approved');
    }
    // An answer below it leaves an empty place of the first and of the second.
    for (const takeAway of [
      (id: string) => withdraw(id),
      () => store.eraseAuthor({ emailHash: hash('ida'), now: clock.now }),
    ]) {
      const id = await publish({ name: 'Ada', author: 'ida' });
      await publish({ name: 'Zoe', author: 'zoe', parent: id });
      expect(await free()).toBe('pending');
      await takeAway(id);
      expect(await free()).toBe('approved');
    }
  });

  test('a look is that of the name which was published first, as long as it is', async () => {
    const { decide, clock } = stage.scene();
    const { id: first } = await judged('Ada', 'ada');
    const { id: second } = await judged(LOOK_ALIKE, 'eve');
    await decide('approve', second);
    expect(await judged('Ada', 'another ada')).toMatchObject({ status: 'approved' });
    expect(await judged(LOOK_ALIKE, 'another eve')).toMatchObject({ status: 'pending' });
    await decide('trash', first);
    clock.now += MINUTE;
    expect(await judged(LOOK_ALIKE, 'a third eve')).toMatchObject({ status: 'approved' });
  });

  test('nothing is told of a comment that somebody has decided on, nor of a published one', async () => {
    const { decide, see } = stage.scene();
    await judged('Ada', 'ada');
    const { id } = await judged(LOOK_ALIKE, 'eve');
    for (const decision of ['hold', 'spam', 'trash', 'approve'] as const) {
      await decide(decision, id);
      expect(await see(id)).toMatchObject({ namesake: null });
    }
  });
}
