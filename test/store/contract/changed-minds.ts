import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { DAY, MINUTE } from '../../support/store-fixtures.js';
import { correcting } from './correcting.js';
import { onStage } from './scene.js';

export function changedMindsContract(engine: Engine): void {
  const stage = onStage(engine);
  const { judged, claimed, deliver, fail, correction } = correcting(stage);

  test('a change of mind after the delivery is sent as well, once', async () => {
    const { decide } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await deliver((await claimed())[0]);
    await decide('spam', id);
    const [back] = await claimed();
    expect(back).toMatchObject({ direction: 'spam' });
    await deliver(back);
    expect(await correction(id)).toBe('spam delivered');
    expect(await claimed()).toEqual([]);
  });

  test.each(['spam', 'hold', 'trash'] as const)(
    'a correction that has not left yet is taken back by %s',
    async (decision) => {
      const { decide } = stage.scene();
      const { id } = await judged('spam');
      await decide('approve', id);
      await decide(decision, id);
      expect(await correction(id)).toBeNull();
      expect(await claimed()).toEqual([]);
    },
  );

  test('a correction that got no answer may have arrived: its opposite is sent instead of its next try', async () => {
    const { decide, clock } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await fail((await claimed())[0], MINUTE);
    expect(await correction(id)).toBe('ham waiting');
    await decide('spam', id);
    clock.now += MINUTE;
    const [opposite, ...more] = await claimed();
    expect(opposite).toMatchObject({ direction: 'spam' });
    expect(more).toEqual([]);
    await deliver(opposite);
    expect(await correction(id)).toBe('spam delivered');
  });

  test.each(['hold', 'trash'] as const)(
    'a correction that got no answer is not tried again after %s',
    async (decision) => {
      const { decide, clock } = stage.scene();
      const { id } = await judged('spam');
      await decide('approve', id);
      await fail((await claimed())[0], MINUTE);
      await decide(decision, id);
      expect(await correction(id)).toBeNull();
      clock.now += DAY;
      expect(await claimed()).toEqual([]);
    },
  );

  test('a correction that got no answer and was taken back is sent once more when it stands again', async () => {
    const { decide } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await fail((await claimed())[0], MINUTE);
    await decide('trash', id);
    await decide('approve', id);
    const [again] = await claimed();
    expect(again).toMatchObject({ direction: 'ham' });
    await deliver(again);
    expect(await correction(id)).toBe('ham delivered');
  });

  test('the opposite of a correction that is under way is sent behind it when it arrives', async () => {
    const { decide } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [underWay] = await claimed();
    await decide('spam', id);
    expect(await claimed()).toEqual([]);
    await deliver(underWay);
    const [behind] = await claimed();
    expect(behind).toMatchObject({ direction: 'spam' });
    await deliver(behind);
    expect(await correction(id)).toBe('spam delivered');
  });

  test('the opposite is also sent behind a correction that is under way and gets no answer', async () => {
    const { decide, clock } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [underWay] = await claimed();
    await decide('spam', id);
    await fail(underWay, MINUTE);
    const [behind] = await claimed();
    expect(behind).toMatchObject({ direction: 'spam' });
    await deliver(behind);
    clock.now += DAY;
    expect(await claimed()).toEqual([]);
  });

  test('a mind changed twice while a correction is under way leaves it in force', async () => {
    const { decide, clock } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [underWay] = await claimed();
    await decide('spam', id);
    await decide('approve', id);
    await fail(underWay, MINUTE);
    clock.now += MINUTE;
    const [again] = await claimed();
    expect(again).toMatchObject({ direction: 'ham', attempts: 2 });
    await deliver(again);
    expect(await correction(id)).toBe('ham delivered');
    expect(await claimed()).toEqual([]);
  });
}
