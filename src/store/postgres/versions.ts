import type { PublishedOf } from '../units/published.js';

interface Waiting extends PublishedOf {
  readonly resolve: (version: number) => void;
  readonly reject: (error: unknown) => void;
}

/** The versions of these, in this order; 0 for what is not there. */
type Look = (asked: readonly PublishedOf[]) => Promise<readonly number[]>;

/**
 * Gathers questions for versions: every reader of a finished page asks one. Those that come while a look is under way wait for the next, which begins
 * after they came, so that none is told of anything older than its question.
 */
export function gatheredVersions(look: Look): (asked: PublishedOf) => Promise<number> {
  let waiting: Waiting[] = [];
  let isLooking = false;

  async function lookOnce(): Promise<void> {
    const asked = waiting;
    waiting = [];
    const byKey = new Map(asked.map((one) => [keyOf(one), one]));
    try {
      const versions = await look([...byKey.values()]);
      const known = new Map([...byKey.keys()].map((key, index) => [key, versions[index] ?? 0]));
      for (const one of asked) one.resolve(known.get(keyOf(one)) ?? 0);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  async function lookAsLongAsAsked(): Promise<void> {
    while (waiting.length > 0) await lookOnce();
    isLooking = false;
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ ...asked, resolve, reject });
      if (isLooking) return;
      isLooking = true;
      // Everything that arrives in one turn of the event loop goes together.
      setImmediate(() => void lookAsLongAsAsked());
    });
}

function keyOf({ of, id }: PublishedOf): string {
  return `${of} ${id}`;
}
