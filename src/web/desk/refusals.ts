import type { AuditEntry, ModeratedWithHistory } from '../../http/api/shapes.js';
import type { CommentCalls } from './api.js';
import type { Items } from './decision-groups.js';
import { counted, historyWords } from './words.js';

/** Why a decision was refused. The same name is another window's, or another moderator's who is called so. */
type Cause = 'saved after all' | 'same name' | 'another moderator' | 'author';

/** A comment on which the service did not decide, as it is by now. */
export interface Refusal {
  readonly now: ModeratedWithHistory;
  /** Its place in the list. */
  readonly index: number;
  readonly cause: Cause;
  readonly note: string;
}

interface Context {
  readonly calls: Pick<CommentCalls, 'comment'>;
  /** Under which one's own decisions are written down. */
  readonly name: string;
  /** Comments whose decision from here got no answer; whoever is asked about is taken out. */
  readonly lost: Set<string>;
}

/** Comments as they are by now, however many; those that cannot be read are left out. All at once: what is behind them waits. */
export async function readAgain(
  calls: Pick<CommentCalls, 'comment'>,
  ids: readonly string[],
): Promise<ModeratedWithHistory[]> {
  const all = await Promise.all(ids.map((id) => calls.comment(id).catch(() => null)));
  return all.filter((comment) => comment !== null);
}

/** Finds out why decisions on comments were refused. Of each: to guess some of them would tell one's own as another's. */
export async function refusalsOf(items: Items, { calls, name, lost }: Context): Promise<Refusal[]> {
  const by = new Map(items.map((item) => [item.comment.id, item]));
  const all = await readAgain(calls, [...by.keys()]);
  return all.flatMap((now): Refusal[] => {
    const { comment, index } = by.get(now.id) as Items[number];
    const isDecided = now.status !== comment.status;
    if (!isDecided && now.revision === comment.revision) return [];
    const wasLost = lost.delete(now.id);
    if (!isDecided) return [{ now, index, cause: 'author', note: 'Its author has changed it since you read it.' }];
    const last = lastMove(now);
    const isSameName = last?.actor === name;
    const cause: Cause = !isSameName ? 'another moderator' : wasLost ? 'saved after all' : 'same name';
    return [{ now, index, cause, note: noteOf(last, cause) }];
  });
}

function noteOf(last: AuditEntry | undefined, cause: Cause): string {
  if (last === undefined) return 'Another moderator has decided on it.';
  return `${historyWords(cause === 'saved after all' ? { ...last, actor: 'You' } : last)}.`;
}

/** The last change of a comment's status. */
export function lastMove(comment: ModeratedWithHistory): AuditEntry | undefined {
  return comment.history.findLast(({ from, to }) => from !== to && to !== null);
}

const SENTENCES: Readonly<Record<Cause, (comments: string) => string>> = {
  'saved after all': (comments) => `Your earlier decision on ${comments} was saved after all. It stands.`,
  'same name': (comments) => `Under your name, ${comments} had already been decided. Those decisions stand.`,
  'another moderator': (comments) => `Another moderator already decided ${comments}. Their decision stands.`,
  author: (comments) => `The author has changed ${comments} since you read. Read again before you decide.`,
};

/** What became of the refused decisions, a sentence or two a cause; '' where nothing has changed. */
export function refusalWords(refusals: readonly Refusal[]): string {
  const causes = Object.keys(SENTENCES) as Cause[];
  return causes
    .map((cause) => ({ cause, count: refusals.filter((one) => one.cause === cause).length }))
    .filter(({ count }) => count > 0)
    .map(({ cause, count }) => SENTENCES[cause](counted(count)))
    .join(' ');
}
