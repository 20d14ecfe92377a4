import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { DeskSession } from '../../http/api/shapes.js';
import { ArticlesPage } from './articles-page.js';
import { AuditPage } from './audit-page.js';
import { Banner } from './banner.js';
import { createDeskModel, type DeskModel } from './desk-model.js';
import { Detail } from './detail.js';
import { EmbedPage } from './embed-page.js';
import { Filters } from './filters.js';
import { GestureHint } from './gesture-hint.js';
import { Help } from './help.js';
import { createKeys, keysAreOn, switchKeys } from './keys.js';
import { Numbers } from './numbers.js';
import { Queue } from './queue.js';
import { SettingsPage } from './settings-page.js';
import { SideBar } from './side-bar.js';
import { type State, siteName } from './state.js';
import { StatusBar } from './status-bar.js';
import { TopBar } from './top-bar.js';
import { hashOf } from './view.js';
import { STATUS_WORDS } from './words.js';

const LOOK_EVERY_MS = 15_000;
const SUMMARY_EVERY_MS = 60_000;

const TITLES = {
  articles: 'Articles',
  numbers: 'Statistics',
  audit: 'Audit log',
  settings: 'Settings',
  embed: 'Embed',
} as const;

interface Props {
  readonly session: DeskSession;
  readonly onSignOut: () => void;
  readonly onSignedOut: () => void;
}

/** The desk of somebody who is signed in. */
export function DeskPage({ session, onSignOut, onSignedOut }: Props) {
  const model = useMemo(() => createDeskModel(session, onSignedOut), [session]);
  const [state, setState] = useState(model.box.get());
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [keysOn, setKeysOn] = useState(keysAreOn());
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isSearchOpen, setSearchOpen] = useState(false);

  useEffect(() => model.box.listen(() => setState(model.box.get())), [model]);
  useEffect(() => {
    void model.load();
    void model.loadSummary();
    const awake = () => document.visibilityState === 'visible';
    const timers = [
      setInterval(() => awake() && void model.look(), LOOK_EVERY_MS),
      setInterval(() => awake() && void model.loadSummary(), SUMMARY_EVERY_MS),
    ];
    const onVisible = () => awake() && void model.look();
    const end = new AbortController();
    const { signal } = end;
    for (const gone of ['hashchange', 'popstate']) addEventListener(gone, model.readAddress, { signal });
    addEventListener('online', onVisible, { signal });
    addEventListener('offline', model.wentOffline, { signal });
    // The browser asks whether the window may be closed over what is not saved yet.
    addEventListener('beforeunload', (event) => model.box.get().sending > 0 && event.preventDefault(), { signal });
    document.addEventListener('visibilitychange', onVisible, { signal });
    return () => {
      for (const timer of timers) clearInterval(timer);
      end.abort();
    };
  }, [model]);
  useEffect(() => {
    if (!keysOn) return;
    const onKey = createKeys(model, { help: () => setHelpOpen(true), search: openSearch });
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [model, keysOn]);

  function openSearch(): void {
    setSearchOpen(true);
    document.getElementById('search')?.focus();
  }

  // On a telephone its field comes only now.
  useLayoutEffect(() => {
    if (isSearchOpen) document.getElementById('search')?.focus();
  }, [isSearchOpen]);

  const { view } = state;
  useEffect(() => setMenuOpen(false), [view]);
  useEffect(() => {
    if (isMenuOpen) document.querySelector<HTMLElement>('.side :is(a, button, select)')?.focus();
  }, [isMenuOpen]);
  const name = siteName(view.site, session);
  useEffect(() => {
    document.title = `${view.page === 'queue' ? `${state.total} ${STATUS_WORDS[view.status].toLowerCase()}` : TITLES[view.page]} · ${name ?? 'The desk'}`;
  });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what lies beside the open menu; Escape closes it too
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      onClick={({ target, currentTarget }) => target === currentTarget && setMenuOpen(false)}
      class={`frame ${view.page}${isMenuOpen ? ' menu' : ''}${isSearchOpen || view.q !== '' ? ' searching' : ''}`}
    >
      <TopBar
        {...{ state, isMenuOpen, isSearchOpen }}
        onMenu={() => setMenuOpen(!isMenuOpen)}
        onSearch={() => (isSearchOpen ? setSearchOpen(false) : openSearch())}
      />
      <SideBar
        onLeave={() => setMenuOpen(false)}
        session={session}
        state={state}
        model={model}
        onHelp={() => setHelpOpen(true)}
        onSignOut={onSignOut}
      />
      {name === null ? (
        <main>
          <p class="state">There is no site that you may moderate.</p>
        </main>
      ) : (
        <>
          <main>
            {state.summary !== null && <Banner summary={state.summary} />}
            <Page state={state} model={model} session={session} />
          </main>
          {view.page === 'queue' && state.look === 'list' && <Detail state={state} model={model} />}
        </>
      )}
      <StatusBar state={state} model={model} />
      <GestureHint state={state} />
      {isHelpOpen && (
        <Help
          keysOn={keysOn}
          onKeys={(on) => {
            switchKeys(on);
            setKeysOn(on);
          }}
          onClose={() => setHelpOpen(false)}
        />
      )}
    </div>
  );
}

interface PageProps {
  readonly state: State;
  readonly model: DeskModel;
  readonly session: DeskSession;
}

function Page({ state, model, session }: PageProps) {
  const { page, site: shown } = state.view;
  const site = session.sites.find(({ id }) => id === shown);
  switch (page) {
    case 'articles':
      return site ? <ArticlesPage site={site} view={state.view} model={model} /> : <ChooseSite state={state} />;
    case 'numbers':
      return <Numbers summary={state.summary} view={state.view} />;
    case 'audit':
      return <AuditPage site={shown ?? ''} model={model} />;
    case 'settings':
      return site ? <SettingsPage site={site.id} session={session} model={model} /> : <ChooseSite state={state} />;
    case 'embed':
      return site ? <EmbedPage site={site.id} /> : <ChooseSite state={state} />;
    case 'queue':
      return (
        <>
          <Filters state={state} model={model} />
          <Queue state={state} model={model} />
        </>
      );
  }
}

/** In place of a page that is about one site, while all are shown. */
function ChooseSite({ state: { session, view } }: { readonly state: State }) {
  return (
    <div class="page">
      <h2>{TITLES[view.page as keyof typeof TITLES]}</h2>
      <p class="soft">This page is about one site. Choose which.</p>
      <ul>
        {session.sites.map(({ id, name }) => (
          <li key={id}>
            <a href={hashOf({ ...view, site: id })}>
              <bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
