import { describe, expect, test } from '@jest/globals';
import { AfterwordError } from '../../../src/domain/errors.js';
import { createModel } from '../../../src/spam/local/model.js';
import { readPrior, writePrior } from '../../../src/spam/local/prior.js';
import { type Example, trainPrior } from '../../../src/spam/local/train.js';
import { advertisement, evidence, hex, readersComments, SHIPPED } from './support.js';

/** Two blogs with 30 comments of each kind, with which a source is large enough for a trial. */
function examples(): Example[] {
  const ham = readersComments(60).map(
    (comment, i): Example => ({ evidence: comment, direction: 'ham', source: `blog-${i % 2}` }),
  );
  const things = ['handbags', 'watches', 'jerseys', 'loans', 'pills'];
  const spam = Array.from({ length: 60 }, (_, i): Example => {
    const thing = things[i % things.length] as string;
    const body = `Nice! Buy cheap ${thing} ${i} at http://${thing}-${i % 9}.example/`;
    return {
      evidence: advertisement({ authorName: `cheap ${thing}`, body }),
      direction: 'spam',
      source: `blog-${(i >> 1) % 2}`,
    };
  });
  return ham.flatMap((example, i) => [example, spam[i] as Example]);
}

describe('training', () => {
  /** Most of the work here, done once. */
  const trained = trainPrior(examples());
  const withoutTrials = trainPrior(examples(), { trials: false });

  test('gives the same bytes for the same examples', () => {
    expect(hex(trainPrior(examples()))).toBe(hex(trained));
  });

  test('makes a prior that tells apart what it was made from, and what is like it', () => {
    const model = createModel(readPrior(trained));
    expect(
      model.judge(advertisement({ body: 'Buy cheap sunglasses at http://sunglasses.example/' })).score,
    ).toBeGreaterThan(0.8);
    expect(model.judge(evidence()).score).toBeLessThan(0.2);
  });

  test('takes what sets a source apart for no sign of spam', () => {
    const onlySpam = Array.from(
      { length: 40 },
      (_, i): Example => ({
        evidence: advertisement({
          body: `quux Buy cheap jerseys ${i} at http://jerseys-${i}.example/`,
          articleKey: '/only-spam',
        }),
        direction: 'spam',
        source: 'blog-spam',
      }),
    );
    const model = createModel(readPrior(trainPrior([...examples(), ...onlySpam], { trials: false })));
    const elsewhere = model.judge(evidence({ articleKey: '/only-spam' })).score;
    expect(elsewhere).toBeCloseTo(model.judge(evidence()).score, 1);
  });

  test('without trials knows the same weights', () => {
    const [full, quick] = [readPrior(trained), readPrior(withoutTrials)];
    expect(quick.weights.join()).toBe(full.weights.join());
    expect(quick.scale).toBe(1);
    expect(full.thresholds.spam).toBeGreaterThanOrEqual(0.9);
  });

  test('can leave sorts of features out', () => {
    const bytes = trainPrior(examples(), { without: new Set(['characters']), trials: false });
    expect(bytes.length).toBeLessThan(withoutTrials.length * 0.75);
  });

  test('of nothing gives a prior that knows nothing', () => {
    expect(createModel(readPrior(trainPrior([]))).judge(evidence()).outcome).toBe('unsure');
  });
});

describe('a prior', () => {
  test('is read as it was written', () => {
    const bytes = writePrior(SHIPPED);
    expect(hex(writePrior(readPrior(bytes)))).toBe(hex(bytes));
    expect(bytes.length).toBeLessThan(500 * 1024);
  });

  test('that is damaged or of another kind is refused', () => {
    const bytes = writePrior(SHIPPED);
    for (const wrong of [bytes.slice(0, -1), bytes.slice(1), new Uint8Array(), createModel(null).toBytes()]) {
      expect(() => readPrior(wrong)).toThrow(AfterwordError);
    }
  });

  test('is shared, and no model changes it', () => {
    const before = writePrior(SHIPPED);
    const model = createModel(SHIPPED);
    model.learn(model.lesson(evidence(), 'spam'));
    expect(hex(writePrior(SHIPPED))).toBe(hex(before));
  });
});
