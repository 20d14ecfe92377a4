/** Something that is done again and again for as long as the service runs. */
export interface Repeated {
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/** Runs each duty at once and then every so often, never one of them twice at a time. @returns stops them, and waits for those under way */
export function startHousekeeping(duties: readonly Repeated[], onError: (error: unknown) => void): () => Promise<void> {
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  function begin(duty: Repeated): void {
    const work = duty
      .run()
      .then(() => undefined, onError)
      .finally(() => {
        underWay.delete(work);
        if (!stopped) schedule(duty);
      });
    underWay.add(work);
  }

  function schedule(duty: Repeated): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      begin(duty);
    }, duty.everyMs);
    timers.add(timer);
  }

  for (const duty of duties) begin(duty);
  return async () => {
    stopped = true;
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(underWay);
  };
}
