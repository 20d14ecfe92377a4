import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/**
 * A question or an explanation in front of everything else. Escape closes it, and the focus goes back to where it was. It
 * opens before the next key can be pressed. Browsers fire `close` late, so that of a dialog that is gone is ignored.
 */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const it = dialog.current;
    const ends = ['cancel', 'close'];
    for (const end of ends) it?.addEventListener(end, onClose);
    it?.showModal();
    return () => {
      for (const end of ends) it?.removeEventListener(end, onClose);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title">
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
