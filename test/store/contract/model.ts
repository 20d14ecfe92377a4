import type { Status } from '../../../src/domain/comment.js';
import { type Decision, effectOf } from '../../../src/domain/decision.js';
import { editPasses, type Policy, statusByPolicy } from '../../../src/domain/policy.js';
import type { CheckedOutcome } from '../../../src/domain/verdict.js';

/** A comment as the model knows it. */
export interface Known {
  readonly id: string;
  readonly article: string;
  readonly parent: string | null;
  readonly author: string | null;
  readonly body: string;
  readonly status: Status;
  /** The step in which it came into this status. */
  readonly movedIn: number;
  readonly placeholder: boolean;
  /** A person has decided on these words. */
  readonly decided: boolean;
  /** Its author's edit, which waits beside the words that have passed. */
  readonly proposed: string | null;
  /** The question about it that is under way. */
  readonly job: { readonly jobId: number; readonly lease: string } | null;
}

export type Model = ReturnType<typeof createModel>;

/** What a store holds, as a list that is worked out anew for every question. */
export function createModel() {
  let comments: Known[] = [];
  let policy: Policy = 'hold';
  let step = 0;

  const of = (id: string | null) => comments.find((one) => one.id === id);
  const below = (id: string) => comments.filter(({ parent }) => parent === id);
  const isPublished = (one: Known) => one.status === 'approved' && !one.placeholder;
  const replies = (one: Known): number =>
    below(one.id).reduce((sum, answer) => sum + replies(answer) + (isPublished(answer) ? 1 : 0), 0);
  const isShown = (one: Known) => isPublished(one) || replies(one) > 0;

  function change(id: string, changes: Partial<Known>): void {
    comments = comments.map((one) => (one.id === id ? { ...one, ...changes } : one));
  }

  function move(one: Known, status: Status): void {
    if (one.status !== status) change(one.id, { status, movedIn: step });
  }

  function takeProposed({ id, proposed }: Known): void {
    if (proposed !== null) change(id, { body: proposed, proposed: null });
  }

  function remove(id: string): void {
    if (below(id).length > 0) {
      change(id, { placeholder: true, author: null, body: '', proposed: null, job: null });
      return;
    }
    const { parent } = of(id) as Known;
    comments = comments.filter((one) => one.id !== id);
    if (of(parent)?.placeholder) remove(parent as string);
  }

  function branch(one: Known, depth: number): string[] {
    if (!isShown(one)) return [];
    const words = isPublished(one) ? one.body : '…';
    const count = replies(one);
    const line = `${'.'.repeat(depth)}${words}${count > 0 ? ` (${count})` : ''}`;
    return [line, ...below(one.id).flatMap((answer) => branch(answer, depth + 1))];
  }

  return {
    all: (): readonly Known[] => comments,
    nextStep: () => {
      step += 1;
    },
    isPublished,
    setPolicy: (to: Policy) => {
      policy = to;
    },
    add(it: Pick<Known, 'id' | 'article' | 'parent' | 'author' | 'body' | 'job'>): void {
      comments.push({ ...it, status: 'pending', movedIn: step, placeholder: false, decided: false, proposed: null });
    },
    decide(id: string, decision: Decision): void {
      const one = of(id);
      if (one === undefined || one.placeholder) return;
      const effect = effectOf(decision, one.status);
      if (effect.kind === 'erase') remove(id);
      else if (effect.kind === 'move') {
        if (effect.to === 'approved') takeProposed(one);
        move(one, effect.to);
        change(id, { decided: true });
      } else if (effect.kind === 'keep' && one.proposed !== null)
        change(id, { proposed: null, decided: true, job: null });
    },
    edit(id: string, body: string, job: Known['job']): void {
      const { status, proposed } = of(id) as Known;
      if (status === 'approved') change(id, { decided: false });
      change(id, status === 'approved' || proposed !== null ? { proposed: body, job } : { body, job });
    },
    judge(id: string, outcome: CheckedOutcome, drop: boolean): void {
      const one = of(id) as Known;
      change(id, { job: null });
      if (one.decided) return;
      if (outcome === 'discard' && drop && one.proposed === null) {
        remove(id);
        return;
      }
      if (one.status === 'approved' && one.proposed !== null) {
        if (editPasses({ outcome, provisional: false, policy })) takeProposed(one);
        return;
      }
      const known = comments.filter(({ author, status }) => author === one.author && status === 'approved');
      const authorKnown = one.author !== null && known.length > 0;
      const status = statusByPolicy({ outcome, provisional: false, policy, authorKnown });
      if (status === 'approved') takeProposed(one);
      move(one, status);
    },
    remove,
    erase(author: string): void {
      for (const one of comments.filter((each) => each.author === author).reverse()) remove(one.id);
    },
    purge(): void {
      const isRubbish = ({ status, placeholder }: Known) => !placeholder && (status === 'spam' || status === 'trash');
      for (const { id } of comments.filter(isRubbish)) remove(id);
    },
    /** What readers see under an article, in the words of `Scene.read`. */
    lines: (article: string): string[] =>
      comments.filter((one) => one.article === article && one.parent === null).flatMap((one) => branch(one, 0)),
    count: (article: string): number => comments.filter((one) => one.article === article && isPublished(one)).length,
    /** The one that was published last first. */
    latest: (): string[] =>
      comments
        .filter(isPublished)
        .sort((one, other) => one.movedIn - other.movedIn)
        .map(({ id }) => id)
        .reverse(),
    find: (matches: (one: Known) => boolean): string[] =>
      comments.filter((one) => !one.placeholder && matches(one)).map(({ id }) => id),
    statusCounts(): Record<Status, number> {
      const counts = { pending: 0, approved: 0, spam: 0, trash: 0 };
      for (const one of comments) {
        if (one.placeholder) continue;
        counts[one.status] += 1;
        if (one.status === 'approved' && one.proposed !== null) counts.pending += 1;
      }
      return counts;
    },
  };
}
