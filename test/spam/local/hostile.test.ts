import { describe, expect, test } from '@jest/globals';
import { createModel } from '../../../src/spam/local/model.js';
import { ended } from '../../support/ended.js';
import { evidence, SHIPPED } from './support.js';
import { worstBodies, worstComment } from './worst-bodies.js';

describe('a hostile comment', () => {
  const model = createModel(SHIPPED);

  test.each(Object.entries(worstBodies))('of %s is judged and learned as any other', (_, text) => {
    const comment = worstComment(text);
    const lesson = ended(() => {
      expect(model.judge(comment).reasons.length).toBeLessThanOrEqual(8);
      const made = model.lesson(comment, 'spam');
      model.learn(made);
      return made;
    });
    expect(lesson.length).toBeLessThan(6_000);
    expect(model.judge(comment).reasons.length).toBeLessThanOrEqual(8);
  });

  test('of a megabyte is looked at only as far as comments go', () => {
    const body = 'a\u0301'.repeat(500_000);
    expect(model.judge(evidence({ body }))).toEqual(model.judge(evidence({ body: body.slice(0, 20_000) })));
  });
});
