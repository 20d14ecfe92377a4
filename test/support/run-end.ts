import { stopBrowser } from './browser-server.js';
import { endPostgres } from './postgres/run.js';

/** After the last test of a run. */
// biome-ignore lint/style/noDefaultExport: that is how jest takes it
export default async function endRun(): Promise<void> {
  await Promise.all([stopBrowser(), endPostgres()]);
}
