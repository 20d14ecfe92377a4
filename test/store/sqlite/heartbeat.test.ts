import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createCommitter } from '../../../src/store/sqlite/commit.js';
import { type Connection, openWriter } from '../../../src/store/sqlite/connection.js';
import type { UnitOutcome } from '../../../src/store/sqlite/messages.js';
import { prepareFile } from '../../../src/store/sqlite/open.js';
import { temporaryFolder } from '../../support/store.js';
import { NOON } from '../../support/store-fixtures.js';
import { sqliteMigrations } from '../../support/store-sqlite.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let db: Connection;
let commit: ReturnType<typeof createCommitter>;

beforeEach(async () => {
  folder = await temporaryFolder();
  const file = join(folder.path, 'afterword.db');
  prepareFile({ file, migrations: sqliteMigrations(), now: 0 });
  db = openWriter(file);
  commit = createCommitter(db);
});
afterEach(async () => {
  db.close();
  await folder.remove();
});

const pages = () => db.pragma('page_count', { simple: true }) as number;

async function beat(): Promise<boolean> {
  const [outcome] = await commit([{ name: 'heartbeat', input: { now: NOON } }]);
  if (outcome?.ok === false) expect(outcome.error).toMatchObject({ ours: true, code: 'unavailable' });
  return (outcome as UnitOutcome).ok;
}

/** Stores something as large as the largest request. */
async function store(slug: string): Promise<boolean> {
  const site = { slug, name: 'n'.repeat(64 * 1024), url: 'https://n.example/', origins: [], policy: 'hold', now: NOON };
  const [outcome] = await commit([{ name: 'addSite', input: { ...site, emailRequired: true } }]);
  return (outcome as UnitOutcome).ok;
}

describe('the store’s heartbeat', () => {
  test('fails where a large comment would, though a small row still finds room', async () => {
    expect(await beat()).toBe(true);
    // What the beat has given back is taken by others, and beside it there is room for some pages, but not for many.
    expect(await store('takes-it')).toBe(true);
    db.pragma(`max_page_count = ${pages() + 4}`);
    expect(await store('finds-none')).toBe(false);
    expect(await beat()).toBe(false);
    db.pragma('max_page_count = 100000');
    expect(await beat()).toBe(true);
    expect(await store('finds-some')).toBe(true);
  });

  test('takes room for a moment only', async () => {
    await beat();
    const before = pages();
    for (let count = 0; count < 20; count++) expect(await beat()).toBe(true);
    expect(pages()).toBe(before);
    expect(await store('large')).toBe(true);
    expect(pages()).toBeLessThan(before + 4);
  });
});
