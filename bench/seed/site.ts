import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { secretHash } from '../../src/domain/secret.js';
import { createIdMaker } from '../../src/domain/uuid.js';
import { type Connection, openWriter, sqlOn } from '../../src/store/sqlite/connection.js';
import { writeUnits } from '../../src/store/store.js';
import { LONG_ARTICLE, USUAL_COMMENTS } from './comments.js';

/** What a measurement has to know of a seeded database. */
export interface SeededSite {
  readonly dataDir: string;
  /** An admin's token. */
  readonly token: string;
  /** Keys of all articles. */
  readonly articles: readonly string[];
  /** Keys of articles with exactly 50 published comments, from the whole time of the site. */
  readonly usual: readonly string[];
  /** Ids of comments that wait in the queue, from the whole time of the site. */
  readonly pending: readonly string[];
}

const MOST_USUAL = 200;
const MOST_PENDING = 5000;

/** Adds a token to a copy of a seeded database, and looks up what measurements ask for. */
export async function openSite(dataDir: string): Promise<SeededSite> {
  const db = openWriter(join(dataDir, 'afterword.db'));
  try {
    const token = await addAdmin(db);
    const strings = (query: string, ...values: unknown[]) =>
      db
        .prepare<unknown[], string>(query)
        .pluck()
        .all(...values);
    return {
      dataDir,
      token,
      articles: strings('select key from articles order by id'),
      usual: spread(
        strings('select key from articles where count = ? and key <> ? order by id', USUAL_COMMENTS, LONG_ARTICLE),
        MOST_USUAL,
      ),
      pending: spread(strings(`select id from comments where status = 'pending' order by seq`), MOST_PENDING),
    };
  } finally {
    db.close();
  }
}

async function addAdmin(db: Connection): Promise<string> {
  const sql = sqlOn(db);
  const token = randomBytes(32).toString('base64url');
  const now = Date.now();
  const id = createIdMaker({ now: () => now, random: randomBytes })();
  const order = { id, hash: secretHash(token), role: 'admin', name: 'benchmark', site: null, now } as const;
  await writeUnits.addToken(sql, order);
  return token;
}

/** So many items at equal distances. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as Item);
}
