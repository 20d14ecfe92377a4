import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../../src/http/access/turns.js';

describe('work that waits for its turn', () => {
  it('lets what has arrived meanwhile go before each piece', async () => {
    const turns = createTurns(10);
    const order: string[] = [];
    const works = [1, 2, 3].map((n) => turns.take(() => order.push(`work ${n}`)));
    const reader = async (n: number) => {
      await new Promise(setImmediate);
      order.push(`reader ${n}`);
    };
    await reader(1);
    await reader(2);
    await Promise.all(works);
    expect(order.indexOf('reader 1')).toBeLessThan(order.indexOf('work 2'));
    expect(order.indexOf('reader 2')).toBeLessThan(order.indexOf('work 3'));
    expect(order.filter((one) => one.startsWith('work'))).toEqual(['work 1', 'work 2', 'work 3']);
  });

  it('is refused when too much waits, and taken again afterwards', async () => {
    const turns = createTurns(3);
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => turns.take(() => n)));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(results[3]).toMatchObject({ reason: { code: 'unavailable', facts: { retryAfterSeconds: 3 } } });
    expect(await turns.take(() => 6)).toBe(6);
  });

  it('fails alone', async () => {
    const turns = createTurns(3);
    const failing = turns.take(() => {
      throw new Error('a fault');
    });
    const next = turns.take(() => 'done');
    await expect(failing).rejects.toThrow('a fault');
    expect(await next).toBe('done');
  });
});
