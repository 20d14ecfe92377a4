import { useState } from 'preact/hooks';
import { areGesturesKnown, gesturesAreKnown } from './gestures.js';
import type { State } from './state.js';

/** Tells once, on a telephone, what cannot be seen. */
export function GestureHint({ state: { view, rows, look, message, detailed } }: { readonly state: State }) {
  const [isKnown, setKnown] = useState(areGesturesKnown());
  const isTelephone = matchMedia('(max-width: 599px) and (pointer: coarse)').matches;
  const isOfUse = view.page === 'queue' && look === 'list' && rows.length > 0 && message === null && !detailed;
  if (isKnown || !isTelephone || !isOfUse) return null;
  const isMirrored = getComputedStyle(document.body).direction === 'rtl';
  const [approve, spam] = isMirrored ? ['left', 'right'] : ['right', 'left'];
  return (
    <aside class="toast" aria-label="Gestures">
      <p>
        Swipe {approve} to approve, {spam} for spam
      </p>
      <button
        type="button"
        onClick={() => {
          gesturesAreKnown();
          setKnown(true);
        }}
      >
        OK
      </button>
    </aside>
  );
}
