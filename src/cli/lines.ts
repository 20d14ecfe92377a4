import type { Readable } from 'node:stream';
import { CommandError, EX } from './exit-codes.js';

/** Longer lines are no lines of ours, and must not fill the memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * The lines of a stream of UTF-8, a few at a time in memory. Only a newline ends a line, with or without a return before it: JSON may hold the
 * other characters that end lines elsewhere (U+2028, U+2029), at which `node:readline` would cut.
 * @param name of the file, for errors
 * @param onRead told how many characters have been read in all
 * @throws CommandError EX_DATAERR for a line that is too long
 */
export async function* linesOf(
  stream: Readable,
  name: string,
  onRead: (characters: number) => void = () => undefined,
): AsyncGenerator<string> {
  let rest = '';
  let read = 0;
  for await (const chunk of stream.setEncoding('utf8')) {
    read += (chunk as string).length;
    onRead(read);
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() as string;
    if (rest.length > LONGEST_LINE) throw new CommandError(EX.DATAERR, `${name} holds a line that is too long.`);
    yield* parts.map(withoutReturn);
  }
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
