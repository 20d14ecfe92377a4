import type { CheckRequest, CheckResult } from '../../../src/domain/spam-checker.js';
import {
  type AkismetChecker,
  type AkismetCheckerOptions,
  createAkismetChecker,
} from '../../../src/spam/akismet/checker.js';
import type { AkismetEvent } from '../../../src/spam/akismet/conversation.js';

import { type ManualClock, manualClock } from '../../support/manual-clock.js';

export const KEY = 'f00dbabe1234';

export interface CheckerUnderTest {
  readonly checker: AkismetChecker;
  readonly clock: ManualClock;
  readonly events: AkismetEvent[];
}

export function checkerFor(url: string, options: Partial<AkismetCheckerOptions> = {}): CheckerUnderTest {
  const clock = manualClock();
  const events: AkismetEvent[] = [];
  const checker = createAkismetChecker({
    key: KEY,
    url,
    siteUrl: 'https://blog.example/',
    timeoutMs: 2_000,
    withhold: new Set(),
    test: false,
    clock,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { checker, clock, events };
}

/** A request in which every field is filled, and every personal value unmistakable. */
export function aRequest(changes: Partial<CheckRequest> = {}): CheckRequest {
  return {
    siteUrl: 'https://blog.example/',
    ip: '203.0.113.77',
    userAgent: 'Mozilla/5.0 (Unmistakable)',
    referrer: 'https://elsewhere.example/came-from-here',
    permalink: 'https://blog.example/2020/07/tiktok',
    type: 'comment',
    authorName: 'Ada Lovelace',
    authorEmail: 'ada@lovelace.example',
    authorUrl: 'https://ada.example/',
    content: 'A *remarkable* comment.',
    createdAt: Date.UTC(2025, 11, 31, 23, 59, 58, 765),
    parent: null,
    trap: '',
    recheckReason: null,
    opinion: { score: 0.5, outcome: 'unsure', reasons: [] },
    ...changes,
  };
}

/** For calls that nobody means to break off. */
export function noAbort(): AbortSignal {
  return new AbortController().signal;
}

export function failureOf(result: CheckResult | { readonly ok: boolean; readonly failure?: unknown }) {
  if (!('failure' in result) || result.failure === undefined) throw new Error('The call was expected to fail.');
  return result.failure as Extract<CheckResult, { ok: false }>['failure'];
}
