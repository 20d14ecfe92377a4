import type { Moderated } from '../../http/api/shapes.js';
import { Icon } from './icons.js';
import { SUSPICIOUS } from './suspicion.js';
import { isEdit, STATUS_WORDS } from './words.js';

type Tone = 'plain' | 'accent' | 'good' | 'warm' | 'bad';

/** Why a comment is where it is, in a word or two. */
interface Chip {
  readonly words: string;
  readonly tone: Tone;
  /** Whose name the words end with. */
  readonly name?: string;
  /** What is read out, where the words alone would be a riddle. */
  readonly spoken?: string;
}

const STATUS_TONES = { approved: 'good', pending: 'plain', spam: 'bad', trash: 'plain' } as const;

function chipsOf(comment: Moderated, showsStatus: boolean): Chip[] {
  const { status, author, suspicion, verdict } = comment;
  const chips: Chip[] = [];
  if (isEdit(comment)) chips.push({ words: 'Edit', tone: 'accent' });
  else if (showsStatus) chips.push({ words: STATUS_WORDS[status], tone: STATUS_TONES[status] });
  if (status === 'pending') {
    if (verdict.outcome === 'unchecked')
      chips.push({ words: verdict.by === 'local' ? 'Not sure' : 'Not checked', tone: 'warm' });
    // Of what was called spam, a moderator has said that it is pending, and no policy.
    else if (verdict.outcome !== 'ham') chips.push({ words: 'Called spam', tone: 'warm' });
    else if (!showsStatus && author.looksLike === null) chips.push({ words: 'Policy', tone: 'plain' });
  }
  if (author.looksLike !== null) chips.push({ words: 'Name of', name: author.looksLike, tone: 'warm' });
  if (author.unproven) {
    chips.push({ words: 'Known email', tone: 'warm', spoken: 'Known email, not proven to be the same person' });
  }
  if (suspicion !== null && suspicion.score > SUSPICIOUS) {
    const percent = `${Math.round(suspicion.score * 100)} %`;
    chips.push({ words: percent, tone: 'bad', spoken: `${percent} likely spam` });
  }
  return chips;
}

export function Chips({ of, showsStatus }: { readonly of: Moderated; readonly showsStatus: boolean }) {
  return (
    <span class="chips">
      {chipsOf(of, showsStatus).map(({ words, tone, name, spoken }) => (
        <span key={words} class={`badge ${tone}`}>
          {tone === 'accent' && <Icon name="pen" />}
          {spoken === undefined ? (
            <span>
              {words}
              {name !== undefined && (
                <>
                  {' '}
                  <bdi>{name}</bdi>
                </>
              )}
            </span>
          ) : (
            <>
              <span aria-hidden="true">{words}</span>
              <span class="unseen">{spoken}</span>
            </>
          )}
        </span>
      ))}
    </span>
  );
}
