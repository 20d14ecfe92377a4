import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createClassifier } from '../../app/judgement/classifier.js';
import type { Settings } from '../../config.js';
import type { Opinion } from '../../domain/evidence.js';
import { priorNamed, shippedPrior } from '../../service/classifier-prior.js';
import { systemClock } from '../../service/system-clock.js';
import { createModel, type Model } from '../../spam/local/model.js';
import { CommandError, EX } from '../exit-codes.js';
import { mustExist, withStore } from '../with-store.js';
import { type Row, rowsOf } from './classifier-rows.js';

export interface ClassifyOptions {
  readonly prior: string;
  /** Learn each line's label after its opinion has been written. */
  readonly learn?: boolean;
  readonly json?: boolean;
}

/** Writes an opinion for each comment of a file. @param file stdin when undefined */
export async function classify(file: string | undefined, options: ClassifyOptions): Promise<void> {
  await classifyWith(createModel(priorNamed(options.prior)), file, options);
}

/** The same with what a site's moderators have taught. What is learned on top of it is not stored. */
export async function classifyForSite(
  settings: Settings,
  slug: string,
  file: string | undefined,
  options: Omit<ClassifyOptions, 'prior'>,
): Promise<void> {
  await mustExist(settings);
  const model = await withStore(settings, async ({ store }) => {
    const site = await store.siteBySlug({ slug });
    if (site === undefined) throw new CommandError(EX.USAGE, `There is no site ${slug}.`);
    return createClassifier(store, shippedPrior(), systemClock, raise).copyOf(site.id);
  });
  await classifyWith(model, file, options);
}

function raise(error: unknown): never {
  throw error;
}

/** The same with a model that is there already. It is changed when learning is asked for. */
async function classifyWith(
  model: Model,
  file: string | undefined,
  { learn = false, json = process.stdout.isTTY !== true }: Omit<ClassifyOptions, 'prior'>,
): Promise<void> {
  const write = json ? JSON.stringify : inWords;
  await pipeline(Readable.from(lines(model, rowsOf(file), learn, write)), process.stdout, { end: false });
}

async function* lines(model: Model, rows: AsyncIterable<Row>, learn: boolean, write: (opinion: Opinion) => string) {
  for await (const { evidence, direction } of rows) {
    yield `${write(model.judge(evidence))}\n`;
    if (learn && direction !== null) model.learn(model.lesson(evidence, direction));
  }
}

function inWords({ score, outcome, reasons }: Opinion): string {
  const said = reasons.map(({ detail, weight }) => `${detail} (${weight > 0 ? '+' : ''}${weight.toFixed(1)})`);
  return `${score.toFixed(3)}  ${outcome.padEnd(6)}  ${said.join('; ')}`;
}
