import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with it; null when nothing is. */
  readonly wrong?: string | null;
  readonly children: (attributes: FieldAttributes) => JSX.Element;
}

/** What ties a control to its label, hint and error. */
export interface FieldAttributes {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: 'true';
}

/** A control of a form with its label above, and below it what has to be known and what is wrong. */
export function Field({ label, hint, wrong = null, children }: Props) {
  const id = useId();
  const described = [...(wrong === null ? [] : [`${id}-wrong`]), ...(hint === undefined ? [] : [`${id}-hint`])];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
        ...(wrong !== null && { 'aria-invalid': 'true' }),
      })}
      {wrong !== null && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      {hint !== undefined && (
        <p class="soft" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What is wrong with a form as a whole; nothing where nothing is. */
export function Wrong({ words }: { readonly words: string | null }) {
  if (words === null) return null;
  return (
    <p class="wrong" role="alert">
      {words}
    </p>
  );
}

/** A value that cannot be changed here, and where it is said. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="setting">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
