import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { layerEnvironment, readConfig, settingRows } from '../src/config.js';

function failureOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('these settings are taken');
}

describe('the settings', () => {
  test('have the defaults of the contract', () => {
    expect(readConfig({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 8080,
      DATA_DIR: './data',
      DATABASE_URL: undefined,
      SITE_URL: 'http://localhost:8080',
      SITE_NAME: undefined,
      SITE_ORIGINS: [],
      ARTICLE_QUERY: [],
      MODERATION_POLICY: 'hold',
      EMAIL_REQUIRED: true,
      AKISMET_KEY: undefined,
      AKISMET_URL: 'https://rest.akismet.com',
      AKISMET_TIMEOUT_MS: 3000,
      AKISMET_WITHHOLD: [],
      AKISMET_TEST: false,
      BLATANT_SPAM: 'keep',
      CHECK_WAIT_MS: 1500,
      POST_LIMIT: { most: 10, windowMs: 60_000 },
      EDIT_WINDOW_MINUTES: 15,
      TRUST_PROXY: false,
      RETENTION_SPAM_DAYS: 15,
      RETENTION_CLIENT_DAYS: 30,
      SECRET_FILE: undefined,
      SECRET_KEY: undefined,
      DEMO: false,
      METRICS_PUBLIC: false,
      LOG_LEVEL: 'info',
    });
  });

  test.each(['https://*.example', 'https://blog.example, https://*', "https://a.example;script-src'unsafe-inline'"])(
    'refuse an origin that is a pattern or more than an origin: %s',
    (origins) => {
      expect(failureOf({ SITE_ORIGINS: origins })).toMatch(/^The setting SITE_ORIGINS is wrong/);
    },
  );

  test.each(['https://bücher.example', 'http://[::1]:1313', 'http://my_blog.local', 'http://localhost:8080'])(
    'take the origin %s',
    (origin) => {
      expect(readConfig({ SITE_ORIGINS: origin }).SITE_ORIGINS).toEqual([new URL(origin).origin]);
    },
  );

  test('are read from text', () => {
    const settings = readConfig({
      PORT: ' 0 ',
      SITE_ORIGINS: 'https://a.example/path, https://b.example:8443',
      EMAIL_REQUIRED: 'false',
      AKISMET_WITHHOLD: 'email,referrer',
      POST_LIMIT: '3/2h',
      TRUST_PROXY: 'loopback, 10.0.0.0/8, fd00::/8',
    });
    expect(settings).toMatchObject({
      PORT: 0,
      SITE_ORIGINS: ['https://a.example', 'https://b.example:8443'],
      EMAIL_REQUIRED: false,
      AKISMET_WITHHOLD: ['email', 'referrer'],
      POST_LIMIT: { most: 3, windowMs: 7_200_000 },
      TRUST_PROXY: 'loopback, 10.0.0.0/8, fd00::/8',
    });
    expect(readConfig({ POST_LIMIT: 'off' }).POST_LIMIT).toBeNull();
    expect(readConfig({ TRUST_PROXY: '2' }).TRUST_PROXY).toBe(2);
    expect(readConfig({ TRUST_PROXY: 'true' }).TRUST_PROXY).toBe(true);
  });

  test('take an empty value for none', () => {
    expect(readConfig({ PORT: '', AKISMET_KEY: '  ' })).toMatchObject({ PORT: 8080, AKISMET_KEY: undefined });
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '0x10'],
    ['PORT', '80.5'],
    ['SITE_URL', 'blog.example'],
    ['SITE_URL', 'ftp://blog.example'],
    ['SITE_ORIGINS', 'https://a.example,nonsense'],
    ['MODERATION_POLICY', 'anything'],
    ['EMAIL_REQUIRED', 'yes'],
    ['AKISMET_URL', 'http://akismet.example'],
    ['AKISMET_TIMEOUT_MS', '99'],
    ['AKISMET_WITHHOLD', 'email,ip'],
    ['BLATANT_SPAM', 'burn'],
    ['POST_LIMIT', '0/1m'],
    ['POST_LIMIT', '10 per minute'],
    ['TRUST_PROXY', 'nginx'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', ','],
    ['RETENTION_SPAM_DAYS', '0'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s with a line that names it and its form', (name, value) => {
    const message = failureOf({ [name]: value });
    expect(message).toContain(`The setting ${name} is wrong (got "${value}"): it must be `);
    expect(message).not.toContain('\n');
  });

  test('let the site follow the port, as the page to try is on both', () => {
    expect(readConfig({ PORT: '9000' }).SITE_URL).toBe('http://localhost:9000');
    expect(readConfig({ PORT: '0' }).SITE_URL).toBe('http://localhost:8080');
    expect(readConfig({ PORT: '9000', SITE_URL: 'https://blog.example' }).SITE_URL).toBe('https://blog.example');
  });

  test('refuse a URL of the site with user and password, which would be published, and do not repeat them', () => {
    const message = failureOf({ SITE_URL: 'https://user:pw@blog.example' });
    expect(message).toContain('must be an http or https URL without user and password.');
    expect(message).not.toContain('pw');
  });

  test('say that another database is not supported, without the password', () => {
    const message = failureOf({ DATABASE_URL: 'mysql://ada:s3cret@db.example/comments' });
    expect(message).toMatch(/DATABASE_URL .* file:PATH, or postgres:/);
    expect(message).not.toMatch(/s3cret|ada/);
  });

  test('never repeat a wrong key', () => {
    expect(failureOf({ AKISMET_KEY: 'a wrong key' })).toBe(
      'The setting AKISMET_KEY is wrong: it must be the key from your Akismet account.',
    );
  });
});

describe('a .env file', () => {
  test('counts where the environment says nothing', () => {
    const layered = layerEnvironment({ PORT: '1', HOST: '' }, { PORT: '2', HOST: 'localhost', LOG_LEVEL: 'warn' });
    expect(layered.env).toMatchObject({ PORT: '1', HOST: 'localhost', LOG_LEVEL: 'warn' });
    expect(layered.origins).toMatchObject({
      PORT: 'environment',
      HOST: '.env',
      LOG_LEVEL: '.env',
      DATA_DIR: 'default',
    });
  });

  test('is searched for names that are no settings, the environment is not', () => {
    expect(layerEnvironment({ PATH: '/bin' }, { AKISMET_KY: 'x', toString: 'y', PORT: '1' }).unknown).toEqual([
      'AKISMET_KY',
      'toString',
    ]);
  });
});

describe('the README', () => {
  test('lists every setting with its default and meaning', () => {
    const readme = readFileSync('README.md', 'utf8');
    const rows = settingRows().map(([name, { fallback, otherwise, meaning }]) => {
      const value = otherwise ?? `\`${fallback}\``;
      return `| \`${name}\` | ${value} | ${meaning} |`;
    });
    const table = readme.split('\n').filter((line) => /^\| `[A-Z_]+` +\|/.test(line));
    expect(table.map((line) => line.replace(/ +\|/g, ' |').replace(/\| +/g, '| '))).toEqual(rows);
  });
});
