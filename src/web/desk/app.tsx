import { useEffect, useState } from 'preact/hooks';
import type { DeskSession } from '../../http/api/shapes.js';
import { askNoMore, CallError, call } from './api.js';
import { DeskPage } from './desk-page.js';
import { markSession, mayBeSignedIn } from './session-mark.js';
import { SignIn } from './sign-in.js';
import { codeOf } from './view.js';

/** Removes the code of a link from the URL, so that it does not stay in the browser's history. */
function takeCode(): string | null {
  const code = codeOf(location.hash);
  if (code !== null) history.replaceState(null, '', location.pathname);
  return code;
}

/** Taken while this module loads, before any other code can read the URL. */
const linkCode = takeCode();

/** @returns null where nobody is signed in */
async function firstSession(): Promise<DeskSession | null> {
  if (linkCode !== null) return call<DeskSession>('POST', '/desk/session', { code: linkCode });
  return mayBeSignedIn() ? call<DeskSession>('GET', '/desk/session') : null;
}

type Stage =
  | { readonly at: 'start' }
  | { readonly at: 'sign-in'; readonly problem: string | null }
  | { readonly at: 'desk'; readonly session: DeskSession };

/** Finds out who is signed in, and then shows the desk or the sign-in form. */
export function App() {
  const [stage, setStage] = useState<Stage>({ at: 'start' });
  function go(next: Stage): void {
    markSession(next.at === 'desk');
    setStage(next);
  }
  useEffect(() => {
    firstSession().then(
      (session) => go(session === null ? { at: 'sign-in', problem: null } : { at: 'desk', session }),
      (error: unknown) => {
        const isStranger = error instanceof CallError && error.status === 401 && linkCode === null;
        go({ at: 'sign-in', problem: isStranger ? null : String((error as Error).message) });
      },
    );
  }, []);

  async function signOut(): Promise<void> {
    setStage({ at: 'start' });
    askNoMore();
    await call('DELETE', '/desk/session').catch(() => null);
    go({ at: 'sign-in', problem: null });
  }

  switch (stage.at) {
    case 'start':
      return (
        <main class="alone" aria-busy="true">
          <h1>The desk</h1>
          <p>One moment…</p>
        </main>
      );
    case 'sign-in':
      return <SignIn problem={stage.problem} onSignedIn={(session) => go({ at: 'desk', session })} />;
    case 'desk':
      return (
        <DeskPage
          session={stage.session}
          onSignOut={() => void signOut()}
          onSignedOut={() =>
            go({ at: 'sign-in', problem: 'You have been signed out. Sign in again to go on where you were.' })
          }
        />
      );
  }
}
