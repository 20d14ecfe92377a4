/** How long it takes until it is asked again: a little longer each time that nothing has come. */
const FIRST_MS = 30_000;
const LAST_MS = 300_000;
const SLOWER = 1.5;

/**
 * Asks now and then while the page is visible, and at once when it is seen again after longer than that.
 * @param ask whether something has come
 * @param end when it is no longer wanted
 */
export function askNowAndThen(ask: () => Promise<boolean>, end: AbortSignal): void {
  let pause = FIRST_MS;
  let asked = Date.now();
  let timer: ReturnType<typeof setTimeout>;

  function wait(): void {
    clearTimeout(timer);
    if (document.visibilityState === 'visible' && !end.aborted)
      timer = setTimeout(() => void now(), asked + pause - Date.now());
  }

  async function now(): Promise<void> {
    asked = Date.now();
    const hasCome = await ask().catch(() => false);
    pause = hasCome ? FIRST_MS : Math.min(LAST_MS, pause * SLOWER);
    wait();
  }

  document.addEventListener('visibilitychange', wait, { signal: end });
  end.addEventListener('abort', () => clearTimeout(timer));
  if (!end.aborted) wait();
}
