import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealClient } from '../../src/app/comments/client.js';
import { createKeyRing, formatKeys, type KeyRing, newKeys, parseKeys } from '../../src/app/keys/key-ring.js';
import { avatarSeed } from '../../src/domain/avatar-seed.js';
import { renderMarkdown } from '../../src/domain/render-markdown.js';
import { cleanBody } from '../../src/domain/text.js';
import { createIdMaker } from '../../src/domain/uuid.js';
import type { Tx } from '../../src/store/sql.js';
import { type Connection, openWriter, sqlOn } from '../../src/store/sqlite/connection.js';
import { migrate } from '../../src/store/sqlite/migrate.js';
import { searchOn } from '../../src/store/sqlite/search.js';
import { writeUnits } from '../../src/store/store.js';
import type { Imported } from '../../src/store/units/transfer.js';
import { BLOG, type SeedComment, seedComments } from './comments.js';
import { migrations } from './migrations.js';
import { createRandom } from './random.js';

const A_TRANSACTION = 10_000;
/** How many of an article's latest published comments may still be answered. */
const REMEMBERED = 10;
const YEARS_MS = 5 * 365 * 24 * 3_600_000;

/**
 * Makes a data folder's database and key file, and stores a site's comments with the service's own units of work: what it takes weeks to
 * receive comes in a few large transactions, and everything (counters, visibility, the search index, encrypted addresses) is as the service
 * itself keeps it.
 * @param until the time of the last comment, in milliseconds since 1970; the first is five years older
 */
export async function fillDatabase(
  folder: string,
  count: number,
  until: number,
  onProgress: (done: number) => void,
): Promise<void> {
  const random = randomBytesFrom(`bytes ${count}`);
  const keys = newKeys(random);
  writeFileSync(join(folder, 'secret.key'), formatKeys(keys), { mode: 0o600 });
  const db = openWriter(join(folder, 'afterword.db'));
  try {
    migrate(db, migrations(), until);
    // What this makes is thrown away when it fails, so that nothing has to wait for the disk before the end.
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -256000');
    await fill(
      db,
      createKeyRing(() => keys, random),
      random,
      { count, until, onProgress },
    );
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

function randomBytesFrom(name: string): (bytes: number) => Uint8Array {
  const random = createRandom(name);
  return (bytes) => Uint8Array.from({ length: bytes }, () => random() * 256);
}

interface Order {
  readonly count: number;
  readonly until: number;
  readonly onProgress: (done: number) => void;
}

async function fill(
  db: Connection,
  keys: KeyRing,
  random: (bytes: number) => Uint8Array,
  { count, until, onProgress }: Order,
): Promise<void> {
  const sql = sqlOn(db);
  const tx: Tx = { ...sql, search: searchOn(sql) };
  const site = await writeUnits.putSite(tx, {
    slug: 'default',
    name: new URL(BLOG).host,
    url: `${BLOG}/`,
    origins: [BLOG],
    policy: 'hold',
    emailRequired: true,
    now: until - YEARS_MS,
  });
  const comments = { list: seedComments(count), until, onProgress };
  await storeAll(db, tx, importer(site.id, keys, random, until - YEARS_MS, YEARS_MS / count), comments);
}

/** Stores more comments on the site of a folder that was filled before, a millisecond after each other. */
export async function addComments(folder: string, list: readonly SeedComment[]): Promise<void> {
  const db = openWriter(join(folder, 'afterword.db'));
  try {
    const sql = sqlOn(db);
    const random = randomBytesFrom(`more bytes ${list.length}`);
    const keys = createKeyRing(() => parseKeys(readFileSync(join(folder, 'secret.key'), 'utf8')), random);
    const now = Date.now();
    const comments = { list, until: now, onProgress: () => undefined };
    await storeAll(db, { ...sql, search: searchOn(sql) }, importer(1, keys, random, now - list.length, 1), comments);
  } finally {
    db.close();
  }
}

interface ToStore {
  readonly list: Iterable<SeedComment>;
  readonly until: number;
  readonly onProgress: (done: number) => void;
}

async function storeAll(
  db: Connection,
  tx: Tx,
  toImport: (comment: SeedComment) => Imported,
  { list, until, onProgress }: ToStore,
): Promise<void> {
  let batch: Imported[] = [];
  let done = 0;
  const commit = async (): Promise<void> => {
    db.exec('begin immediate');
    const results = await writeUnits.importComments(tx, { comments: batch, now: until });
    db.exec('commit');
    if (results.some((result) => result !== 'imported')) throw new Error('a comment of the benchmark was not taken');
    done += batch.length;
    batch = [];
    onProgress(done);
  };
  for (const comment of list) {
    batch.push(toImport(comment));
    if (batch.length === A_TRANSACTION) await commit();
  }
  if (batch.length > 0) await commit();
}

/** Turns the comments of the plan into rows, each a little later than the one before. */
function importer(
  siteId: number,
  keys: KeyRing,
  random: (bytes: number) => Uint8Array,
  start: number,
  stepMs: number,
): (comment: SeedComment) => Imported {
  let now = start;
  const newId = createIdMaker({ now: () => Math.floor(now), random });
  const answerable = new Map<string, { first: number; ids: string[] }>();

  function remember(article: string, id: string): void {
    const known = answerable.get(article) ?? { first: 0, ids: [] };
    answerable.set(article, known);
    known.ids.push(id);
    if (known.ids.length <= REMEMBERED) return;
    known.ids.shift();
    known.first += 1;
  }

  function parentOf({ article, parentIndex }: SeedComment): string | null {
    const known = answerable.get(article);
    return parentIndex === null || known === undefined ? null : (known.ids[parentIndex - known.first] ?? null);
  }

  return (comment) => {
    now += stepMs;
    const id = newId();
    const email = `author-${comment.author}@example.org`;
    const parent = parentOf(comment);
    if (comment.status === 'approved') remember(comment.article, id);
    const at = Math.floor(now);
    const seed = random(16);
    const body = cleanBody(comment.body);
    const isSpam = comment.status === 'spam';
    return {
      siteId,
      id,
      articleKey: comment.article,
      articleUrl: `${BLOG}${comment.article}`,
      articleTitle: `On ${comment.article.slice(1)}`,
      articleOpen: 1,
      parent,
      status: comment.status,
      statusAt: at,
      placeholder: 0,
      removedBy: null,
      proposedBody: null,
      proposedHtml: null,
      proposedAt: null,
      authorName: comment.name,
      authorUrl: null,
      avatar: avatarSeed(seed, comment.name),
      body,
      html: renderMarkdown(body),
      createdAt: at,
      editedAt: null,
      decidedAt: comment.status === 'approved' || comment.status === 'trash' ? at : null,
      verdictBy: 'akismet',
      verdictOutcome: isSpam ? 'spam' : 'ham',
      verdictAt: at,
      email: keys.seal(email, id, 'email'),
      client: sealClient(keys, { ip: '192.0.2.7', userAgent: 'Mozilla/5.0 (benchmark)', referrer: `${BLOG}/` }, id),
      emailHash: keys.emailHash(email),
      seed,
    };
  };
}
