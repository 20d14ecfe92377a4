import { CommanderError } from 'commander';
import type { Environment } from '../config.js';
import { errorFacts } from '../service/error-facts.js';
import { EX, type ExitCode, endingOf } from './exit-codes.js';
import { createProgram, type Perform } from './program.js';
import { createReport } from './report.js';
import { loadSettings, unknownNames } from './settings.js';

/**
 * Runs one command of the command line.
 * @param args what follows the program's name; without any the service is started
 * @returns the exit code
 */
export async function main(args: readonly string[], env: Environment, folder: string): Promise<number> {
  // A reader of our output that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EX.OK : EX.SOFTWARE),
  );
  let exitCode: ExitCode = EX.OK;
  const perform: Perform = async (options, command) => {
    const loaded = loadSettings(env, folder);
    const report = createReport(options.json === true, process.stdout, process.stderr);
    const warning = unknownNames(loaded);
    if (warning !== null) report.note(warning);
    exitCode = (await command(loaded, report)) ?? EX.OK;
  };
  try {
    await createProgram(perform).parseAsync(args.length === 0 ? ['serve'] : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EX.OK : EX.USAGE;
    return fail(error);
  }
}

function fail(error: unknown): ExitCode {
  const { exitCode, line, isOurs } = endingOf(error);
  process.stderr.write(`afterword: ${line}\n`);
  if (isOurs) process.stderr.write(`${(errorFacts(error).stack ?? []).join('\n')}\n`);
  return exitCode;
}
