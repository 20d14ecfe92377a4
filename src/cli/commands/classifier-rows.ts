import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { type Evidence, UNKNOWN_CIRCUMSTANCES } from '../../domain/evidence.js';
import { cleanBody, cleanName, normaliseUrl } from '../../domain/text.js';
import type { Direction } from '../../domain/verdict.js';
import type { Example } from '../../spam/local/train.js';
import { CommandError, EX } from '../exit-codes.js';
import { linesOf } from '../lines.js';

/** A comment of a file, with what somebody has decided about it, if anybody has. */
export interface Row {
  readonly evidence: Evidence;
  readonly direction: Direction | null;
  /** Milliseconds since 1970; null when it is not known. */
  readonly createdAt: number | null;
  readonly source: string;
}

const ROW = z.object({
  author: z
    .object({ name: z.string().nullish(), url: z.string().nullish() })
    .nullish()
    .transform((author) => author ?? {}),
  article: z
    .object({ key: z.string().nullish(), title: z.string().nullish() })
    .nullish()
    .transform((article) => article ?? {}),
  body: z.string(),
  createdAt: z
    .string()
    .nullish()
    .refine((text) => typeof text !== 'string' || !Number.isNaN(momentOf(text)), 'expected an ISO 8601 time'),
  spam: z.boolean().nullish(),
  source: z.string().nullish(),
});

/**
 * The comments of a file of JSON Lines, compressed when its name ends in `.gz`, a few at a time in memory.
 * @param file stdin when undefined
 * @throws CommandError EX_DATAERR naming the line and the field that is wrong, never what stands there
 */
export async function* rowsOf(file: string | undefined, stdin: Readable = process.stdin): AsyncGenerator<Row> {
  const name = file ?? 'stdin';
  let number = 0;
  for await (const line of unpackedLines(open(file, stdin), name)) {
    number += 1;
    if (line.trim() !== '') yield parseRow(line, `${name}, line ${number}`);
  }
}

/** All comments of some files in the order in which they were written; those without a time come first. */
export async function decidedRows(files: readonly string[]): Promise<(Row & Example)[]> {
  const rows: (Row & Example)[] = [];
  for (const file of files) {
    let number = 0;
    for await (const row of rowsOf(file)) {
      number += 1;
      const { direction } = row;
      if (direction === null) throw wrong(`${file}, comment ${number}`, 'spam', 'expected true or false');
      rows.push({ ...row, direction });
    }
  }
  return rows.sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
}

function open(file: string | undefined, stdin: Readable): Readable {
  if (file === undefined || file === '-') return stdin;
  const stream = createReadStream(file);
  if (!file.endsWith('.gz')) return stream;
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}

async function* unpackedLines(stream: Readable, name: string): AsyncGenerator<string> {
  try {
    yield* linesOf(stream, name);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !code.startsWith('Z_')) throw error;
    throw new CommandError(EX.DATAERR, `${name} is not a whole gzip file.`);
  }
}

function parseRow(line: string, where: string): Row {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new CommandError(EX.DATAERR, `${where}: this is not JSON.`);
  }
  const parsed = ROW.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrong(where, issue?.path.join('.') ?? '', fieldProblem(issue?.message ?? ''));
  }
  const { author, article, body, createdAt, spam, source } = parsed.data;
  return {
    evidence: {
      authorName: cleanName(author.name ?? ''),
      authorUrl: normaliseUrl(author.url ?? ''),
      articleTitle: article.title ?? null,
      articleKey: article.key ?? '',
      body: cleanBody(body),
      circumstances: UNKNOWN_CIRCUMSTANCES,
    },
    direction: typeof spam === 'boolean' ? (spam ? 'spam' : 'ham') : null,
    createdAt: typeof createdAt === 'string' ? momentOf(createdAt) : null,
    source: source ?? '',
  };
}

/** zod's own words, without what it says first. */
function fieldProblem(message: string): string {
  return message.replace(/^Invalid input: /, '');
}

function wrong(where: string, field: string, problem: string): CommandError {
  return new CommandError(EX.DATAERR, `${where}: ${field === '' ? '' : `${field}: `}${problem}.`);
}

/** A time without a zone is in UTC, so that no machine reads it otherwise. */
function momentOf(text: string): number {
  return Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) || !text.includes('T') ? text : `${text}Z`);
}
