import { createInterface } from 'node:readline/promises';

/** Asks on the terminal before something is removed for good. @returns whether the answer was yes; true where there is no terminal to ask on */
export async function confirmed(what: string): Promise<boolean> {
  if (!process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${what} Type yes: `);
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}
