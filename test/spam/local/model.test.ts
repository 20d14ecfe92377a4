import { describe, expect, test } from '@jest/globals';
import { AfterwordError } from '../../../src/domain/errors.js';
import type { Evidence } from '../../../src/domain/evidence.js';
import type { Direction } from '../../../src/domain/verdict.js';
import { createModel } from '../../../src/spam/local/model.js';
import { anyWebUrl } from '../../support/any-text.js';
import { fc, runs } from '../../support/properties.js';
import { advertisement, evidence, hex, logOdds, readersComments, SHIPPED, taughtModel, teach } from './support.js';

const anyCount = fc.option(fc.nat(30), { nil: null });
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  authorName: fc.string({ unit: 'grapheme', maxLength: 40 }),
  authorUrl: fc.option(anyWebUrl(), { nil: null }),
  articleTitle: fc.option(fc.lorem({ maxCount: 4 }), { nil: null }),
  articleKey: fc.constantFrom('/a', '/b', ''),
  body: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.lorem({ maxCount: 60 }),
    fc
      .array(fc.oneof(anyWebUrl(), fc.lorem({ maxCount: 3 }), fc.constant('<b>[url=')), { maxLength: 12 })
      .map((parts) => parts.join(' ')),
  ),
  circumstances: fc.record({
    trapped: fc.boolean(),
    secondsToWrite: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null }),
    history: fc.option(fc.record({ approved: fc.nat(9), spam: fc.nat(9) }), { nil: null }),
    sameWords: anyCount,
    sameLinks: anyCount,
    sameRange: anyCount,
  }),
});
const anyDirection = fc.constantFrom<Direction>('ham', 'spam');
const RUNS = { numRuns: runs(50) };
const anyDecision = fc.tuple(anyEvidence, anyDirection);

describe('an opinion', () => {
  test('has at most eight reasons, whose weights add up to the log-odds of its score', () => {
    fc.assert(
      fc.property(fc.array(anyDecision, { maxLength: 6 }), anyEvidence, (decisions, comment) => {
        const model = createModel(SHIPPED);
        for (const [about, direction] of decisions) teach(model, direction, about);
        const { score, reasons } = model.judge(comment);
        const sum = reasons.reduce((total, { weight }) => total + weight, 0);
        expect(reasons.length).toBeGreaterThan(0);
        expect(reasons.length).toBeLessThanOrEqual(8);
        expect(Math.abs(logOdds(score) - sum)).toBeLessThan(1e-6);
      }),
      RUNS,
    );
  });

  test('gives no reason twice, and the weightiest first', () => {
    const { reasons } = taughtModel([], [advertisement()]).judge(advertisement());
    expect(new Set(reasons.map(({ detail }) => detail)).size).toBe(reasons.length);
    const weights = reasons.slice(0, -1).map(({ weight }) => Math.abs(weight));
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
  });

  test('says nothing where nothing is known', () => {
    const { score, outcome } = createModel(null).judge(evidence());
    expect(score).toBeCloseTo(0.5, 1);
    expect(outcome).toBe('unsure');
  });

  test('is `ham` for readers, and `spam` for advertising, once a moderator has decided a few', () => {
    const model = taughtModel(readersComments(12), [
      advertisement(),
      advertisement({ authorName: 'replica bags outlet' }),
    ]);
    expect(model.judge(evidence()).outcome).toBe('ham');
    expect(model.judge(advertisement({ authorName: 'discount handbags' })).outcome).toBe('spam');
  });
});

