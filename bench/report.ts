import { writeFileSync } from 'node:fs';
import type { Line, Target } from './line.js';
import type { Machine } from './machine.js';

/** Prints the table, and below it what each line says. */
export function printReport(machine: Machine, lines: readonly Line[]): void {
  const rows = lines.map((line, index) => [
    String(index + 1),
    line.what,
    quantity(line.value, line.unit),
    line.baseline === null ? '–' : quantity(line.baseline, line.unit),
    line.ratio === null ? '–' : line.ratio.toFixed(2),
    targetText(line.target, line.ratio === null ? line.unit : ''),
    line.met ? 'met' : 'NOT MET',
  ]);
  const table = [['', 'what', 'value', 'baseline', 'ratio', 'target', ''], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] as string).length))) ?? [];
  console.log(`\n${machineText(machine)}\n`);
  for (const row of table)
    console.log(row.map((cell, column) => align(cell, widths[column] as number, column)).join('  '));
  console.log();
  lines.forEach((line, index) => {
    const against = line.baselineIs === '' ? '' : ` Baseline: ${line.baselineIs}.`;
    console.log(`${index + 1}. ${line.explanation}${against}`);
  });
}

/** Writes the results as JSON, without anything that identifies the machine. */
export function writeResults(file: string, machine: Machine, quick: boolean, lines: readonly Line[]): void {
  const rounded = (key: string, value: unknown) =>
    typeof value === 'number' && key !== 'of' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  const results = { at: new Date().toISOString().slice(0, 10), form: quick ? 'quick' : 'full', machine, lines };
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}

function machineText({
  cores,
  processor,
  memoryGb,
  system,
  node,
  sqlite,
  fdatasyncMs,
  onDisk,
  ownCores,
  loadBefore,
}: Machine): string {
  const disk = `an fdatasync takes ${fdatasyncMs.median} ms (99 of 100: ${fdatasyncMs.p99} ms)`;
  const warning = onDisk ? '' : '; NOT ON A DISK: writes are not what they would be (--folder)';
  const bound = ownCores ? 'server and load generator have a core each' : 'server and load generator share the cores';
  return `${cores} cores (${processor}), ${memoryGb} GB, ${system}, Node.js ${node}, SQLite ${sqlite}; ${disk}${warning}; ${bound}; load before: ${loadBefore?.toFixed(1) ?? 'unknown'} a core.`;
}

function quantity(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  const number = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number} ${unit}`;
}

function targetText({ kind, of }: Target, unit: string): string {
  return `${kind === 'at least' ? '≥' : '≤'} ${unit === '' ? of.toFixed(2) : `${of} ${unit}`}`;
}

/** Text to the left, numbers to the right. */
function align(cell: string, width: number, column: number): string {
  return column <= 1 || column === 6 ? cell.padEnd(width) : cell.padStart(width);
}
