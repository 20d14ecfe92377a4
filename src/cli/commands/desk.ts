import { randomBytes } from 'node:crypto';
import { makeDeskCode } from '../../app/moderation/desk-session.js';
import type { Settings } from '../../config.js';
import { NAME_MAX } from '../../domain/limits.js';
import { basePathOf } from '../../domain/own-path.js';
import { parseUrl } from '../../domain/parse-url.js';
import { cleanLine, cleanName } from '../../domain/text.js';
import { rfc3339 } from '../../domain/time.js';
import { putDefaultSiteIfNew } from '../../service/default-site.js';
import { CommandError, EX } from '../exit-codes.js';
import type { Report } from '../report.js';
import { withStore } from '../with-store.js';

/** What `desk` is told. */
export interface DeskOrder {
  /** Under which the decisions are written down. */
  readonly name: string;
  /** The slug of the one site to moderate; every site without it. */
  readonly site?: string;
  /** Where browsers reach the service; what PUBLIC_URL, or else HOST and PORT say without it. */
  readonly url?: string;
}

/**
 * Prints a link to the desk that signs in once. The code stands in the fragment, which browsers do not send, so that no log ever
 * holds it.
 */
export async function printDeskLink(settings: Settings, report: Report, order: DeskOrder): Promise<void> {
  const name = cleanLine(cleanName(order.name), NAME_MAX);
  if (name === '') throw new CommandError(EX.USAGE, '--name holds no visible character.');
  const address = addressOf(settings, order.url);
  const { code, expiresAt } = await withStore(settings, async ({ store }) => {
    await putDefaultSiteIfNew(store, settings, Date.now());
    return makeDeskCode(store, { now: Date.now }, randomBytes, { name, site: order.site ?? null });
  });
  const link = new URL(`${basePathOf(address.href)}/desk`, address);
  link.hash = `code=${code}`;
  report.result({ url: link.href, name, site: order.site ?? null, expiresAt: rfc3339(expiresAt) }, link.href);
  report.note('It works once, within 15 minutes. Whoever opens it can moderate for 12 hours.');
}

function addressOf(settings: Settings, url: string | undefined): URL {
  if (url === undefined) {
    if (settings.PUBLIC_URL !== undefined) return new URL(settings.PUBLIC_URL);
    if (settings.PORT === 0) throw new CommandError(EX.USAGE, 'PORT=0 has no fixed address: name it with --url.');
    return new URL(`http://${hostOf(settings)}:${settings.PORT}`);
  }
  const address = parseUrl(url);
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw new CommandError(EX.USAGE, '--url must be an http or https URL.');
  }
  if (basePathOf(url) !== basePathOf(settings.PUBLIC_URL)) {
    const words = `The path of --url is not that of PUBLIC_URL. Set PUBLIC_URL=${address.origin}${address.pathname}, and restart the service: its pages and cookies then work below that path.`;
    throw new CommandError(EX.USAGE, words);
  }
  return address;
}

/** An address to open for one to listen on. */
function hostOf({ HOST: host }: Settings): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
