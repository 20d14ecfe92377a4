import { isIP } from 'node:net';
import { z } from 'zod';
import { AfterwordError } from './domain/errors.js';
import { hasCredentials, hasPlainHost, parseUrl } from './domain/parse-url.js';
import { POLICIES } from './domain/policy.js';
import { withoutUser } from './domain/secret.js';
import { isAllowedAkismetUrl } from './spam/akismet/akismet-url.js';

/** A setting as the table has it: its meaning, and how its text becomes a value. */
interface Setting {
  /** From the text of an environment, or from undefined where there is no `fallback`. */
  readonly schema: z.ZodType;
  /** The text that counts when nothing is said; without it the setting has no value then. */
  readonly fallback?: string;
  /** What happens when nothing is said, where the fallback's text does not tell. */
  readonly otherwise?: string;
  /** The value's form, for the one line that names a wrong setting. */
  readonly form: string;
  readonly meaning: string;
  /** Never printed. */
  readonly secret?: boolean;
}

const WITHHELD = ['email', 'name', 'url', 'referrer'] as const;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Express's own names of subnets (proxy-addr). */
const SUBNET_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

const text = z.string().min(1);
const yesOrNo = { schema: z.enum(['true', 'false']).transform((it) => it === 'true'), form: 'true or false' } as const;
/** A URL of a site is published, with whatever is in it. */
const webUrl = z.url({ protocol: /^https?$/ }).refine((text) => {
  const url = parseUrl(text);
  return url !== null && hasPlainHost(url) && !hasCredentials(url);
});

function whole(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}

function list(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseLimit(value: string): { most: number; windowMs: number } | null {
  if (value === 'off') return null;
  const [, most, count, unit] = /^(\d+)\/(\d+)(\w)$/.exec(value) as RegExpExecArray;
  return { most: Number(most), windowMs: Number(count) * (UNIT_MS[unit as string] as number) };
}

function isProxy(value: string): boolean {
  return /^(true|false|\d{1,2})$/.test(value) || (list(value).length > 0 && list(value).every(isSubnet));
}

/** What Express takes for a subnet; it would throw at the start of the service for anything else. */
function isSubnet(value: string): boolean {
  if (SUBNET_NAMES.includes(value)) return true;
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 1) >= 1 && Number(bits ?? 1) <= (version === 4 ? 32 : 128);
}

function parseProxy(value: string): boolean | number | string {
  return value === 'true' || (value !== 'false' && (/^\d+$/.test(value) ? Number(value) : value));
}

