import type pg from 'pg';
import { AfterwordError } from '../../domain/errors.js';
import { entryOf, type MovableRows, type MoveNote, NOTE_TABLE, type Row, readableRows, wordsFor } from '../moving.js';
import { TABLES, type Table } from '../tables.js';
import { READ_ONLY } from './errors.js';
import { sqlOn } from './statements.js';
import { vectorOf } from './words.js';

/** Which lock of the server means that somebody moves this database; any number that nobody else takes. */
const LOCK = 4_710_816;
/** Writers wait behind whoever waits to hold them: not longer than this at a time. */
const HOLD_WAIT = '3s';
const HOLD_TRIES = 20;
const FUNCTION = 'refuse_while_moved';

/** Names of the tables that a database has. */
async function tablesOf(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select cast(tablename as text) as name from pg_tables where schemaname = current_schema()`,
  );
  return new Set(rows.map(({ name }) => name));
}

/** What is noted of a move from or to a database. */
export function moveNoteOf(client: pg.ClientBase): Promise<MoveNote | null> {
  return readableRows(sqlOn(client), () => tablesOf(client)).note();
}

/** Lends a database as rows, to one process at a time: the lock ends with the connection. */
export async function lendRows<Result>(
  client: pg.ClientBase,
  work: (rows: MovableRows) => Promise<Result>,
): Promise<Result> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [LOCK]);
  if (rows[0]?.mine !== true) throw new AfterwordError('conflict', 'Another process is moving this database.');
  // An index of a large table takes its time.
  await client.query('set statement_timeout = 0');
  return work(rowsOf(client));
}

function rowsOf(client: pg.ClientBase): MovableRows {
  const types = new Map<string, readonly string[]>();
  const read = readableRows(sqlOn(client), () => tablesOf(client));

  async function typesOf(table: Table): Promise<readonly string[]> {
    const known = types.get(table.name) ?? (await columnTypes(client, table));
    types.set(table.name, known);
    return known;
  }

  return {
    ...read,
    async numbers() {
      const numbers: Record<string, number> = {};
      for (const { name } of TABLES.filter(({ isNumbered }) => isNumbered)) {
        const { rows } = await client.query<{ n: number }>(
          `select greatest((select max(id) from ${name}), pg_sequence_last_value(pg_get_serial_sequence('${name}', 'id')), 0) as n`,
        );
        numbers[name] = rows[0]?.n ?? 0;
      }
      return numbers;
    },
    hold: (note) => holding(client, () => hold(client, note)),
    renote: (note) => inTransaction(client, () => writeNote(client, note)),
    release: () =>
      holding(client, async () => {
        await client.query(`drop function if exists ${FUNCTION} cascade`);
        await client.query(`drop table ${NOTE_TABLE}`);
      }),
    async receive(note) {
      await inTransaction(client, async () => {
        const parts = await droppable(client);
        await writeNote(client, note, JSON.stringify(parts.map(({ make }) => make)));
        for (const { drop } of parts) await client.query(drop);
      });
      // A server that fails loses the last pages, which the next run finds missing.
      await client.query('set synchronous_commit = off');
    },
    put: (table, rows) =>
      inTransaction(client, async () => {
        await insert(client, table, await typesOf(table), rows);
        if (table.name === 'comments') await insertWords(client, table, rows);
      }),
    async complete(numbers) {
      for (const part of await left(client)) await client.query(part);
      for (const [name, highest] of Object.entries(numbers)) {
        if (highest > 0) await client.query(`select setval(pg_get_serial_sequence($1, 'id'), $2)`, [name, highest]);
      }
      await client.query('analyze');
      await client.query('set synchronous_commit = on');
    },
  };
}

async function inTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Changes what the tables refuse, while others use them: whoever is in the way is waited for, a little at a time. */
async function holding(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await inTransaction(client, async () => {
        await client.query(`set local lock_timeout = '${HOLD_WAIT}'`);
        // Units hold their site first: whoever is at work ends, and nobody begins.
        await client.query('lock table sites in exclusive mode');
        await client.query(`lock table ${TABLES.map(({ name }) => name)} in share row exclusive mode`);
        await work();
      });
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (tries >= HOLD_TRIES || (code !== '55P03' && code !== '40P01')) throw error;
    }
  }
}

async function hold(client: pg.ClientBase, note: MoveNote): Promise<void> {
  await writeNote(client, note);
  await client.query(`create or replace function ${FUNCTION}() returns trigger language plpgsql as
    $$ begin raise exception using errcode = '${READ_ONLY}', message = (select words from ${NOTE_TABLE}); end $$`);
  for (const { name } of TABLES) {
    await client.query(
      `create trigger held before insert or update or delete on ${name} for each row execute function ${FUNCTION}()`,
    );
  }
}

/** @param rebuild what has to be made at the end; that of before stays where there is none */
async function writeNote(
  client: pg.ClientBase,
  { id, state, other, at }: MoveNote,
  rebuild: string | null = null,
): Promise<void> {
  await client.query(
    `create table if not exists ${NOTE_TABLE} (id text primary key, state text not null, words text not null, other text not null, at bigint not null, rebuild text)`,
  );
  await client.query(
    `insert into ${NOTE_TABLE} (id, state, words, other, at, rebuild) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set state = excluded.state, words = excluded.words, other = excluded.other, at = excluded.at`,
    [id, state, wordsFor(state), other, at, rebuild],
  );
}

/** A part of the schema that is made at once from all rows much faster than row by row: how it is dropped, and made. */
interface Part {
  readonly drop: string;
  readonly make: string;
}

/** References, and indices that keep no promise of a table. In the order in which they can be dropped, and made. */
async function droppable(client: pg.ClientBase): Promise<Part[]> {
  const { rows: indices } = await client.query<{ name: string; text: string }>(
    `select cast(indexrelid as regclass) as name, pg_get_indexdef(indexrelid) as text
     from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = cast(current_schema() as regnamespace) and c.relkind = 'r'
       and not exists (select 1 from pg_constraint p where p.conindid = i.indexrelid) order by indexrelid`,
  );
  const { rows: references } = await client.query<{ name: string; of: string; text: string }>(
    `select quote_ident(conname) as name, cast(conrelid as regclass) as of, pg_get_constraintdef(oid) as text
     from pg_constraint where contype = 'f' and connamespace = cast(current_schema() as regnamespace) order by oid`,
  );
  return [
    ...indices.map(({ name, text }) => ({
      drop: `drop index ${name}`,
      make: text.replace(/^CREATE( UNIQUE)? INDEX /, '$&IF NOT EXISTS '),
    })),
    ...references.map(({ name, of, text }) => ({
      drop: `alter table ${of} drop constraint ${name}`,
      make: `alter table ${of} drop constraint if exists ${name}, add constraint ${name} ${text}`,
    })),
  ];
}

async function left(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ rebuild: string | null }>(`select rebuild from ${NOTE_TABLE}`);
  return JSON.parse(rows[0]?.rebuild ?? '[]') as string[];
}

async function columnTypes(client: pg.ClientBase, { name, columns }: Table): Promise<string[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute where attrelid = cast($1 as regclass) and attnum > 0`,
    [name],
  );
  const byName = new Map(rows.map((row) => [row.name, row.type]));
  return columns.map((column) => byName.get(column) as string);
}

/** An array a column: the same text however many rows there are. */
async function insert(
  client: pg.ClientBase,
  { name, columns }: Table,
  types: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const arrays = types.map((type, index) => `cast($${index + 1} as ${type}[])`);
  await client.query({
    name: `put ${name}`,
    text: `insert into ${name} (${columns}) select * from unnest(${arrays})`,
    values: columns.map((_, index) => rows.map((row) => row[index])),
  });
}

async function insertWords(client: pg.ClientBase, table: Table, rows: readonly Row[]): Promise<void> {
  const entries = rows.map((row) => entryOf(table, row)).filter((entry) => entry !== null);
  await client.query({
    name: 'put words',
    text: 'insert into comment_search (seq, words) select seq, cast(words as tsvector) from unnest(cast($1 as bigint[]), cast($2 as text[])) as u (seq, words)',
    values: [entries.map(({ seq }) => seq), entries.map(vectorOf)],
  });
}
