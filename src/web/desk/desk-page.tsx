import { useEffect, useMemo, useState } from 'preact/hooks';
import type { DeskSession } from '../../http/api/shapes.js';
import { AuditPage } from './audit-page.js';
import { Banner } from './banner.js';
import { createDeskModel, type DeskModel } from './desk-model.js';
import { Detail } from './detail.js';
import { EmbedPage } from './embed-page.js';
import { Filters } from './filters.js';
import { Help } from './help.js';
import { createKeys, keysAreOn, switchKeys } from './keys.js';
import { Numbers } from './numbers.js';
import { Queue } from './queue.js';
import { SideBar } from './side-bar.js';
import type { State } from './state.js';
import { StatusBar } from './status-bar.js';
import { STATUS_WORDS } from './words.js';

const LOOK_EVERY_MS = 15_000;
const SUMMARY_EVERY_MS = 60_000;

const TITLES = { numbers: 'Statistics', audit: 'Audit log', embed: 'Embed' } as const;

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
    addEventListener('hashchange', model.readAddress);
    addEventListener('popstate', model.readAddress);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      for (const timer of timers) clearInterval(timer);
      removeEventListener('hashchange', model.readAddress);
      removeEventListener('popstate', model.readAddress);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [model]);
  useEffect(() => {
    if (!keysOn) return;
    const onKey = createKeys(model, () => setHelpOpen(true));
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [model, keysOn]);

  const { view } = state;
  const site = session.sites.find(({ id }) => id === view.site);
  useEffect(() => {
    document.title = `${view.page === 'queue' ? `${state.total} ${STATUS_WORDS[view.status].toLowerCase()}` : TITLES[view.page]} · ${site?.name ?? 'The desk'}`;
  });

  return (
    <div class={`frame ${view.page}`}>
      <SideBar session={session} state={state} model={model} onHelp={() => setHelpOpen(true)} onSignOut={onSignOut} />
      {site === undefined ? (
        <main>
          <p class="state">There is no site that you may moderate.</p>
        </main>
      ) : (
        <>
          <main>
            {state.summary !== null && <Banner summary={state.summary} />}
            <Page state={state} model={model} />
          </main>
          {view.page === 'queue' && state.look === 'list' && <Detail state={state} model={model} />}
        </>
      )}
      <StatusBar state={state} model={model} />
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

function Page({ state, model }: { readonly state: State; readonly model: DeskModel }) {
  const { page, site } = state.view;
  switch (page) {
    case 'numbers':
      return <Numbers summary={state.summary} view={state.view} />;
    case 'audit':
      return <AuditPage site={site ?? ''} model={model} />;
    case 'embed':
      return <EmbedPage site={site ?? ''} />;
    case 'queue':
      return (
        <>
          <Filters state={state} model={model} />
          <Queue state={state} model={model} />
        </>
      );
  }
}
