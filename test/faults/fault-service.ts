import { expect } from '@jest/globals';
import { bearer, COMMENTS, MODERATION } from '../support/http.js';
import type { TestService } from '../support/service.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What moderators see of a comment, as far as these tests look. */
export interface Seen {
  readonly id: string;
  readonly status: string;
  readonly verdict: {
    readonly outcome: string;
    readonly attempts: number;
    readonly nextAttemptAt: string | null;
    readonly lastError: string | null;
  };
  readonly correction: { readonly to: string; readonly state: string } | null;
  readonly history: readonly { readonly action: string; readonly actor: string; readonly note: string | null }[];
}

export async function seen(service: TestService, id: string): Promise<Seen> {
  const path = `${MODERATION}/comments/${id}`;
  const { body } = await service.agent.get(path).set(bearer(service.tokens.moderator)).expect(200);
  return body as Seen;
}

/** Whether readers see the comment. */
export async function isPublished(service: TestService, id: string): Promise<boolean> {
  const { status } = await service.agent.get(`${COMMENTS}/${id}`);
  expect([200, 404]).toContain(status);
  return status === 200;
}

/** What moderators are told about the checker. */
export async function checkerSummary(service: TestService) {
  const path = `${MODERATION}/summary`;
  const { body } = await service.agent.get(path).set(bearer(service.tokens.moderator)).expect(200);
  return body.checker as {
    ok: boolean;
    lastError: string | null;
    alert: string | null;
    waiting: number;
    corrections: number;
  };
}

/** Lets so much time pass, and the worker do what has become due. */
export async function pass(service: TestService, milliseconds: number): Promise<void> {
  service.clock.advance(milliseconds);
  await service.work();
}

/** Lets time pass until a comment's next check is due, and the worker do it. @returns how long that took, in milliseconds */
export async function passToNextCheck(service: TestService, id: string): Promise<number> {
  const { nextAttemptAt } = (await seen(service, id)).verdict;
  const wait = Date.parse(nextAttemptAt ?? '') - service.clock.now();
  await pass(service, wait);
  return wait;
}

/** The calls of one name that the fake Akismet got. */
export function callsTo(service: TestService, name: string) {
  return service.akismet.calls.filter((call) => call.name === name);
}

/** Lets time pass in steps, and the worker do after each what has become due. */
export async function passThrough(service: TestService, milliseconds: number, step: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) await pass(service, step);
}
