/** Where the time comes from. */
export interface Clock {
  /** Milliseconds since 1970 in UTC. May jump, as the clock of a computer does. */
  now(): number;
}

/** A clock that can also be set to ring: everything that the service does after a while, it does by one of these. */
export interface AlarmClock extends Clock {
  /**
   * Calls `ring` once, so many milliseconds from now or a little later, however the clock jumps meanwhile.
   * @returns takes it back, so that it does not ring any more
   */
  after(ms: number, ring: () => void): () => void;
}

/** Waits so many milliseconds, or until the signal is aborted. Never rejects. */
export function wait(clock: AlarmClock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener('abort', end);
  });
}

/** An RFC 3339 time in UTC with milliseconds. */
export function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
