import type { Moderated } from '../../http/api/shapes.js';
import { checkWords, reasonWords, suspicionWords } from './words.js';

/** Why a comment is where it is, in full sentences. */
export function Why({ comment }: { readonly comment: Moderated }) {
  const { looksLike } = comment.author;
  return (
    <p class="reason">
      {checkWords(comment)} {reasonWords(comment)}{' '}
      {looksLike !== null && (
        <>
          The name looks like that of <bdi>{looksLike}</bdi>, who has published comments here.{' '}
        </>
      )}
      {suspicionWords(comment)}
    </p>
  );
}
