import { priorNamed } from '../../service/classifier-prior.js';
import { createModel } from '../../spam/local/model.js';
import { type Prior, readPrior } from '../../spam/local/prior.js';
import { type Example, trainPrior } from '../../spam/local/train.js';
import { CommandError, EX } from '../exit-codes.js';
import { type Report, table } from '../report.js';
import { type Judged, type Rates, ratesOf } from './classifier-rates.js';
import { decidedRows } from './classifier-rows.js';

export interface JudgeOptions {
  readonly prior?: string;
  readonly learn?: boolean;
  /** Sources to judge, with a prior from all others. */
  readonly leaveOut?: readonly string[];
}

/** Prints how good the opinions on a file of decided comments are, taken in the order of time. */
export async function judge(report: Report, file: string, options: JudgeOptions): Promise<void> {
  const { prior, judged } = chosen(await decidedRows([file]), options);
  const { results, millisecondsAVerdict } = run(prior, judged, options.learn === true);
  const sources = [...new Set(judged.map(({ source }) => source))].sort();
  const groups: [string, readonly Judged[]][] = [['all', results]];
  if (sources.length > 1) {
    for (const source of sources) groups.push([source, results.filter((_, i) => judged[i]?.source === source)]);
  }
  const rows = groups.map(([source, some]) => ({ source, ...ratesOf(some) }));
  report.heading(HEADING);
  const lines = table([COLUMNS, ...rows.map(cells)]).split('\n');
  report.heading(lines[0] as string);
  for (const [i, row] of rows.entries())
    report.result({ ...row, ...(i === 0 && { millisecondsAVerdict }) }, lines[i + 1] as string);
  report.heading(`\n${calibrationWords(rows[0] as Rates)}\n\n${millisecondsAVerdict.toFixed(3)} ms a verdict`);
}

function chosen(rows: readonly Example[], options: JudgeOptions): { prior: Prior | null; judged: readonly Example[] } {
  const { leaveOut, prior } = options;
  if (leaveOut === undefined) return { prior: priorNamed(prior ?? 'shipped'), judged: rows };
  if (prior !== undefined) throw new CommandError(EX.USAGE, '--leave-out makes a prior of its own: leave --prior out.');
  const missing = leaveOut.find((source) => !rows.some((row) => row.source === source));
  if (missing !== undefined) throw new CommandError(EX.USAGE, `No comment has the source ${missing}.`);
  const isLeftOut = ({ source }: Example) => leaveOut.includes(source);
  return { prior: readPrior(trainPrior(rows.filter((row) => !isLeftOut(row)))), judged: rows.filter(isLeftOut) };
}

function run(prior: Prior | null, examples: readonly Example[], learn: boolean) {
  const model = createModel(prior);
  let spent = 0;
  const results = examples.map(({ evidence, direction }): Judged => {
    const start = performance.now();
    const { score, outcome } = model.judge(evidence);
    spent += performance.now() - start;
    if (learn) model.learn(model.lesson(evidence, direction));
    return { direction, score, outcome };
  });
  return { results, millisecondsAVerdict: spent / Math.max(1, examples.length) };
}

const HEADING =
  'Spam caught when at most so much ham is; then what happens at the shipped thresholds. All in percent.\n';
const COLUMNS = [
  'source',
  'ham',
  'spam',
  '0.1%',
  '0.5%',
  '1%',
  'AUC',
  '| ham called spam',
  'ham unsure',
  'spam caught',
  'spam unsure',
  'spam called ham',
];

function cells({ source, ham, spam, caughtAt, auc, shipped }: Rates & { source: string }): string[] {
  return [
    source,
    String(ham),
    String(spam),
    ...Object.values(caughtAt).map(percent),
    auc === null ? '–' : auc.toFixed(4),
    `| ${percent(shipped.hamCalledSpam)}`,
    percent(shipped.hamUnsure),
    percent(shipped.spamCaught),
    percent(shipped.spamUnsure),
    percent(shipped.spamCalledHam),
  ];
}

function calibrationWords({ calibration }: Rates): string {
  const rows = calibration.map(({ from, to, comments, meanScore, spamShare }) => [
    `${from} to ${to}`,
    String(comments),
    percent(meanScore),
    percent(spamShare),
  ]);
  return table([['score', 'comments', 'mean score', 'were spam'], ...rows]);
}

function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(2);
}
