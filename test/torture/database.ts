import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** The database of a torture, looked at from outside while no service runs. */
export interface TorturedDatabase {
  rows<Row>(text: string): Promise<Row[]>;
  run(text: string): Promise<void>;
  /** What the engine itself finds wrong. */
  damage(): Promise<string[]>;
  close(): Promise<void>;
}

export function openSqlite(file: string): TorturedDatabase {
  const db = new Sqlite(file);
  return {
    rows: async <Row>(text: string) => db.prepare<[], Row>(text).all(),
    async run(text) {
      db.exec(text);
    },
    async damage() {
      const integrity = db.pragma('integrity_check', { simple: true });
      return [
        ...(integrity === 'ok' ? [] : [`the database is damaged: ${integrity}`]),
        ...((db.pragma('foreign_key_check') as unknown[]).length > 0 ? ['foreign keys point nowhere'] : []),
      ];
    },
    async close() {
      db.close();
    },
  };
}

export async function openPostgres(url: string): Promise<TorturedDatabase> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async <Row>(text: string) => (await client.query(text)).rows as Row[];
  return {
    rows,
    async run(text) {
      await client.query(text);
    },
    // What is damaged ends whatever reads it.
    damage: async () => [],
    close: () => client.end(),
  };
}
