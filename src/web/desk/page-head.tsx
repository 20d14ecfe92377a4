import type { ComponentChildren } from 'preact';

interface Props {
  readonly title: string;
  /** What the page is for. */
  readonly children: ComponentChildren;
}

/** The title of a page and what it is for. */
export function PageHead({ title, children }: Props) {
  return (
    <header class="page-head">
      <h2>{title}</h2>
      <p class="soft">{children}</p>
    </header>
  );
}
