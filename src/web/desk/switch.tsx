import { useId } from 'preact/hooks';

interface Props {
  /** What it switches. */
  readonly name: string;
  /** What it is now, for everybody to read. */
  readonly words: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: () => void;
}

/** Something that is on or off, and that changes at once. */
export function Switch({ name, words, isOn, isDisabled = false, onChange }: Props) {
  const id = useId();
  return (
    <label class="switch">
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked
        role="switch"
        aria-label={name}
        aria-describedby={id}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => {
          // What is shown follows what the service says.
          event.currentTarget.checked = isOn;
          onChange();
        }}
      />
      <span id={id}>{words}</span>
    </label>
  );
}
