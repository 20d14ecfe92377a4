import { parseArgs } from 'node:util';
import { type Judged, type Rates, ratesOf } from '../../src/cli/commands/classifier-rates.js';
import { decidedRows } from '../../src/cli/commands/classifier-rows.js';
import { table } from '../../src/cli/report.js';
import { SORTS, type Sort } from '../../src/spam/local/features.js';
import { createModel } from '../../src/spam/local/model.js';
import { type Prior, readPrior } from '../../src/spam/local/prior.js';
import { type Example, trainPrior } from '../../src/spam/local/train.js';
import { installedOthers, type Other } from './others.js';
import { startReference } from './reference.js';

const USAGE = `npm run bench:classifier -- DATA.jsonl[.gz] [--leave-out A,B]... [--ablation] [--ours]
  Judges sources that are left out, in their order of time, learning after each comment, with a prior from all others:
  ours, a plain logistic regression, bogofilter and spamprobe, the same comments in the same order.
  --leave-out  sources of one run, with commas; may be repeated (default: a run for each source with 30 of both kinds)
  --ablation   ours without each sort of features, instead of the others
  --ours       ours and the plain regression only`;

/** A run leaves out a source with at least so many of both kinds. */
const ENOUGH = 30;

/** How one classifier did on what was left out. */
interface Outcome {
  readonly name: string;
  readonly rates: Rates;
  readonly millisecondsAVerdict: number;
}

interface Split {
  readonly name: string;
  readonly known: readonly Example[];
  readonly leftOut: readonly Example[];
}

/** @param without sorts of features to leave out: what is trained then has no thresholds, as only the order of scores is compared */
function priorOf(split: Split, without?: ReadonlySet<Sort>): Prior {
  return readPrior(trainPrior(split.known, { without, trials: without === undefined }));
}

function ours(
  split: Split,
  prior: Prior,
  { without, learn = true }: { without?: ReadonlySet<Sort>; learn?: boolean } = {},
): Outcome {
  const model = createModel(prior, undefined, without);
  let spent = 0;
  const judged = split.leftOut.map(({ evidence, direction }): Judged => {
    const start = performance.now();
    const { score, outcome } = model.judge(evidence);
    spent += performance.now() - start;
    if (learn) model.learn(model.lesson(evidence, direction));
    return { direction, score, outcome };
  });
  const name = `ours${without === undefined ? '' : ` without ${[...without].join(', ')}`}${learn ? '' : ', prior alone'}`;
  return { name, rates: ratesOf(judged), millisecondsAVerdict: spent / judged.length };
}

function theirs(other: Other, split: Split): Outcome {
  try {
    other.learn(split.known);
    let spent = 0;
    const judged = split.leftOut.map((example): Judged => {
      const start = performance.now();
      const score = other.score(example);
      spent += performance.now() - start;
      other.learn([example]);
      return { direction: example.direction, score, outcome: 'unsure' };
    });
    return { name: other.name, rates: ratesOf(judged), millisecondsAVerdict: spent / judged.length };
  } finally {
    other.end();
  }
}

function splitsOf(examples: readonly Example[], wanted: readonly string[]): Split[] {
  const sources = [...new Set(examples.map(({ source }) => source))].sort();
  const has = (source: string, direction: string) =>
    examples.filter((one) => one.source === source && one.direction === direction).length >= ENOUGH;
  const names = wanted.length > 0 ? wanted : sources.filter((source) => has(source, 'ham') && has(source, 'spam'));
  return names.map((name) => {
    const leftOut = name.split(',');
    const missing = leftOut.find((source) => !sources.includes(source));
    if (missing !== undefined) end(`No comment has the source ${missing}.`, 64);
    const isLeftOut = ({ source }: Example) => leftOut.includes(source);
    return { name, known: examples.filter((one) => !isLeftOut(one)), leftOut: examples.filter(isLeftOut) };
  });
}

function* outcomesOf(split: Split, ablation: boolean, others: ReturnType<typeof installedOthers> | null) {
  const prior = priorOf(split);
  yield ours(split, prior);
  yield ours(split, prior, { learn: false });
  if (ablation) {
    const sets: Sort[][] = SORTS.filter((sort) => sort !== 'circumstance').map((sort) => [sort]);
    sets.push(['signal', 'circumstance', 'name', 'link', 'copy', 'place']);
    for (const without of sets.map((sorts) => new Set(sorts))) yield ours(split, priorOf(split, without), { without });
  }
  if (!ablation) yield theirs(startReference(), split);
  for (const name of others?.names ?? []) yield theirs(others?.start(name) as Other, split);
}

function cells({ name, rates, millisecondsAVerdict }: Outcome): string[] {
  const percent = (share: number | null) => (share === null ? '–' : (100 * share).toFixed(1));
  const { caughtAt, auc, shipped } = rates;
  const atThreshold = name.startsWith('ours') && !name.includes('without') ? shipped : null;
  return [
    name,
    ...Object.values(caughtAt).map(percent),
    auc === null ? '–' : auc.toFixed(4),
    atThreshold === null ? '–' : `${percent(atThreshold.hamCalledSpam)} / ${percent(atThreshold.spamCaught)}`,
    millisecondsAVerdict.toFixed(2),
  ];
}

/** What the model of one site takes, in megabytes: the prior is shared. */
function megabytesASite(): number {
  const before = process.memoryUsage().arrayBuffers;
  const models = Array.from({ length: 8 }, () => createModel(null));
  const after = process.memoryUsage().arrayBuffers;
  return (after - before) / models.length / 2 ** 20;
}

function end(message: string, code: number): never {
  (code === 0 ? console.log : console.error)(message);
  process.exit(code);
}

async function run(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'leave-out': { type: 'string', multiple: true, default: [] }, ablation: flag, ours: flag, help: flag },
  });
  if (values.help) end(USAGE, 0);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) end(USAGE, 64);
  const examples = await decidedRows([file]);
  const others = values.ablation || values.ours ? null : installedOthers();
  for (const name of others?.missing ?? []) console.log(`${name} is not installed here, and left out.`);
  for (const split of splitsOf(examples, values['leave-out'])) {
    const spam = split.leftOut.filter(({ direction }) => direction === 'spam').length;
    console.log(
      `\n${split.name}: ${spam} spam, ${split.leftOut.length - spam} ham; the prior is from the other ${split.known.length}`,
    );
    const columns = ['spam caught, %, at', '0.1%', '0.5%', '1%', 'AUC', 'shipped: ham / spam taken', 'ms a verdict'];
    console.log(table([columns, ...[...outcomesOf(split, values.ablation, others)].map(cells)]));
  }
  console.log(`\n${megabytesASite().toFixed(1)} MB of memory a site, beside the prior that all share`);
  if (others !== null)
    console.log('The time of bogofilter and spamprobe is that of a process a verdict: compare rates, not times.');
}

await run();
