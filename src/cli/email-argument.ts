import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { CommandError, EX } from './exit-codes.js';
import { linesOf } from './lines.js';

/**
 * The email that a command is about. `-` reads it from standard input, as other users of the machine can read the arguments of every command.
 * @throws CommandError EX_USAGE when standard input holds none
 */
export async function emailFrom(
  argument: string,
  input: Readable & { isTTY?: boolean } = process.stdin,
): Promise<string> {
  if (argument !== '-') return argument;
  const line = input.isTTY ? await asked(input) : await firstLineOf(input);
  if (line.trim() === '') throw new CommandError(EX.USAGE, 'There is no email on standard input.');
  return line.trim();
}

async function asked(input: Readable): Promise<string> {
  const terminal = createInterface({ input, output: process.stderr });
  try {
    return await terminal.question('Email: ');
  } finally {
    terminal.close();
  }
}

async function firstLineOf(input: Readable): Promise<string> {
  for await (const line of linesOf(input, 'Standard input')) return line;
  return '';
}
