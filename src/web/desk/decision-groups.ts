import type { Status } from '../../http/api/shapes.js';
import type { Deed } from './state.js';

/** Comments that one call may decide on. */
const MOST_A_CALL = 500;

export type Items = Deed['items'];

/** Comments of one site in one status: what one call decides on. */
export interface Group {
  readonly site: string;
  readonly status: Status;
  readonly items: Items;
  /** The list in which it was decided; the moderator may have gone to another when its turn to be sent comes. */
  readonly list: string;
}

/** Comments by site and status, so many at most as one call may decide on. */
export function groupsOf(items: Items, list: string): Group[] {
  const all = new Map<string, Items[number][]>();
  for (const item of items) {
    const key = `${item.comment.site} ${item.comment.status}`;
    const group = all.get(key) ?? [];
    all.set(key, group);
    group.push(item);
  }
  return [...all.values()].flatMap((group) => {
    const { site, status } = (group[0] as Items[number]).comment;
    const calls = Math.ceil(group.length / MOST_A_CALL);
    return Array.from({ length: calls }, (_, n) => ({
      ...{ site, status, list },
      items: group.slice(n * MOST_A_CALL, (n + 1) * MOST_A_CALL),
    }));
  });
}
