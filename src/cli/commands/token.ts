import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config.js';
import { NAME_MAX } from '../../domain/limits.js';
import { secretHash } from '../../domain/secret.js';
import { cleanLine, cleanName } from '../../domain/text.js';
import { rfc3339 } from '../../domain/time.js';
import type { Role, Token } from '../../domain/token.js';
import { createIdMaker } from '../../domain/uuid.js';
import { putDefaultSiteIfNew } from '../../service/default-site.js';
import { CommandError, EX } from '../exit-codes.js';
import { type Report, table } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

/** Whoever finds one in a file or a log should see what it is. */
const PREFIX = 'afterword_';
const TOKEN_BYTES = 32;
/** Who else stands in the history, beside the names of tokens. */
const OUR_ACTORS = ['author', 'policy', 'operator', 'akismet', 'local'];

/** What `token create` is told. */
export interface TokenOrder {
  readonly role: Role;
  readonly name: string;
  /** The slug of the one site that it is for; every site without it. */
  readonly site?: string;
}

/** Makes a token and prints it: the token alone on stdout, so that a script can take it; it is not stored and cannot be shown again. */
export async function createToken(settings: Settings, report: Report, order: TokenOrder): Promise<void> {
  const name = cleanLine(cleanName(order.name), NAME_MAX);
  if (name === '') throw new CommandError(EX.USAGE, '--name holds no visible character.');
  if (OUR_ACTORS.includes(name)) {
    throw new CommandError(
      EX.USAGE,
      `--name ${name} would look in the history like what the service itself does; choose another.`,
    );
  }
  const secret = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  const newId = createIdMaker({ now: Date.now, random: randomBytes });
  const token = await withStore(settings, async ({ store }) => {
    await putDefaultSiteIfNew(store, settings, Date.now());
    const hash = secretHash(secret);
    return store.addToken({ id: newId(), hash, role: order.role, name, site: order.site ?? null, now: Date.now() });
  });
  report.result({ ...facts(token), token: secret }, secret);
  const site = token.site === null ? 'every site' : `the site ${token.site}`;
  report.note(`A token of the role ${token.role} for ${site}. It is shown this once; its id is ${token.id}.`);
}

export async function listTokens(settings: Settings, report: Report): Promise<void> {
  await mustExist(settings);
  const tokens = await withStore(settings, ({ store }) => store.allTokens());
  const rows = tokens.map((token) => [
    token.id,
    token.role,
    token.site ?? '(every site)',
    rfc3339(token.createdAt),
    token.revokedAt === null ? 'valid' : `revoked ${rfc3339(token.revokedAt)}`,
    token.name,
  ]);
  const lines = table([['ID', 'ROLE', 'SITE', 'MADE', 'STATE', 'NAME'], ...rows]).split('\n');
  report.heading(lines[0] as string);
  for (const [index, token] of tokens.entries()) report.result(facts(token), lines[index + 1] as string);
}

/** From now on the token is refused, by a running service too. */
export async function revokeToken(settings: Settings, report: Report, id: string): Promise<void> {
  await mustExist(settings);
  const token = await withStore(settings, ({ store }) => store.revokeToken({ id, now: Date.now() }));
  report.result(facts(token), `The token ${token.id} (${token.name}) is revoked.`);
}

function facts({ id, role, name, site, createdAt, revokedAt }: Token): Record<string, unknown> {
  const revoked = revokedAt === null ? null : rfc3339(revokedAt);
  return { id, role, name, site, createdAt: rfc3339(createdAt), revokedAt: revoked };
}
