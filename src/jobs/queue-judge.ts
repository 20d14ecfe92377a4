import type { Classifier } from '../app/judgement/classifier.js';

/** Waiting comments that are judged again after a decision, the newest: as many as moderators may look at next. */
const MOST_WAITING = 500;

/** Judges what waits by what has just been learned, so that the order of the queue follows the moderators. */
export interface QueueJudge {
  /** Says that decisions were taken on a site. */
  note(siteId: number): void;
  /** Does what has been asked for since the last time, after what is under way. */
  run(): Promise<void>;
}

export function createQueueJudge(classifier: Classifier): QueueJudge {
  const noted = new Set<number>();
  let last: Promise<void> = Promise.resolve();

  async function judgeNoted(): Promise<void> {
    for (const siteId of [...noted]) {
      noted.delete(siteId);
      await classifier.judgeWaiting(siteId, MOST_WAITING);
      await classifier.addUp(siteId);
    }
  }

  return {
    note(siteId) {
      noted.add(siteId);
    },
    run() {
      const done = last.then(judgeNoted);
      last = done.catch(() => undefined);
      return done;
    },
  };
}
