import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What the file system and SQLite say when rights are missing. */
const WITHOUT_RIGHTS = /^(EACCES|EPERM|EROFS|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM)/;

export function lacksRights(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && WITHOUT_RIGHTS.test(code);
}

/** Who may use a file, or the folder in which it would be made, and who this process is: what an operator has to compare. */
export function rightsWords(path: string): string {
  let there = resolve(path);
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const { uid, gid, mode } = statSync(there);
  const own = process.getuid === undefined ? '' : ` Afterword runs as user ${process.getuid()}.`;
  const rights = (mode & 0o777).toString(8).padStart(4, '0');
  return `${there} belongs to user ${uid}, group ${gid}, and has the mode ${rights}.${own} Change the owner (chown), or run Afterword as that user.`;
}
