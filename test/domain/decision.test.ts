import { describe, expect, test } from '@jest/globals';
import { STATUSES } from '../../src/domain/comment.js';
import { correctionFor, DECISIONS, effectOf } from '../../src/domain/decision.js';

describe('a decision', () => {
  test.each([
    ['approve', 'approved'],
    ['hold', 'pending'],
    ['spam', 'spam'],
    ['trash', 'trash'],
  ] as const)('to %s makes a comment of any status %s', (decision, to) => {
    for (const from of STATUSES) expect(effectOf(decision, from)).toEqual({ kind: 'move', to });
  });

  test.each(['spam', 'trash'] as const)('to delete erases what is in %s', (from) => {
    expect(effectOf('delete', from)).toEqual({ kind: 'erase' });
  });

  test.each(['pending', 'approved'] as const)('to delete is refused, with what to do, for what is %s', (from) => {
    expect(effectOf('delete', from)).toEqual({ kind: 'refuse', problem: expect.stringMatching(/move it there first/) });
  });

  test('to keep the words leaves the comment where it is', () => {
    for (const from of STATUSES) expect(effectOf('keep', from)).toEqual({ kind: 'keep' });
  });

  test('is one of those that the API knows', () => {
    expect(DECISIONS).toEqual(['approve', 'hold', 'spam', 'trash', 'delete', 'keep']);
  });
});

describe('a correction', () => {
  test.each([
    ['approved', 'spam', 'ham'],
    ['spam', 'ham', 'spam'],
    ['approved', 'unsure', 'ham'],
    ['spam', 'unsure', 'spam'],
    ['approved', 'ham', null],
    ['spam', 'spam', null],
  ] as const)('of a comment that is %s and that the checker takes for %s goes to %s', (status, told, to) => {
    expect(correctionFor(status, told)).toBe(to);
  });

  test('follows from nothing that says neither ham nor spam', () => {
    for (const status of ['pending', 'trash'] as const) {
      for (const told of ['ham', 'spam', 'unsure', null] as const) expect(correctionFor(status, told)).toBeNull();
    }
  });

  test('does not exist before there is a verdict', () => {
    for (const status of STATUSES) expect(correctionFor(status, null)).toBeNull();
  });
});
