import { matcherOf, piecesOf } from './search-marks.js';

/** A text with what was searched for marked. */
export function Marked({ text, query }: { readonly text: string; readonly query: string }) {
  const pieces = piecesOf(text, matcherOf(query));
  return <bdi>{pieces.map((piece, n) => (piece.isFound ? <mark key={n}>{piece.text}</mark> : piece.text))}</bdi>;
}
