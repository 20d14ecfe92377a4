/** What a system says that lets this process, or all together, open no more files (`errno.h`). */
const NO_MORE_FILES = ['EMFILE', 'ENFILE'];

/** The one line for a process that may open too few files; null for any other failure. */
export function tooManyFiles(error: unknown): string | null {
  const code = String((error as { code?: unknown } | null)?.code);
  if (!NO_MORE_FILES.includes(code)) return null;
  return `The system lets this process open too few files (${code}). Allow at least 1024: \`ulimit -n 1024\`, or LimitNOFILE=1024 in a systemd unit.`;
}
