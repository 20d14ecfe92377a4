import { Avatar } from './avatar.js';
import { Chips } from './chips.js';
import { QuickButtons } from './decision-buttons.js';
import { gesturesOf, isEndOfPress } from './gestures.js';
import { type ListedProps, listedAttributes, SelectBox } from './listed-comment.js';
import { Marked } from './marked.js';
import { memo } from './memo.js';
import { exact, shortAgo } from './words.js';
import { WordsAsPublished } from './words-as-published.js';

/** A comment in the list: its words lead, everything else is quiet. Its details are in the pane beside the list. */
export const CommentRow = memo(function CommentRow(props: ListedProps) {
  const { row, model, showStatus, siteName, query } = props;
  const { comment, note } = row;
  const { id, author, proposed } = comment;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys j, k and o do the same for the whole list
    <article
      {...listedAttributes(props, 'row')}
      onClick={(event) => {
        if (isEndOfPress() || (event.target as Element).closest('a, button, input')) return;
        // While comments are picked by finger, a tap picks one more.
        const isTap = (event as unknown as PointerEvent).pointerType === 'touch';
        if (isTap && model.box.get().selected.size > 0) model.select(id, false);
        else model.open(id);
      }}
      {...gesturesOf(model, comment)}
    >
      <SelectBox {...props} tabIndex={-1} />
      <Avatar name={author.name} picture={author.avatar} />
      <div class="said">
        <header>
          <h3 id={`by-${id}`}>
            <Marked text={author.name} query={query} />
          </h3>
          <p class="on">
            {siteName !== null && (
              <>
                <bdi class="of">{siteName}</bdi> ·{' '}
              </>
            )}
            <bdi>{comment.articleTitle ?? comment.article}</bdi>
          </p>
          <Chips of={comment} showsStatus={showStatus} />
          <time dateTime={comment.createdAt} title={exact(comment.createdAt)}>
            {shortAgo(comment.createdAt)}
          </time>
        </header>
        <WordsAsPublished html={proposed?.html ?? comment.html} query={query} isGlimpse />
        {note !== null && <p class="note">{note}</p>}
      </div>
      <QuickButtons comment={comment} model={model} />
    </article>
  );
});
