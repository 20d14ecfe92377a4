import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.js';

interface Props {
  readonly icon: IconName;
  /** `alert` interrupts whoever listens, `status` does not. */
  readonly role?: 'alert' | 'status';
  readonly tone?: 'bad' | 'plain';
  readonly children: ComponentChildren;
}

/** One line that has to be known, with an icon before it. */
export function Note({ icon, role, tone = 'plain', children }: Props) {
  return (
    <p class={`line ${tone}`} role={role}>
      <Icon name={icon} />
      <span>{children}</span>
    </p>
  );
}