describe('learning', () => {
  test('works at once: the next comment of the same kind is judged by it', () => {
    const model = createModel(SHIPPED);
    const comment = evidence({ body: 'Visit zomblatt for the finest gribbels in town' });
    const before = model.judge(comment).score;
    teach(model, 'spam', comment);
    const after = model.judge({ ...comment, body: 'The finest gribbels are at zomblatt, in town' });
    expect(after.score).toBeGreaterThan(before);
    expect(after.reasons.map(({ detail }) => detail).join()).toMatch(
      /words seen in spam here: .*(gribbels|zomblatt|finest)/,
    );
    expect(model.learned).toEqual({ ham: 0, spam: 1 });
  });

  test('names only words of the comment that is judged', () => {
    const model = createModel(SHIPPED);
    teach(model, 'spam', evidence({ body: 'secretword gribbels zomblatt' }));
    const details = model.judge(evidence({ body: 'I like gribbels' })).reasons.map(({ detail }) => detail);
    expect(details.join()).toContain('gribbels');
    expect(details.join()).not.toMatch(/secretword|zomblatt/);
  });

  test('does not happen by making a lesson', () => {
    const model = createModel(SHIPPED);
    const before = model.toBytes();
    model.lesson(advertisement(), 'spam');
    expect(hex(model.toBytes())).toBe(hex(before));
    expect(model.learned).toEqual({ ham: 0, spam: 0 });
  });

  test('in any order gives the same model, and what is unlearned leaves nothing behind', () => {
    const anyStory = fc.array(fc.tuple(anyDecision, fc.boolean(), fc.integer()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(anyStory, anyEvidence, (story, comment) => {
        const told = createModel(SHIPPED);
        const lessons = story.map(([[about, direction], isTakenBack, place]) => {
          const [lesson] = teach(told, direction, about);
          return { lesson: lesson as Uint8Array, isTakenBack, place };
        });
        for (const { lesson, isTakenBack } of lessons) if (isTakenBack) told.unlearn(lesson);
        const other = createModel(SHIPPED);
        const kept = lessons.filter(({ isTakenBack }) => !isTakenBack).sort((a, b) => a.place - b.place);
        for (const { lesson } of kept) other.learn(lesson);
        expect(hex(told.toBytes())).toBe(hex(other.toBytes()));
        expect(told.judge(comment)).toEqual(other.judge(comment));
        expect(told.learned.ham + told.learned.spam).toBe(kept.length);
      }),
      RUNS,
    );
  });

  test('moves no comment beyond sure, however often the same is decided', () => {
    const model = createModel(SHIPPED);
    for (let i = 0; i < 50; i++) teach(model, 'spam', evidence());
    expect(logOdds(model.judge(evidence()).score)).toBeLessThan(10);
    for (let i = 0; i < 5; i++) teach(model, 'ham', evidence());
    expect(model.judge(evidence()).outcome).not.toBe('spam');
  });

  test('costs a few kilobytes a lesson, also of the longest comment', () => {
    const body = readersComments(200)
      .map((comment) => comment.body)
      .join(' ')
      .slice(0, 10_000);
    expect(createModel(SHIPPED).lesson(evidence({ body }), 'spam').length).toBeLessThan(6_000);
    expect(createModel(SHIPPED).lesson(evidence(), 'ham').length).toBeLessThan(1_500);
  });
});

describe('a snapshot', () => {
  test('brings the model back as it was', () => {
    const model = taughtModel(readersComments(30), [advertisement()]);
    const again = createModel(SHIPPED, model.toBytes());
    expect(again.learned).toEqual({ ham: 30, spam: 1 });
    expect(again.judge(advertisement())).toEqual(model.judge(advertisement()));
    expect(again.lesson(evidence(), 'spam')).toEqual(model.lesson(evidence(), 'spam'));
    expect(hex(again.toBytes())).toBe(hex(model.toBytes()));
  });

  test('or a lesson that is damaged is refused, and changes nothing', () => {
    const model = createModel(SHIPPED);
    const [lesson] = teach(model, 'spam', advertisement()) as [Uint8Array];
    const before = model.toBytes();
    for (const bytes of [lesson.slice(0, -1), lesson.slice(1), new Uint8Array(), new Uint8Array(40).fill(255)]) {
      expect(() => model.learn(bytes)).toThrow(AfterwordError);
    }
    expect(hex(model.toBytes())).toBe(hex(before));
    for (const bytes of [before.slice(0, -1), lesson, new Uint8Array()]) {
      expect(() => createModel(SHIPPED, bytes)).toThrow(AfterwordError);
    }
  });
});