/** Every setting there is: what `config` prints, the README lists and /privacy is derived from. */
const SETTINGS = {
  HOST: { schema: text, fallback: '127.0.0.1', form: 'an address or host name', meaning: 'the address it listens on' },
  PORT: {
    schema: whole(0, 65_535),
    fallback: '8080',
    form: '0 to 65535',
    meaning: 'the port it listens on; 0 picks a free one and prints it',
  },
  PUBLIC_URL: {
    schema: webUrl
      .regex(/^[^?#]*$/)
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    otherwise: 'the root of whatever host browsers use',
    form: 'an http or https URL without user, password, query and fragment',
    meaning: 'the URL at which browsers reach Afterword; with a path, all of it works below that path',
  },
  DATA_DIR: { schema: text, fallback: './data', form: 'a folder', meaning: 'the folder of the database and the keys' },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^(?:file:.+|postgres(?:ql)?:\/\/.+)$/)
      .optional(),
    otherwise: '`afterword.db` in `DATA_DIR`',
    form: 'file:PATH, or postgres://user:password@host/database',
    meaning: 'the database: `file:PATH` for SQLite, `postgres://…` for PostgreSQL',
  },
  SITE_URL: {
    schema: webUrl,
    fallback: 'http://localhost:8080',
    otherwise: '`http://localhost:` and `PORT`',
    form: 'an http or https URL without user and password',
    meaning: "the default site's front page; its origin may post",
  },
  SITE_NAME: {
    schema: z.string().max(200).optional(),
    otherwise: 'the host of `SITE_URL`',
    form: 'at most 200 characters',
    meaning: "the default site's name",
  },
  SITE_ORIGINS: {
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(webUrl.transform((url) => new URL(url).origin))),
    fallback: '',
    otherwise: 'none',
    form: 'origins such as https://blog.example, comma-separated, each in full and without `*`',
    meaning: 'further origins that may post, comma-separated',
  },
  ARTICLE_QUERY: {
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(z.string().regex(/^[\w.~-]{1,40}$/)).max(10)),
    fallback: '',
    otherwise: 'none',
    form: 'names of parameters such as p,page_id, comma-separated',
    meaning: "parameters that stay in an article's URL, comma-separated; the rest of a query is dropped",
  },
  MODERATION_POLICY: {
    schema: z.enum(POLICIES),
    fallback: 'hold',
    form: POLICIES.join(', '),
    meaning: 'what happens to a comment that passes the check for spam: `hold`, `first-time` or `publish`',
  },
  EMAIL_REQUIRED: { ...yesOrNo, fallback: 'true', meaning: 'whether a commenter must give an email' },
  AKISMET_KEY: {
    schema: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
    otherwise: 'none: the local classifier decides',
    form: 'the key from your Akismet account',
    meaning: 'asks Akismet about every comment',
    secret: true,
  },
  AKISMET_URL: {
    schema: z.string().refine(isAllowedAkismetUrl),
    fallback: 'https://rest.akismet.com',
    form: 'an https address (http on the loopback only)',
    meaning: 'another address of the same protocol, for tests',
  },
  AKISMET_TIMEOUT_MS: {
    schema: whole(100, 60_000),
    fallback: '3000',
    form: '100 to 60000',
    meaning: 'deadline of one call to Akismet, in milliseconds',
  },
  AKISMET_WITHHOLD: {
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(z.enum(WITHHELD))),
    fallback: '',
    otherwise: 'none',
    form: `of ${WITHHELD.join(', ')}, comma-separated`,
    meaning: 'what Akismet is not told: `email`, `name`, `url`, `referrer`, comma-separated',
  },
  AKISMET_TEST: { ...yesOrNo, fallback: 'false', meaning: 'marks every call as a test, which trains nothing' },
  BLATANT_SPAM: {
    schema: z.enum(['keep', 'drop']),
    fallback: 'keep',
    form: 'keep or drop',
    meaning: 'whether blatant spam goes to `spam` (`keep`), or is counted and not kept (`drop`)',
  },
  CHECK_WAIT_MS: {
    schema: whole(0, 30_000),
    fallback: '1500',
    form: '0 to 30000',
    meaning: 'how long a POST waits for the verdict before it answers `pending`, in milliseconds',
  },
  POST_LIMIT: {
    schema: z
      .string()
      .regex(/^(off|[1-9]\d{0,5}\/[1-9]\d{0,3}[smhd])$/)
      .transform(parseLimit),
    fallback: '10/1m',
    form: 'NUMBER/TIME such as 10/1m, or off',
    meaning: 'comments per IP address and site, and three times as many previews; `off` for no limit',
  },
  EDIT_WINDOW_MINUTES: {
    schema: whole(0, 10_080),
    fallback: '15',
    form: '0 to 10080',
    meaning: 'how long authors may edit and withdraw, in minutes',
  },
  TRUST_PROXY: {
    schema: z.string().refine(isProxy).transform(parseProxy),
    fallback: 'false',
    form: 'false, a number of proxies, or addresses and subnets, comma-separated',
    meaning: "whose word is taken for the reader's address: a number of proxies, or their subnets",
  },
  RETENTION_SPAM_DAYS: {
    schema: whole(1, 3650),
    fallback: '15',
    form: '1 to 3650',
    meaning: 'after so many days spam and trash are purged',
  },
  RETENTION_CLIENT_DAYS: {
    schema: whole(1, 3650),
    fallback: '30',
    form: '1 to 3650',
    meaning: 'after so many days IP, user agent, referrer and what Akismet was sent are blanked',
  },
  SECRET_FILE: {
    schema: text.optional(),
    otherwise: '`secret.key` in `DATA_DIR`',
    form: 'a file',
    meaning: 'the keys that encrypt the addresses',
  },
  SECRET_KEY: {
    schema: text.optional(),
    otherwise: 'what `SECRET_FILE` holds',
    form: 'what a key file holds, with commas or line ends between its keys',
    meaning: 'the keys themselves instead of a file: the lines of a key file, joined by commas',
    secret: true,
  },
  DEMO: {
    ...yesOrNo,
    fallback: 'false',
    meaning: 'whether `/` shows an article to try, also when there are comments elsewhere',
  },
  METRICS_PUBLIC: { ...yesOrNo, fallback: 'false', meaning: 'whether `/metrics` needs no token' },
  LOG_LEVEL: { schema: z.enum(LEVELS), fallback: 'info', form: LEVELS.join(', '), meaning: 'the least that is logged' },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

