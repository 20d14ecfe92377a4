import { AfterwordError } from '../../domain/errors.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { ImportResult } from '../../store/units/transfer.js';
import type { KeyRing } from '../keys/key-ring.js';
import { type ExportedComment, type ExportHeader, importedComment, readComment, readHeader } from './transfer.js';

const A_RUN = 200;

/** What an import did. */
export interface ImportSummary {
  /** Sites that were not known. */
  readonly sites: number;
  readonly imported: number;
  /** Comments that were stored already, and stay as they are. */
  readonly known: number;
  /** Comments whose parent is neither in the file nor stored: they are left out. */
  readonly orphans: number;
  /** Of the imported ones, those that no checker has looked at. */
  readonly unchecked: number;
}

type ImportStore = Pick<Store, 'addSite' | 'importComments' | 'siteBySlug'>;

/**
 * Stores what an export holds and is not stored yet; doing it again changes nothing. Every line is looked at before the first is stored, and a few
 * lines at a time are in memory. Where a clock has jumped an answer can stand before its parent: then the file is gone through again.
 * @param open gives the lines from the first on, without their ends
 * @throws AfterwordError `malformed` with the number of the wrong line
 */
export async function importExport(
  store: ImportStore,
  keys: KeyRing,
  clock: Clock,
  random: (bytes: number) => Uint8Array,
  open: () => AsyncIterable<string>,
): Promise<ImportSummary> {
  const header = await lookThrough(open);
  const sites = await addSites(store, header, clock.now());
  const summary = { sites: sites.added, imported: 0, known: 0, orphans: 0, unchecked: 0 };
  for (let pass = 1; ; pass++) {
    const before = summary.imported;
    summary.orphans = 0;
    for await (const run of runs(open)) {
      const comments = run.map((it) => importedComment(it, sites.ids.get(it.site) as number, keys, random));
      const results = await store.importComments({ comments, now: clock.now() });
      countResults(summary, run, results, pass === 1);
    }
    if (summary.orphans === 0 || summary.imported === before) return summary;
  }
}

function countResults(
  summary: { -readonly [Name in keyof ImportSummary]: ImportSummary[Name] },
  run: readonly ExportedComment[],
  results: readonly ImportResult[],
  isFirstPass: boolean,
): void {
  for (const [index, result] of results.entries()) {
    if (result === 'parent-missing') summary.orphans += 1;
    if (result === 'known' && isFirstPass) summary.known += 1;
    if (result !== 'imported') continue;
    summary.imported += 1;
    const comment = run[index] as ExportedComment;
    if (comment.content !== null && comment.verdict.outcome === 'unchecked') summary.unchecked += 1;
  }
}

/** Reads every line, and keeps the first. */
async function lookThrough(open: () => AsyncIterable<string>): Promise<ExportHeader> {
  let header: ExportHeader | null = null;
  let slugs = new Set<string>();
  let number = 0;
  for await (const line of open()) {
    number += 1;
    if (header === null) {
      header = readHeader(line);
      slugs = new Set(header.sites.map(({ slug }) => slug));
    } else if (!slugs.has(readComment(line, number).site)) {
      throw new AfterwordError('malformed', `Line ${number} of the export: /site: is not among the sites of line 1`);
    }
  }
  if (header === null) throw new AfterwordError('malformed', 'The export is empty; not even its first line is there.');
  return header;
}

async function addSites(store: ImportStore, header: ExportHeader, now: number) {
  const ids = new Map<string, number>();
  let added = 0;
  for (const settings of header.sites) {
    const known = await store.siteBySlug({ slug: settings.slug });
    if (known === undefined) added += 1;
    const site = known ?? (await store.addSite({ ...settings, now }));
    ids.set(site.slug, site.id);
  }
  return { ids, added };
}

async function* runs(open: () => AsyncIterable<string>): AsyncGenerator<ExportedComment[]> {
  let run: ExportedComment[] = [];
  let number = 0;
  for await (const line of open()) {
    number += 1;
    if (number > 1) run.push(readComment(line, number));
    if (run.length < A_RUN) continue;
    yield run;
    run = [];
  }
  if (run.length > 0) yield run;
}
