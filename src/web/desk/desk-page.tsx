import { useEffect, useMemo, useState } from 'preact/hooks';
import type { DeskSession } from '../../http/api/shapes.js';
import { Banner } from './banner.js';
import { createDeskModel } from './desk-model.js';
import { Filters } from './filters.js';
import { Help } from './help.js';
import { createKeys, keysAreOn, switchKeys } from './keys.js';
import { Numbers } from './numbers.js';
import { Queue } from './queue.js';
import { StatusBar } from './status-bar.js';
import { hashOf } from './view.js';

const LOOK_EVERY_MS = 15_000;
const SUMMARY_EVERY_MS = 60_000;

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
    document.title = `${view.page === 'numbers' ? 'Numbers' : `${state.total} to see`} · ${site?.name ?? 'The desk'}`;
  });

  return (
    <>
      <header class="top">
        <h1>{site === undefined ? 'The desk' : site.name}</h1>
        {session.sites.length > 1 && (
          <label class="site">
            <span class="unseen">Site</span>
            <select
              value={view.site ?? ''}
              onChange={(event) => model.show({ site: event.currentTarget.value, article: '', author: '' })}
            >
              {session.sites.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <nav aria-label="Pages" class="tabs">
          {(['queue', 'numbers'] as const).map((page) => (
            <a key={page} href={hashOf({ ...view, page })} aria-current={view.page === page ? 'page' : undefined}>
              {page === 'queue' ? 'Comments' : 'Numbers'}
            </a>
          ))}
        </nav>
        <div class="who">
          <span class="soft">
            Signed in as <bdi>{session.name}</bdi>
          </span>
          <button type="button" onClick={() => setHelpOpen(true)}>
            Help
          </button>
          <button type="button" onClick={onSignOut}>
            Sign out
          </button>
        </div>
      </header>
      {site === undefined ? (
        <main>
          <p>There is no site that you may moderate.</p>
        </main>
      ) : (
        <main>
          {state.summary !== null && <Banner summary={state.summary} />}
          {view.page === 'numbers' ? (
            <Numbers summary={state.summary} />
          ) : (
            <>
              <Filters state={state} model={model} />
              <Queue state={state} model={model} />
            </>
          )}
        </main>
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
    </>
  );
}
