import { describe, expect, test } from '@jest/globals';
import { editPasses, POLICIES, type PolicyCase, statusByPolicy } from '../../src/domain/policy.js';
import { fc } from '../support/properties.js';

const HAM: PolicyCase = {
  outcome: 'ham',
  provisional: false,
  policy: 'hold',
  authorKnown: false,
};

const anyCase: fc.Arbitrary<PolicyCase> = fc.record({
  outcome: fc.constantFrom('ham', 'spam', 'discard', 'unchecked'),
  provisional: fc.boolean(),
  policy: fc.constantFrom(...POLICIES),
  authorKnown: fc.boolean(),
});

describe('the policy', () => {
  test.each([
    ['hold', false, 'pending'],
    ['hold', true, 'pending'],
    ['first-time', false, 'pending'],
    ['first-time', true, 'approved'],
    ['publish', false, 'approved'],
    ['publish', true, 'approved'],
  ] as const)('%s, with an author known before: %s, makes a ham %s', (policy, authorKnown, status) => {
    expect(statusByPolicy({ ...HAM, policy, authorKnown })).toBe(status);
  });

  test('puts spam where spam goes, whatever it says about ham', () => {
    for (const policy of POLICIES) {
      for (const outcome of ['spam', 'discard'] as const) {
        expect(statusByPolicy({ ...HAM, policy, outcome, authorKnown: true })).toBe('spam');
      }
    }
  });

  test.each([
    ['hold', false],
    ['first-time', true],
    ['publish', true],
  ] as const)('%s lets a ham edit of a published comment pass: %s', (policy, passes) => {
    expect(editPasses({ ...HAM, policy })).toBe(passes);
  });

  test('lets no edit pass that is not ham for sure', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        if (editPasses(it)) expect(it).toMatchObject({ outcome: 'ham', provisional: false });
      }),
    );
  });

  test('never publishes what has no final ham', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        if (statusByPolicy(it) === 'approved') expect(it).toMatchObject({ outcome: 'ham', provisional: false });
      }),
    );
  });

  test('holds what is unchecked or only provisionally ham', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        const isOpen = it.outcome === 'unchecked' || (it.outcome === 'ham' && it.provisional);
        if (isOpen) expect(statusByPolicy(it)).toBe('pending');
      }),
    );
  });
});
