import type { Decision } from '../../src/domain/decision.js';
import type { TestService } from './service.js';

/** The API's address of the site `default`. */
export const SITE = '/api/v1/sites/default';
export const COMMENTS = `${SITE}/comments`;
export const MODERATION = `${SITE}/moderation`;

let written = 0;

/** A comment as a reader sends it, with words of its own; `change` replaces whole properties. */
export function aComment(change: Record<string, unknown> = {}): Record<string, unknown> {
  written += 1;
  return {
    article: { url: 'https://blog.example/2026/an-article', title: 'An article' },
    author: { name: 'Ada', email: 'ada@example.org' },
    body: `Comment number ${written}`,
    ...change,
  };
}

/** What a reader is answered to a new comment. */
export interface Posted {
  readonly comment: { readonly id: string; readonly status: string; readonly [property: string]: unknown };
  readonly editToken: string;
  readonly editableUntil: string;
  readonly authorKey: string;
}

export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

/** Posts a comment as a reader's browser without an Origin would; each comes a millisecond after the one before. */
export async function post(
  service: TestService,
  change: Record<string, unknown> = {},
  site = 'default',
): Promise<Posted> {
  service.clock.advance(1);
  const response = await service.agent.post(`/api/v1/sites/${site}/comments`).send(aComment(change)).expect(201);
  return response.body as Posted;
}

/** Decides as the moderator of the site `default`. */
export async function decide(service: TestService, decision: Decision, ...comments: string[]) {
  const response = await service.agent
    .post(`${MODERATION}/decisions`)
    .set(bearer(service.tokens.moderator))
    .send({ decision, comments })
    .expect(200);
  return response.body.results as { id: string; from: string; to: string; changed: boolean; problem?: string }[];
}

/** Posts a comment and has it published. @returns its id */
export async function publish(service: TestService, change: Record<string, unknown> = {}): Promise<string> {
  const { comment } = await post(service, change);
  await decide(service, 'approve', comment.id);
  return comment.id;
}

/** The name of a part of the script that blogs load, as the script itself names it. */
export async function embedChunk(service: TestService): Promise<string> {
  const { text } = await service.agent.get('/embed.js').expect(200);
  return /embed\/([\w-]+\.js)/.exec(text)?.[1] ?? 'the script names no part';
}
