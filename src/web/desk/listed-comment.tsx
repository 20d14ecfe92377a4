import type { DeskModel } from './desk-model.js';
import type { Row } from './state.js';

/** What a comment in the list is shown with, however the list looks. */
export interface ListedProps {
  readonly row: Row;
  readonly model: DeskModel;
  readonly showStatus: boolean;
  /** What its site is called; null where the list is that of one site. */
  readonly siteName: string | null;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  /** What was searched for. */
  readonly query: string;
}

/** The attributes of its `<article>`. */
export function listedAttributes({ row, model, isCurrent, isSelected }: ListedProps, look: 'row' | 'full') {
  const { id } = row.comment;
  return {
    id: `c-${id}`,
    class: `card ${look}${isCurrent ? ' current' : ''}${isSelected ? ' selected' : ''}`,
    tabIndex: isCurrent ? 0 : -1,
    'aria-labelledby': `by-${id}`,
    'aria-current': isCurrent ? ('true' as const) : undefined,
    onFocusIn: () => model.makeCurrent(id),
  };
}

/** The box that selects it. @param tabIndex undefined where each box is a stop of the tab key */
export function SelectBox({
  row: { comment },
  model,
  isSelected,
  tabIndex,
}: ListedProps & { readonly tabIndex?: number }) {
  return (
    <input
      type="checkbox"
      checked={isSelected}
      tabIndex={tabIndex}
      aria-label={`Select the comment by ${comment.author.name}`}
      onClick={(event) => model.select(comment.id, event.shiftKey)}
    />
  );
}
