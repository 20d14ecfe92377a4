import type { DeskSession, ModeratedArticle, Status } from '../../http/api/shapes.js';
import { Icon } from './icons.js';
import { countWords, openWords, switched } from './site-words.js';
import { Switch } from './switch.js';
import { Time } from './time.js';
import { DEFAULT_VIEW, hashOf } from './view.js';
import { webAddress } from './words.js';

interface Props {
  readonly article: ModeratedArticle;
  readonly site: DeskSession['sites'][number];
  readonly onSwitch: (open: boolean | null) => void;
  readonly onEdit: () => void;
}

const COUNTS = [
  ['approved', 'published'],
  ['pending', 'pending'],
  ['spam', 'spam'],
] as const satisfies readonly (readonly [Status, string])[];

/** An article: what it is called and where it is, its comments, and whether it takes more. */
export function ArticleRow({ article, site, onSwitch, onEdit }: Props) {
  const { key, title, counts, activeAt, open } = article;
  const name = title ?? key;
  const listOf = (status: Status | 'all') => hashOf({ ...DEFAULT_VIEW, site: site.id, status, article: key });
  return (
    <tr>
      <td class="what">
        <a class="title" href={listOf('all')}>
          <bdi>{name}</bdi>
        </a>
        <Place article={article} front={site.url} />
      </td>
      {COUNTS.map(([status, word]) => (
        <td key={status} class={`number${counts[status] === 0 ? ' zero' : ''}`}>
          {counts[status] === 0 ? (
            0
          ) : (
            <a class={status} href={listOf(status)}>
              {countWords(article, status)} <span class="told">{word}</span>
            </a>
          )}
        </td>
      ))}
      <td class="aside">
        <Time of={activeAt} />
      </td>
      <td class="state-cell">
        <Switch
          name={`Comments on ${name}`}
          words={openWords(article)}
          isOn={open}
          onChange={() => onSwitch(switched(article))}
        />
      </td>
      <td class="control">
        <button type="button" class="plain square" onClick={onEdit}>
          <Icon name="pen" />
          <span class="unseen">Edit {name}</span>
        </button>
      </td>
    </tr>
  );
}

/** Where the article is: as it says itself, or at its key on the blog. */
function Place({ article: { key, url }, front }: { readonly article: ModeratedArticle; readonly front: string }) {
  const address = webAddress(
    url ?? (key.startsWith('/') && URL.canParse(key, front) ? new URL(key, front).href : null),
  );
  const shown = <bdi>{readable(key)}</bdi>;
  return address === null ? (
    <span class="place">{shown}</span>
  ) : (
    <a class="place" href={address} target="_blank" rel="noopener noreferrer">
      {shown}
    </a>
  );
}

/** A path as people read it. */
function readable(key: string): string {
  try {
    return decodeURI(key);
  } catch {
    return key;
  }
}
