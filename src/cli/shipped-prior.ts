import { readFileSync } from 'node:fs';
import { type Prior, readPrior } from '../spam/local/prior.js';
import { packageFile } from './package-files.js';

let prior: Prior | null = null;

/** What the local classifier knows before it has learned anything: a file of hashed weights that comes with the package. */
export function shippedPrior(): Prior {
  prior ??= readPrior(readFileSync(packageFile('src/spam/local/prior.bin')));
  return prior;
}
