import type { Moderated } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { decisionsFor } from './words.js';

/** How far a finger goes before letting go decides, in CSS pixels. */
const FAR_ENOUGH = 96;
/** From where on it is a swipe and no scrolling. */
const BEGINNING = 12;

/**
 * What a row does under a finger: to the right approves, to the left marks as spam; whatever goes back before it is let go
 * does nothing. Every swipe has a button that does the same.
 */
export function createSwipe(model: DeskModel, comment: Moderated) {
  let from: { x: number; y: number } | null = null;
  let by = 0;
  const possible = new Set(decisionsFor(comment));

  function move(row: HTMLElement): void {
    row.style.transform = by === 0 ? '' : `translateX(${by}px)`;
    const list = row.parentElement;
    if (list === null) return;
    list.classList.toggle('approving', by > 0);
    list.classList.toggle('spamming', by < 0);
    list.classList.toggle('decided', Math.abs(by) >= FAR_ENOUGH);
  }

  function end(row: HTMLElement, isMeant: boolean): void {
    const decision = by > 0 ? 'approve' : 'spam';
    const isFar = Math.abs(by) >= FAR_ENOUGH;
    from = null;
    by = 0;
    move(row);
    if (isMeant && isFar) model.decide(decision, comment.id);
  }

  return {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType === 'touch') from = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent) {
      if (from === null) return;
      const across = event.clientX - from.x;
      const row = event.currentTarget as HTMLElement;
      if (by === 0 && (Math.abs(across) < BEGINNING || Math.abs(across) < 2 * Math.abs(event.clientY - from.y))) return;
      row.setPointerCapture(event.pointerId);
      by = possible.has(across > 0 ? 'approve' : 'spam') ? across : 0;
      move(row);
    },
    onPointerUp: (event: PointerEvent) => end(event.currentTarget as HTMLElement, true),
    onPointerCancel: (event: PointerEvent) => end(event.currentTarget as HTMLElement, false),
  };
}
