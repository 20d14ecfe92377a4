import type { ComponentChildren } from 'preact';

export interface Column {
  readonly name: string;
  /** `number`: at the end of its column. `control`: no words of its own. `aside`: left out where there is little room. */
  readonly look?: 'number' | 'control' | 'aside';
}

interface Props {
  /** What is listed. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** Rows, whose cells have the looks of their columns as classes; on a telephone each is an entry of its own. */
  readonly children: ComponentChildren;
}

export function Table({ name, columns, children }: Props) {
  return (
    <table class="entries" aria-label={name}>
      <thead>
        <tr>
          {columns.map(({ name: column, look }) => (
            <th key={column} scope="col" class={look}>
              {look === 'control' ? <span class="unseen">{column}</span> : column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
