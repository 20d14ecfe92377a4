import type { Stage } from './scene.js';

interface Held {
  readonly jobId: number;
  readonly lease: string;
}

/** What tests of corrections do again and again. */
export function correcting(stage: Stage) {
  /** A comment that the checker has judged. */
  async function judged(outcome: 'ham' | 'spam') {
    const { post, judge } = stage.scene();
    const posted = await post();
    await judge(posted, outcome);
    return posted;
  }
  /** Takes the corrections that may leave by now. */
  async function claimed() {
    const { claim, clock } = stage.scene();
    clock.now += 2000;
    return claim();
  }
  async function deliver(job: Held | undefined) {
    const { jobId, lease } = job as Held;
    return stage.scene().store.settleCorrection({ jobId, lease, now: stage.scene().clock.now });
  }
  async function fail(job: Held | undefined, inMs: number | null) {
    const { store, clock } = stage.scene();
    const { jobId, lease } = job as Held;
    const retryAt = inMs === null ? null : clock.now + inMs;
    return store.failCorrection({ jobId, lease, now: clock.now, message: 'no', retryAt });
  }
  const correction = async (id: string) => {
    const { correctionTo, correctionState } = await stage.scene().see(id);
    return correctionTo === null ? null : `${correctionTo} ${correctionState}`;
  };
  return { judged, claimed, deliver, fail, correction };
}
