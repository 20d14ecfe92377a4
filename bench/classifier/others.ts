import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Example } from '../../src/spam/local/train.js';

/** Another classifier, with a database of its own that is thrown away at the end. */
export interface Other {
  readonly name: string;
  learn(examples: readonly Example[]): void;
  /** Rises with how sure it is of spam. */
  score(example: Example): number;
  end(): void;
}

/** A program that reads a mail from stdin. */
interface Program {
  readonly name: string;
  readonly version: readonly string[];
  /** The arguments that teach a mailbox of one kind. */
  teach(folder: string, direction: Example['direction']): readonly string[];
  ask(folder: string): readonly string[];
  /** The score in what it prints. */
  readonly score: RegExp;
}

/** Both as their manuals have them taught: every mail, not only those that they got wrong. */
const PROGRAMS: readonly Program[] = [
  {
    name: 'bogofilter',
    version: ['-V'],
    teach: (folder, direction) => ['-d', folder, '-M', direction === 'spam' ? '-s' : '-n'],
    ask: (folder) => ['-d', folder, '-t'],
    score: /^\w (\d\.\d+)/,
  },
  {
    name: 'spamprobe',
    version: ['-V'],
    teach: (folder, direction) => ['-8', '-d', folder, direction === 'spam' ? 'spam' : 'good'],
    ask: (folder) => ['-8', '-d', folder, 'score'],
    score: /^\w+ (\d\.\d+)/,
  },
];

/** Those that are installed here, and the names of those that are not. */
export function installedOthers(): { names: string[]; missing: string[]; start(name: string): Other } {
  const isThere = ({ name, version }: Program) => spawnSync(name, version, { encoding: 'utf8' }).error === undefined;
  const installed = PROGRAMS.filter(isThere);
  return {
    names: installed.map(({ name }) => name),
    missing: PROGRAMS.filter((program) => !installed.includes(program)).map(({ name }) => name),
    start: (name) => start(installed.find((program) => program.name === name) as Program),
  };
}

/** In memory where the system has such a place: a database that is written to a disk after each mail takes hours. */
const MEMORY = '/dev/shm';

function start(program: Program): Other {
  const place = process.env.TMPDIR ?? (existsSync(MEMORY) ? MEMORY : tmpdir());
  const folder = mkdtempSync(join(place, 'afterword-bench-'));
  const run = (args: readonly string[], input: string) => {
    const { stdout, error } = spawnSync(program.name, args, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (error !== undefined) throw error;
    return stdout;
  };
  return {
    name: program.name,
    learn(examples) {
      for (const direction of ['ham', 'spam'] as const) {
        const mails = examples.filter((example) => example.direction === direction).map(mailOf);
        if (mails.length > 0) run(program.teach(folder, direction), mails.join('\n'));
      }
    },
    score(example) {
      const said = run(program.ask(folder), mailOf(example));
      const score = program.score.exec(said)?.[1];
      if (score === undefined) throw new Error(`${program.name} gave no score`);
      return Number(score);
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A comment as a mail in a mailbox, with all that our own classifier sees. */
function mailOf({ evidence }: Example): string {
  const { authorName, authorUrl, articleKey, body } = evidence;
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 400);
  return [
    'From commenter@example.com Thu Jan  1 00:00:00 2015',
    `From: "${oneLine(authorName).replaceAll('"', '')}" <commenter@example.com>`,
    `Subject: ${oneLine(articleKey)}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...(authorUrl === null ? [] : [authorUrl]),
    body.replace(/^From /gm, '>From '),
    '',
  ].join('\n');
}
