/** Says that this browser has signed in: the session's cookie cannot be seen from here. */
const MARK = 'afterword-desk-session';

/** Whether it is worth asking who is signed in. Browsers note every 401 in their console as an error, also one that was to be expected. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

export function markSession(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(MARK, 'yes');
    else localStorage.removeItem(MARK);
  } catch {
    // Where storage is forbidden, the service is asked each time.
  }
}
