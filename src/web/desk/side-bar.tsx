import type { DeskSession } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { Icon, type IconName } from './icons.js';
import { type State, siteName } from './state.js';
import { ALL_SITES, hashOf, type View } from './view.js';

interface Props {
  readonly session: DeskSession;
  readonly state: State;
  readonly model: DeskModel;
  readonly onHelp: () => void;
  readonly onSignOut: () => void;
  /** The focus has left it, or it is to be closed: where it is a drawer, it goes. */
  readonly onLeave: () => void;
}

const PAGES: readonly (readonly [page: View['page'], words: string, icon: IconName])[] = [
  ['queue', 'Comments', 'inbox'],
  ['articles', 'Articles', 'page'],
  ['numbers', 'Statistics', 'chart'],
  ['audit', 'Audit log', 'list'],
  ['settings', 'Settings', 'sliders'],
  ['embed', 'Embed', 'code'],
];

/** Where one is, and where else one can go. */
export function SideBar({ session, state, model, onHelp, onSignOut, onLeave }: Props) {
  const { view, summary } = state;
  const name = siteName(view.site, session);
  const hasChoice = session.sites.length > 1;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is noticed here comes from the controls in it
    <header
      class="side"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) onLeave();
      }}
      onKeyDown={({ key }) => {
        if (key !== 'Escape') return;
        onLeave();
        document.getElementById('menu')?.focus();
      }}
    >
      <div class="site">
        <span class="mark" aria-hidden="true">
          {[...(name ?? 'A')][0]?.toUpperCase()}
        </span>
        <h1 class={hasChoice ? 'unseen' : undefined}>{name ?? 'The desk'}</h1>
        {hasChoice && (
          <label>
            <span class="unseen">Site</span>
            <select
              value={view.site ?? ''}
              onChange={(event) => model.show({ site: event.currentTarget.value, article: '', author: '' })}
            >
              <option value={ALL_SITES}>All sites</option>
              {session.sites.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <nav aria-label="Pages" class="pages">
        {PAGES.map(([page, words, icon]) => (
          <a key={page} href={hashOf({ ...view, page })} aria-current={view.page === page ? 'page' : undefined}>
            <Icon name={icon} />
            <span class="word">{words}</span>
            {page === 'queue' && summary !== null && summary.counts.pending > 0 && (
              <span class="count">{summary.counts.pending.toLocaleString('en')}</span>
            )}
          </a>
        ))}
      </nav>
      <div class="who">
        <span class="soft word">
          <span class="unseen">Signed in as </span>
          <bdi>{session.name}</bdi>
        </span>
        <button type="button" class="plain" onClick={onHelp}>
          <Icon name="help" />
          <span class="word">Help</span>
        </button>
        <button type="button" class="plain" onClick={onSignOut}>
          <Icon name="out" />
          <span class="word">Sign out</span>
        </button>
      </div>
    </header>
  );
}
