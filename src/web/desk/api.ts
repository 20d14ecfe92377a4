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

/** A failed call: the status of the service's answer, or 0 without an answer, and a message for people. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The path that the whole service lies below: this script is at `/desk/desk.js` of it. */
const [, BASE = ''] = /^https?:\/\/[^/]+(.*)\/desk\/[^/]*$/.exec(import.meta.url) ?? [];

const PATIENCE_MS = 30_000;
const NO_ANSWER = 'The service does not answer. Check your connection, and try again.';

/** Calls the service in the session of the desk. The header proves that the call comes from the desk itself. */
export async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { 'X-Afterword-Desk': '1' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(BASE + path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => null);
  if (response === null) throw new CallError(0, NO_ANSWER);
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new CallError(response.status, answer?.detail ?? `The service answered with an error (${response.status}).`);
}

type Parameters = Readonly<Record<string, string | number | null>>;

/** The calls of a site's moderators. */
export function moderationOf(site: string) {
  const base = `/api/v1/sites/${encodeURIComponent(site)}/moderation`;
  const get = <Answer>(path: string, parameters: Parameters = {}) => {
    const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== '');
    return call<Answer>(
      'GET',
      `${base}${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`,
    );
  };
  return {
    queue: (parameters: Parameters) => get<Queue>('/comments', parameters),
    comment: (id: string) => get<ModeratedWithHistory>(`/comments/${encodeURIComponent(id)}`),
    email: (id: string) => get<Email>(`/comments/${encodeURIComponent(id)}/email`),
    /** Decides on comments as they were read: with this status and these words. */
    decide: (decision: Decision, comments: readonly Pick<Moderated, 'id' | 'revision'>[], ifStatus: Status) =>
      call<Decisions>('POST', `${base}/decisions`, {
        decision,
        comments: comments.map(({ id }) => id),
        ifStatus,
        ifRevision: Object.fromEntries(comments.map(({ id, revision }) => [id, revision])),
      }),
    summary: () => get<Summary>('/summary'),
    audit: (parameters: Parameters) => get<Audit>('/audit', parameters),
  };
}

export type Moderation = ReturnType<typeof moderationOf>;
