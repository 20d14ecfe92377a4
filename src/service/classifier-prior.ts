import { readFileSync } from 'node:fs';
import { type Prior, readPrior } from '../spam/local/prior.js';
import { packageFile } from './package-files.js';

/** Where the prior that comes with the package lies in it. */
const SHIPPED = 'src/spam/local/prior.bin';

let shipped: Prior | null = null;

/** What the local classifier knows before it has learned anything. @throws AfterwordError `malformed`, or what the file system says */
export function shippedPrior(): Prior {
  shipped ??= readPrior(readFileSync(packageFile(SHIPPED)));
  return shipped;
}

/** @param name `shipped`, `none`, or a file that `afterword train` has written */
export function priorNamed(name: string): Prior | null {
  if (name === 'none') return null;
  return name === 'shipped' ? shippedPrior() : readPrior(readFileSync(name));
}
