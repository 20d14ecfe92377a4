import { readFileSync } from 'node:fs';
import { AfterwordError } from '../../domain/errors.js';

/** One server of several that may be the primary. */
interface Host {
  readonly host: string;
  readonly port: number;
}

/** Whether the connection is encrypted, and by which certificates the server is known. */
export type Encryption =
  | false
  | { readonly rejectUnauthorized: boolean; readonly ca?: string; readonly checkName: boolean };

/** Where a database is, as `DATABASE_URL` says it. */
export interface Address {
  readonly hosts: readonly Host[];
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly encryption: Encryption;
}

const PARTS = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const PORT = 5432;
const PARAMETERS = ['sslmode', 'sslrootcert'];

/**
 * Reads an address as PostgreSQL's own tools do: several hosts with commas between them, `sslmode` and `sslrootcert`
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS).
 * @throws AfterwordError `invalid` for one that cannot be read; no part of the address is in the message, as a password may be
 */
export function readAddress(url: string): Address {
  const [, user, password, hosts, database, query] = PARTS.exec(url) ?? refuse('is no address of a database');
  const parameters = new URLSearchParams(query ?? '');
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) refuse(`has the parameter ${unknown}; there are ${PARAMETERS.join(' and ')}`);
  const name = decoded(user ?? '');
  if (name === '') refuse('names no user');
  return {
    hosts: (hosts ?? '').split(',').map(hostOf),
    user: name,
    password: password === undefined ? undefined : decoded(password),
    database: decoded(database ?? '') || name,
    encryption: encryptionOf(parameters.get('sslmode') ?? 'prefer', parameters.get('sslrootcert')),
  };
}

/** The address for people, without user and password. */
export function placeOf({ hosts, database }: Address): string {
  return `postgres://${hosts.map(({ host, port }) => (port === PORT ? host : `${host}:${port}`)).join(',')}/${database}`;
}

function refuse(what: string): never {
  throw new AfterwordError(
    'invalid',
    `DATABASE_URL ${what}. It looks like postgres://user:password@host1,host2/database?sslmode=verify-full`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('has a % that begins no encoded character');
  }
}

function hostOf(text: string): Host {
  const [, bracketed, name, port] =
    /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? refuse('names a host that cannot be read');
  // A path of a folder is encoded, and stands for the socket in it.
  const host = bracketed ?? decoded(name ?? '');
  return { host: host === '' ? 'localhost' : host, port: port === undefined ? PORT : Number(port) };
}

/** `prefer` and `allow` try both ways in PostgreSQL's own tools; here they mean no encryption, so that what is asked for is what happens. */
function encryptionOf(mode: string, rootCertificate: string | null): Encryption {
  const ca = rootCertificate === null ? {} : { ca: readFileSync(rootCertificate, 'utf8') };
  switch (mode) {
    case 'disable':
    case 'allow':
    case 'prefer':
      return false;
    case 'require':
      return { rejectUnauthorized: rootCertificate !== null, checkName: false, ...ca };
    case 'verify-ca':
      return { rejectUnauthorized: true, checkName: false, ...ca };
    case 'verify-full':
      return { rejectUnauthorized: true, checkName: true, ...ca };
    default:
      return refuse('has an unknown sslmode; there are disable, require, verify-ca and verify-full');
  }
}
