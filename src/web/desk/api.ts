import type {
  Audit,
  Decision,
  Decisions,
  Email,
  Moderated,
  ModeratedWithHistory,
  Queue,
  Status,
  Summary,
} from '../../http/api/shapes.js';
import { ALL_SITES } from './view.js';

/** A failed call: the status of the service's answer, or 0 without an answer, and a message for people. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What is wrong with which part of the body (JSON Pointers). */
    readonly fields: readonly { readonly pointer: string; readonly detail: string }[] = [],
  ) {
    super(message);
  }
}

/** The path that the whole service lies below: this script is at `/desk/desk.js` of it. */
const [, BASE = ''] = /^https?:\/\/[^/]+(.*)\/desk\/[^/]*$/.exec(import.meta.url) ?? [];

const PATIENCE_MS = 30_000;
const NO_CONTENT = 204;
/** What is still being asked for. What changes something is not among it: it is seen through to its end. */
const questions = new Set<AbortController>();

/** Breaks off whatever is still being asked for when somebody signs out: it would be refused, and be told as a lost session. */
export function askNoMore(): void {
  for (const question of questions) question.abort();
}

const NO_ANSWER = 'The service does not answer. Check your connection, and try again.';

/** Calls the service in the session of the desk. */
export async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const ending = new AbortController();
  AbortSignal.timeout(PATIENCE_MS).onabort = () => ending.abort();
  if (method === 'GET') questions.add(ending);
  try {
    return await answerTo<Answer>(method, path, body, ending.signal);
  } finally {
    questions.delete(ending);
  }
}

/** The header proves that the call comes from the desk itself. */
async function answerTo<Answer>(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Answer> {
  const headers: Record<string, string> = { 'X-Afterword-Desk': '1' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(BASE + path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    signal,
  }).catch(() => null);
  if (response === null) throw new CallError(0, NO_ANSWER);
  const answer = await response.json().catch(() => null);
  // An answer that is cut on its way is none.
  if (response.ok && answer === null && response.status !== NO_CONTENT) throw new CallError(0, NO_ANSWER);
  if (response.ok) return answer;
  throw new CallError(
    response.status,
    answer?.detail ?? `The service answered with an error (${response.status}).`,
    answer?.errors,
  );
}

/** What a refusal says of each of these fields, as sentences, and what it says of none of them. */
export function wrongAt<Name extends string>(
  error: unknown,
  names: readonly Name[],
): { readonly at: Readonly<Partial<Record<Name, string>>>; readonly other: string | null } {
  const at: Partial<Record<Name, string>> = {};
  for (const { pointer, detail } of error instanceof CallError ? error.fields : []) {
    const name = names.find((one) => pointer.split('/')[1] === one);
    if (name !== undefined) at[name] ??= `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
  }
  return { at, other: error === null || Object.keys(at).length > 0 ? null : (error as Error).message };
}

type Parameters = Readonly<Record<string, string | number | null>>;

function get<Answer>(path: string, parameters: Parameters = {}): Promise<Answer> {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== '');
  return call<Answer>('GET', `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`);
}

const placeOf = (site: string) => `/api/v1/sites/${encodeURIComponent(site)}/moderation`;

/** The lists and numbers of a site, or of all. */
export function listsOf(site: string) {
  const base = site === ALL_SITES ? '/api/v1/moderation' : placeOf(site);
  return {
    queue: (parameters: Parameters) => get<Queue>(`${base}/comments`, parameters),
    summary: () => get<Summary>(`${base}/summary`),
    audit: (parameters: Parameters) => get<Audit>(`${base}/audit`, parameters),
  };
}

export type Lists = ReturnType<typeof listsOf>;

/** What concerns single comments; each belongs to one site. */
export function commentsOf(site: string) {
  const base = placeOf(site);
  return {
    comment: (id: string) => get<ModeratedWithHistory>(`${base}/comments/${encodeURIComponent(id)}`),
    email: (id: string) => get<Email>(`${base}/comments/${encodeURIComponent(id)}/email`),
    byAuthor: (id: string) => get<Queue>(`${base}/comments`, { status: 'all', author: id, limit: 6 }),
    /** Decides on comments as they were read: with this status and these words. */
    decide: (decision: Decision, comments: readonly Pick<Moderated, 'id' | 'revision'>[], ifStatus: Status) =>
      call<Decisions>('POST', `${base}/decisions`, {
        decision,
        comments: comments.map(({ id }) => id),
        ifStatus,
        ifRevision: Object.fromEntries(comments.map(({ id, revision }) => [id, revision])),
      }),
  };
}

export type CommentCalls = ReturnType<typeof commentsOf>;
