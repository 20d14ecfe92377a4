import { useLayoutEffect, useRef } from 'preact/hooks';
import { avatarOf } from '../thread/avatar.js';

/** The first letter of an author's name, as readers see it in the thread. */
export function Avatar({ name, picture }: { readonly name: string; readonly picture: string }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => place.current?.replaceChildren(avatarOf(name, picture)), [name, picture]);
  return <span class="face" ref={place} />;
}
