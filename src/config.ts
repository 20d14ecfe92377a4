import { z } from 'zod';
import { AfterwordError } from './domain/errors.js';
import { POLICIES } from './domain/policy.js';
import { isAllowedAkismetUrl } from './spam/akismet/akismet-url.js';

/** A setting as the table has it: its meaning, and how its text becomes a value. */
interface Setting {
  readonly schema: z.ZodType;
  /** The value's form, for the one line that names a wrong setting. */
  readonly form: string;
  readonly meaning: string;
  /** Never printed. */
  readonly secret?: boolean;
}

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const webUrl = z.url({ protocol: /^https?$/ });

const WITHHELD = ['email', 'name', 'url', 'referrer'] as const;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseLimit(text: string): { most: number; windowMs: number } | null {
  if (text === 'off') return null;
  const [, most, count, unit] = /^([1-9]\d{0,5})\/([1-9]\d{0,3})([smhd])$/.exec(text) as RegExpExecArray;
  return { most: Number(most), windowMs: Number(count) * (UNIT_MS[unit as string] as number) };
}

function parseProxy(text: string): boolean | number | string {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Every setting there is: what `config` prints, the README lists and /privacy is derived from. */
export const SETTINGS = {
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    form: 'an address or host name',
    meaning: 'where it listens',
  },
  PORT: {
    schema: whole(0, 65_535).default(8080),
    form: '0 to 65535',
    meaning: 'where it listens; 0 picks a free port and prints it',
  },
  DATA_DIR: { schema: z.string().min(1).default('./data'), form: 'a folder', meaning: 'database, key file, backups' },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/)
      .optional(),
    form: 'file:PATH or postgres://…',
    meaning: 'the database; by default SQLite in DATA_DIR',
    secret: true,
  },
  SITE_URL: {
    schema: webUrl.default('http://localhost:8080'),
    form: 'an http or https address',
    meaning: "the default site's front page; its origin may post",
  },
  SITE_NAME: {
    schema: z.string().trim().min(1).max(200).optional(),
    form: 'text',
    meaning: "the default site's name; by default its host",
  },
  SITE_ORIGINS: {
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(webUrl.transform((url) => new URL(url).origin)))
      .default([]),
    form: 'origins, comma-separated',
    meaning: 'further origins that may post',
  },
  MODERATION_POLICY: {
    schema: z.enum(POLICIES).default('hold'),
    form: POLICIES.join(', '),
    meaning: 'what happens to a comment taken for ham',
  },
  EMAIL_REQUIRED: {
    schema: flag.default(true),
    form: 'true or false',
    meaning: 'whether a commenter must give an email',
  },
  AKISMET_KEY: {
    schema: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
    form: 'the key from your Akismet account',
    meaning: 'asks Akismet about every comment',
    secret: true,
  },
  AKISMET_URL: {
    schema: z.string().refine(isAllowedAkismetUrl).default('https://rest.akismet.com'),
    form: 'an https address (http on the loopback only)',
    meaning: 'another address of the same protocol, for tests',
  },
  AKISMET_TIMEOUT_MS: {
    schema: whole(100, 60_000).default(3000),
    form: '100 to 60000',
    meaning: "one call's deadline",
  },
  AKISMET_WITHHOLD: {
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(z.enum(WITHHELD)))
      .default([]),
    form: `of ${WITHHELD.join(', ')}, comma-separated`,
    meaning: 'what Akismet is not told',
  },
  AKISMET_TEST: {
    schema: flag.default(false),
    form: 'true or false',
    meaning: 'marks every call as a test, which trains nothing',
  },
  BLATANT_SPAM: {
    schema: z.enum(['keep', 'drop']).default('keep'),
    form: 'keep or drop',
    meaning: 'whether blatant spam goes to spam, or is counted and not kept',
  },
  CHECK_WAIT_MS: {
    schema: whole(0, 30_000).default(1500),
    form: '0 to 30000',
    meaning: 'how long a POST waits for the verdict',
  },
  POST_LIMIT: {
    schema: z
      .string()
      .regex(/^(off|[1-9]\d{0,5}\/[1-9]\d{0,3}[smhd])$/)
      .default('10/1m')
      .transform(parseLimit),
    form: 'NUMBER/TIME such as 10/1m, or off',
    meaning: "comments per reader's address and site",
  },
  EDIT_WINDOW_MINUTES: {
    schema: whole(0, 10_080).default(15),
    form: '0 to 10080',
    meaning: 'how long authors may edit and withdraw',
  },
  TRUST_PROXY: {
    schema: z
      .string()
      .regex(/^(true|false|\d{1,2}|[\da-fA-F.:/, a-z]+)$/)
      .default('false')
      .transform(parseProxy),
    form: "false, a number of proxies, or subnets (Express's `trust proxy`)",
    meaning: "whose word is taken for the reader's address",
  },
  RETENTION_SPAM_DAYS: {
    schema: whole(1, 3650).default(15),
    form: '1 to 3650',
    meaning: 'after which spam and trash are purged',
  },
  RETENTION_CLIENT_DAYS: {
    schema: whole(1, 3650).default(30),
    form: '1 to 3650',
    meaning: 'after which address, user agent, referrer and what Akismet was sent are blanked',
  },
  SECRET_FILE: {
    schema: z.string().min(1).optional(),
    form: 'a file',
    meaning: 'the keys; by default DATA_DIR/secret.key',
  },
  METRICS_PUBLIC: { schema: flag.default(false), form: 'true or false', meaning: 'whether /metrics needs no token' },
  LOG_LEVEL: { schema: z.enum(LEVELS).default('info'), form: LEVELS.join(', '), meaning: 'what is logged' },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

/** The settings' values by their names. */
export type Settings = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };

/** An environment, or what a `.env` file says. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all settings. Pure: whoever calls it says what the environment is. An empty value counts as none.
 * @throws AfterwordError `invalid` with one line that names the first wrong setting and its value's form, never a secret's value
 */
export function readConfig(env: Environment): Settings {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const text = env[name]?.trim() || undefined;
    const result = setting.schema.safeParse(text);
    if (!result.success) {
      const got = setting.secret || text === undefined ? '' : ` (got ${JSON.stringify(text.slice(0, 80))})`;
      throw new AfterwordError('invalid', `The setting ${name} is wrong${got}: it must be ${setting.form}.`);
    }
    values[name] = result.data;
  }
  return values as Settings;
}
