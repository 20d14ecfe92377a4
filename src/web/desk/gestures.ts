import type { Decision, Moderated } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { decisionsFor } from './words.js';

/** How far a finger goes before letting go decides, in CSS pixels. */
const FAR_ENOUGH = 96;
/** From where on it is a swipe and no scrolling. */
const BEGINNING = 12;
/** How long a finger rests before that picks the comment. */
const LONG_PRESS_MS = 500;

/** What one finger does; a second one ends it. */
interface Gesture {
  readonly pointer: number;
  readonly row: HTMLElement;
  readonly from: { readonly x: number; readonly y: number };
  /** 1 where lines run from left to right, else -1: a swipe along the line approves. */
  readonly ahead: 1 | -1;
  readonly press: ReturnType<typeof setTimeout>;
  by: number;
}

/** It outlives the rendering of its row. */
let gesture: Gesture | null = null;
/** Whether the finger that was lifted last had picked a comment: no click is meant then. */
let hasPicked = false;

function isAhead({ by, ahead }: Gesture): boolean {
  return by * ahead > 0;
}

function draw(it: Gesture): void {
  const { row, by } = it;
  row.style.transform = by === 0 ? '' : `translateX(${by}px)`;
  row.parentElement?.classList.toggle('approving', by !== 0 && isAhead(it));
  row.parentElement?.classList.toggle('spamming', by !== 0 && !isAhead(it));
  row.parentElement?.classList.toggle('decided', Math.abs(by) >= FAR_ENOUGH);
}

/** Ends the gesture and puts the row back. @returns what letting go here means */
function end(): 'approve' | 'spam' | null {
  if (gesture === null) return null;
  const it = gesture;
  gesture = null;
  clearTimeout(it.press);
  const decision = Math.abs(it.by) < FAR_ENOUGH ? null : isAhead(it) ? 'approve' : 'spam';
  it.by = 0;
  draw(it);
  return decision;
}

/** Whether a click comes from a finger that has just picked a comment. */
export function isEndOfPress(): boolean {
  return hasPicked;
}

/**
 * What a row does under a finger: along the line approves, against it marks as spam, and whatever goes back before it is let
 * go does nothing; a finger that rests picks the comment. The browser goes on scrolling up and down. Every gesture has a
 * button that does the same.
 */
export function gesturesOf(model: DeskModel, comment: Moderated) {
  const possible: ReadonlySet<Decision> = new Set(decisionsFor(comment));

  function pick(): void {
    end();
    hasPicked = true;
    model.select(comment.id, false);
  }

  function begin(event: PointerEvent): void {
    const row = event.currentTarget as HTMLElement;
    gesture = {
      ...{ pointer: event.pointerId, row, by: 0, from: { x: event.clientX, y: event.clientY } },
      ahead: getComputedStyle(row).direction === 'rtl' ? -1 : 1,
      press: setTimeout(pick, LONG_PRESS_MS),
    };
  }

  function move(it: Gesture, event: PointerEvent): void {
    const across = event.clientX - it.from.x;
    const down = event.clientY - it.from.y;
    if (Math.hypot(across, down) >= BEGINNING) clearTimeout(it.press);
    if (it.by === 0 && (Math.abs(across) < BEGINNING || Math.abs(across) < 2 * Math.abs(down))) return;
    it.row.setPointerCapture(event.pointerId);
    it.by = possible.has(across * it.ahead > 0 ? 'approve' : 'spam') ? across : 0;
    draw(it);
  }

  return {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType !== 'touch') return;
      hasPicked = false;
      const isSecond = gesture !== null;
      end();
      if (!isSecond) begin(event);
    },
    onPointerMove(event: PointerEvent) {
      if (gesture?.pointer === event.pointerId) move(gesture, event);
    },
    onPointerUp(event: PointerEvent) {
      if (gesture?.pointer !== event.pointerId) return;
      const decision = end();
      if (decision !== null) model.decide(decision, comment.id);
    },
    onPointerCancel(event: PointerEvent) {
      if (gesture?.pointer === event.pointerId) end();
    },
    onContextMenu(event: Event) {
      if (event instanceof PointerEvent && event.pointerType === 'touch') event.preventDefault();
    },
  };
}

/** Says that this browser's moderator has been told of the gestures. */
const TOLD = 'afterword-desk-gestures';

export function areGesturesKnown(): boolean {
  try {
    return localStorage.getItem(TOLD) !== null;
  } catch {
    return true;
  }
}

export function gesturesAreKnown(): void {
  try {
    localStorage.setItem(TOLD, 'yes');
  } catch {
    // Where storage is forbidden, nobody is told.
  }
}
