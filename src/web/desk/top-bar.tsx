import { Icon } from './icons.js';
import { type State, siteName } from './state.js';

interface Props {
  readonly state: State;
  readonly isMenuOpen: boolean;
  readonly isSearchOpen: boolean;
  readonly onMenu: () => void;
  readonly onSearch: () => void;
}

/** What a telephone has room for above the tabs: the way to the pages, the site, and the way to search and order. */
export function TopBar({ state: { view, session }, isMenuOpen, isSearchOpen, onMenu, onSearch }: Props) {
  return (
    <nav class="top" aria-label="Menu and search">
      <button type="button" class="plain" id="menu" aria-expanded={isMenuOpen} onClick={onMenu}>
        <Icon name="menu" />
        <span class="unseen">Menu</span>
      </button>
      <h1>
        <bdi>{siteName(view.site, session) ?? 'The desk'}</bdi>
      </h1>
      {view.page === 'queue' && (
        <button type="button" class="plain" aria-expanded={isSearchOpen} onClick={onSearch}>
          <Icon name="search" />
          <span class="unseen">Search and order</span>
        </button>
      )}
    </nav>
  );
}
