#!/usr/bin/env node
import { tooManyFiles } from './cli/too-many-files.js';

try {
  // The program alone is several hundred files: where too few may be open, it is not there yet to say so.
  const { main } = await import('./cli/main.js');
  process.exitCode = await main(process.argv.slice(2), process.env, process.cwd());
} catch (error) {
  const line = tooManyFiles(error);
  if (line === null) throw error;
  process.stderr.write(`afterword: ${line}\n`);
  process.exitCode = 75;
}
