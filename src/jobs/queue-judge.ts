import type { Classifier } from '../app/classifier.js';

/** Waiting comments that are judged again after a decision, the newest: as many as moderators may look at next. */
const MOST_WAITING = 500;

/** Judges what waits by what has just been learned, so that the order of the queue follows the moderators. */
export interface QueueJudge {
  /** Says that decisions were taken on a site. */
  note(siteId: number): void;
  /** Does what has been asked for since the last time. */
  run(): Promise<void>;
}

export function createQueueJudge(classifier: Classifier): QueueJudge {
  const noted = new Set<number>();
  return {
    note(siteId) {
      noted.add(siteId);
    },
    async run() {
      for (const siteId of [...noted]) {
        noted.delete(siteId);
        await classifier.judgeWaiting(siteId, MOST_WAITING);
        await classifier.addUp(siteId);
      }
    },
  };
}
