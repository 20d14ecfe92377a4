import { describe, expect, test } from '@jest/globals';
import type { Evidence, Opinion } from '../../../src/domain/evidence.js';
import { createModel, type Model } from '../../../src/spam/local/model.js';
import { CAMPAIGNS, campaign, logOdds, readersComments, SHIPPED, taughtModel } from './support.js';

/*
 * What a site may expect of the classifier after none, 10 and 50 decisions. All comments are invented, and no two are the same.
 */

/** The hundredth comment of a kind and those after it: none that was taught. */
const later = {
  spam: CAMPAIGNS.flatMap((kind) => campaign(kind, 100, 15)),
  ham: readersComments(220).slice(160),
};

const outcomesOf = (model: Model, comments: readonly Evidence[]) =>
  comments.map((comment) => model.judge(comment).outcome);

function shareOf(outcome: Opinion['outcome'], outcomes: readonly Opinion['outcome'][]): number {
  return outcomes.filter((one) => one === outcome).length / outcomes.length;
}

describe('with no lesson', () => {
  const model = createModel(SHIPPED);

  test('most comments are `unsure`', () => {
    expect(shareOf('unsure', outcomesOf(model, [...later.ham, ...later.spam]))).toBeGreaterThan(0.5);
  });

  test('no reader is called spam, and no advertisement ham', () => {
    expect(outcomesOf(model, later.ham)).not.toContain('spam');
    expect(outcomesOf(model, later.spam)).not.toContain('ham');
  });

  test('every opinion says why, and nothing of having been taught here', () => {
    for (const comment of [...later.ham, ...later.spam]) {
      const { score, reasons } = model.judge(comment);
      expect(reasons.length).toBeGreaterThan(1);
      expect(reasons.map(({ detail }) => detail).join()).not.toMatch(/seen in|was spam here|was approved here/);
      expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(logOdds(score), 6);
    }
  });
});

describe('after 10 lessons', () => {
  test.each(CAMPAIGNS)('the next advertisement of a kind is caught that was decided ten times: %s', (kind) => {
    const model = taughtModel([], campaign(kind, 0, 10));
    expect(model.learned).toEqual({ ham: 0, spam: 10 });
    expect(shareOf('spam', outcomesOf(model, campaign(kind, 100, 15)))).toBe(1);
  });

  test.each(CAMPAIGNS)('the reasons name what was taught: %s', (kind) => {
    const model = taughtModel([], campaign(kind, 0, 10));
    for (const comment of campaign(kind, 100, 15)) {
      const said = model.judge(comment).reasons.filter(({ weight }) => weight > 0);
      expect(said.map(({ detail }) => detail).join()).toMatch(/words seen in spam here: \p{L}/u);
    }
  });

  test.each(CAMPAIGNS)('five of a kind and five readers part them, and no reader is called spam: %s', (kind) => {
    const model = taughtModel(readersComments(5), campaign(kind, 0, 5));
    expect(outcomesOf(model, later.ham)).not.toContain('spam');
    expect(outcomesOf(model, campaign(kind, 100, 15))).not.toContain('ham');
    const worstReader = Math.max(...later.ham.map((comment) => model.judge(comment).score));
    for (const comment of campaign(kind, 100, 15)) expect(model.judge(comment).score).toBeGreaterThan(worstReader);
  });

  test('ten readers make the next ones no less welcome, and advertisements no ham', () => {
    const [before, after] = [createModel(SHIPPED), taughtModel(readersComments(10))];
    for (const comment of later.ham) expect(after.judge(comment).score).toBeLessThan(before.judge(comment).score);
    expect(outcomesOf(after, later.spam)).not.toContain('ham');
  });
});

describe('after 50 lessons', () => {
  const mixed = Array.from({ length: 25 }, (_, i) =>
    campaign(CAMPAIGNS[i % CAMPAIGNS.length] as string, Math.floor(i / CAMPAIGNS.length), 1),
  ).flat();
  const model = taughtModel(readersComments(25), mixed);

  test('they are counted', () => expect(model.learned).toEqual({ ham: 25, spam: 25 }));

  test('most readers pass, and none is called spam', () => {
    const outcomes = outcomesOf(model, later.ham);
    expect(shareOf('ham', outcomes)).toBeGreaterThan(0.8);
    expect(outcomes).not.toContain('spam');
  });

  test('most advertisements are caught, and none passes', () => {
    const outcomes = outcomesOf(model, later.spam);
    expect(shareOf('spam', outcomes)).toBeGreaterThan(0.9);
    expect(outcomes).not.toContain('ham');
  });

  test('what nobody has decided about yet is `unsure`', () => {
    const unknown = readersComments(1).map((comment) => ({
      ...comment,
      authorName: 'Quill',
      articleTitle: null,
      articleKey: '/2026/other',
      body: 'Zomblatt gribbels vorn, quaddle nirps http://nirps.example/',
    }));
    expect(outcomesOf(model, unknown)).toEqual(['unsure']);
  });
});