/** The settings' values by their names. */
export type Settings = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };

/** An environment, or what a `.env` file says. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The name and the row of every setting, in the order of the table. */
export function settingRows(): [SettingName, Setting][] {
  return Object.entries(SETTINGS) as [SettingName, Setting][];
}

/** What an environment says of a setting; an empty value counts as none. */
export function textOf(env: Environment, name: SettingName): string | undefined {
  return env[name]?.trim() || undefined;
}

/** What counts where an environment says nothing of a setting: of `SITE_URL` it follows `PORT`, unless that is 0. */
export function fallbackOf(env: Environment, name: SettingName, { fallback }: Setting): string | undefined {
  const port = textOf(env, 'PORT') ?? '';
  return name === 'SITE_URL' && /^[1-9]\d{0,4}$/.test(port) ? `http://localhost:${port}` : fallback;
}

/**
 * Reads all settings. Pure: whoever calls it says what the environment is.
 * @throws AfterwordError `invalid` with one line that names the first wrong setting and its value's form, never a secret's value
 */
export function readConfig(env: Environment): Settings {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of settingRows()) {
    const given = textOf(env, name);
    const result = setting.schema.safeParse(given ?? fallbackOf(env, name, setting));
    if (!result.success) throw wrongSetting(name, setting, given);
    values[name] = result.data;
  }
  return values as Settings;
}

function wrongSetting(name: SettingName, { secret, form }: Setting, given: string | undefined): AfterwordError {
  const got = secret || given === undefined ? '' : ` (got ${JSON.stringify(withoutUser(given).slice(0, 80))})`;
  return new AfterwordError('invalid', `The setting ${name} is wrong${got}: it must be ${form}.`);
}

/** Where a setting's value comes from. */
type Origin = 'default' | '.env' | 'environment';

/** A `.env` file below the real environment, which wins where both say something. */
export interface LayeredEnvironment {
  readonly env: Environment;
  readonly origins: Readonly<Record<SettingName, Origin>>;
  /** Names in the file that are no settings. */
  readonly unknown: readonly string[];
}

export function layerEnvironment(real: Environment, file: Environment): LayeredEnvironment {
  const names = settingRows().map(([name]) => name);
  const originOf = (name: SettingName): Origin => {
    if (textOf(real, name) !== undefined) return 'environment';
    return textOf(file, name) === undefined ? 'default' : '.env';
  };
  const entries = names.map((name) => [name, textOf(real, name) ?? textOf(file, name)] as const);
  return {
    env: Object.fromEntries(entries),
    origins: Object.fromEntries(names.map((name) => [name, originOf(name)])) as Record<SettingName, Origin>,
    unknown: Object.keys(file).filter((name) => !Object.hasOwn(SETTINGS, name)),
  };
}
