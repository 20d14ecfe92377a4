import type { AlarmClock } from '../domain/time.js';

/** Something that is done again and again for as long as the service runs. */
export interface Repeated {
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/** Runs each duty at once and then every so often, never one of them twice at a time. @returns stops them, and waits for those under way */
export function startHousekeeping(
  duties: readonly Repeated[],
  clock: AlarmClock,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const alarms = new Set<() => void>();
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
    const cancel = clock.after(duty.everyMs, () => {
      alarms.delete(cancel);
      begin(duty);
    });
    alarms.add(cancel);
  }

  for (const duty of duties) begin(duty);
  return async () => {
    stopped = true;
    for (const cancel of alarms) cancel();
    await Promise.all(underWay);
  };
}
