import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { trainPrior } from '../../spam/local/train.js';
import { createWhole } from '../files.js';
import { counted, type Report } from '../report.js';
import { decidedRows } from './classifier-rows.js';

/** Builds a prior from decided comments and writes it. The same files in the same order give the same bytes. */
export async function train(report: Report, files: readonly string[], out: string): Promise<void> {
  const examples = await decidedRows(files);
  const bytes = trainPrior(examples);
  await createWhole(resolve(out), async (path) => writeFileSync(path, bytes));
  report.result(
    { file: out, bytes: bytes.length, comments: examples.length },
    `${out}: ${Math.round(bytes.length / 1024)} KB from ${counted(examples.length, 'comment')}.`,
  );
}
