import { createReadStream } from 'node:fs';
import { AfterwordError } from '../domain/errors.js';

/** Longer lines are no lines of ours, and must not fill the memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * The lines of a UTF-8 file, a few at a time in memory. Only a newline ends a line: JSON may hold the other characters that end lines elsewhere
 * (U+2028, U+2029), at which `node:readline` would cut.
 * @param onRead told how many characters have been read in all
 */
export async function* linesOf(file: string, onRead: (characters: number) => void): AsyncGenerator<string> {
  let rest = '';
  let read = 0;
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    read += (chunk as string).length;
    onRead(read);
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() as string;
    if (rest.length > LONGEST_LINE) throw new AfterwordError('too-large', `${file} holds a line that is too long.`);
    yield* parts.map(withoutReturn);
  }
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
