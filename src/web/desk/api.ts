export type Status = 'pending' | 'approved' | 'spam' | 'trash';
export type Decision = 'approve' | 'hold' | 'spam' | 'trash' | 'delete';
export type Order = 'newest' | 'oldest' | 'suspicious';

/** Who is signed in. */
export interface Session {
  readonly name: string;
  readonly role: 'moderator' | 'admin';
  readonly sites: readonly { readonly id: string; readonly name: string; readonly url: string }[];
  readonly expiresAt: string;
}

export interface Verdict {
  readonly by: 'akismet' | 'local' | 'none';
  readonly outcome: 'ham' | 'spam' | 'discard' | 'unchecked';
  readonly checkedAt: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
}

export interface Correction {
  readonly to: 'ham' | 'spam';
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly at: string;
}

/** What speaks for spam, or with a weight below 0 against it; the weights add up to the score's log-odds. */
export interface Reason {
  readonly detail: string;
  readonly weight: number;
}

/** A comment as moderators see it. */
export interface Moderated {
  readonly id: string;
  readonly article: string;
  readonly articleUrl: string;
  readonly articleTitle: string | null;
  readonly parent: string | null;
  readonly author: {
    readonly name: string;
    readonly email: string | null;
    readonly url: string | null;
    readonly avatar: string;
  };
  readonly body: string;
  readonly html: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly status: Status;
  readonly replies: number;
  readonly client: { readonly ip: string; readonly userAgent: string; readonly referrer: string } | null;
  readonly verdict: Verdict;
  readonly suspicion: {
    readonly score: number;
    readonly reasons: readonly Reason[];
  } | null;
  readonly correction: Correction | null;
}

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly comment: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly note: string | null;
}

export interface Queue {
  readonly comments: readonly Moderated[];
  readonly next: string | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}

export interface DecisionResult {
  readonly id: string;
  readonly from: Status | null;
  readonly to: Status | 'deleted' | null;
  readonly changed: boolean;
  readonly problem?: string;
}

export interface Day {
  readonly day: string;
  readonly verdicts: Readonly<Record<'ham' | 'spam' | 'discard' | 'unsure', number>>;
  readonly decisions: Readonly<Record<Decision, number>>;
  readonly overruled: Readonly<Record<'ham' | 'spam', number>>;
}

export interface Summary {
  readonly counts: Readonly<Record<Status, number>>;
  readonly oldestPendingAt: string | null;
  readonly oldestPendingSeconds: number | null;
  readonly checker: {
    readonly name: 'akismet' | 'local';
    readonly ok: boolean;
    readonly lastError: string | null;
    readonly alert: string | null;
    readonly waiting: number;
    readonly corrections: number;
    /** Decisions that the local classifier has learned from. */
    readonly learned: Readonly<Record<'ham' | 'spam', number>>;
  };
  readonly days: readonly Day[];
}

/** A call that came to nothing: the status of the service's answer, 0 where there was none, and words for people. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const PATIENCE_MS = 30_000;
const NO_ANSWER = 'The service does not answer. Check your connection, and try again.';

/** Calls the service in the session of the desk. The header tells it that the call comes from here. */
export async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { 'X-Afterword-Desk': '1' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
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
    comment: (id: string) =>
      get<Moderated & { readonly history: readonly AuditEntry[] }>(`/comments/${encodeURIComponent(id)}`),
    email: (id: string) => get<{ readonly email: string }>(`/comments/${encodeURIComponent(id)}/email`),
    decide: (decision: Decision, comments: readonly string[], ifStatus: Status) =>
      call<{ readonly results: readonly DecisionResult[] }>('POST', `${base}/decisions`, {
        decision,
        comments,
        ifStatus,
      }),
    summary: () => get<Summary>('/summary'),
    audit: (parameters: Parameters) =>
      get<{ readonly entries: readonly AuditEntry[]; readonly next: string | null }>('/audit', parameters),
  };
}

export type Moderation = ReturnType<typeof moderationOf>;
