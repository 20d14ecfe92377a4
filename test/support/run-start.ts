import { type Run, startBrowser } from './browser-server.js';
import { offerPostgres } from './postgres/run.js';

/** Before the first test of a run: what all of its files share. */
// biome-ignore lint/style/noDefaultExport: that is how jest takes it
export default async function startRun(run: Run): Promise<void> {
  await Promise.all([offerPostgres(), startBrowser(run)]);
}
