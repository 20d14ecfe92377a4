import { useRef, useState } from 'preact/hooks';
import type { DeskSession } from '../../http/api/shapes.js';
import { call } from './api.js';

interface Props {
  readonly problem: string | null;
  readonly onSignedIn: (session: DeskSession) => void;
}

/** The sign-in form for a token, with a hint at the other way, a link from `afterword desk`. */
export function SignIn({ problem, onSignedIn }: Props) {
  const [wrong, setWrong] = useState(problem);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  async function signIn(event: Event): Promise<void> {
    event.preventDefault();
    const token = field.current?.value.trim() ?? '';
    if (token === '') {
      setWrong('Paste a token first.');
      field.current?.focus();
      return;
    }
    setBusy(true);
    try {
      onSignedIn(await call<DeskSession>('POST', '/desk/session', { token }));
    } catch (error) {
      setWrong((error as Error).message);
      setBusy(false);
      field.current?.focus();
    }
  }

  return (
    <main class="alone">
      <h1>The desk</h1>
      <p>Where moderators read comments and decide what is published.</p>
      <form onSubmit={(event) => void signIn(event)}>
        <label for="token">Token of a moderator</label>
        <input
          id="token"
          ref={field}
          type="password"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="token-words problem"
          aria-invalid={wrong === null ? undefined : true}
        />
        <p id="token-words" class="soft">
          It is sent once and not kept in this browser. You stay signed in for 12 hours.
        </p>
        <p id="problem" class="wrong" role="alert">
          {wrong}
        </p>
        <button type="submit" class="main" disabled={isBusy}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <h2>Without a token</h2>
      <p>
        Whoever runs the service can make a link that signs in once: <code>afterword desk</code>
      </p>
    </main>
  );
}
