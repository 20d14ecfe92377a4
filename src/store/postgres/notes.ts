import type pg from 'pg';
import type { ServerNote } from '../engine.js';
import { TABLES } from '../tables.js';

/** What has been tried. */
const OLDEST_MAJOR = 15;
const CLOCKS_DIFFER_MS = 2_000;
/** So many removed rows of a table are no reason to worry, however few others there are. */
const FEW_ROWS = 100_000;

interface Server {
  readonly version: string;
  readonly major: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly commit: string;
  readonly standbys: string;
  readonly checksums: string;
  readonly time: number;
}

/** What an operator of the server should know, as far as its user may ask. @param now the time of this machine */
export async function notesOf(client: pg.ClientBase, now: () => number): Promise<ServerNote[]> {
  const before = now();
  const { rows } = await client.query<Server>(
    `select current_setting('server_version') as version, cast(current_setting('server_version_num') as integer) / 10000 as major,
       current_setting('server_encoding') as encoding, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       current_setting('synchronous_standby_names') as standbys, current_setting('data_checksums') as checksums,
       extract(epoch from clock_timestamp()) * 1000 as time`,
  );
  const server = rows[0] as Server;
  return [
    versionOf(server),
    durabilityOf(server),
    checksumsOf(server),
    clockOf(server.time - (before + now()) / 2),
    ...(await bloatOf(client)),
  ];
}

const fine = (check: string, detail: string): ServerNote => ({ check, level: 'ok', detail });
const doubtful = (check: string, detail: string): ServerNote => ({ check, level: 'warning', detail });
const wrong = (check: string, detail: string): ServerNote => ({ check, level: 'problem', detail });

function versionOf({ version, major, encoding }: Server): ServerNote {
  if (encoding !== 'UTF8')
    return wrong('server', `the database is in ${encoding}: make one in UTF8 (createdb --encoding UTF8).`);
  if (major < OLDEST_MAJOR)
    return doubtful('server', `PostgreSQL ${version}: nothing older than ${OLDEST_MAJOR} has been tried.`);
  return fine('server', `PostgreSQL ${version}`);
}

/** What is answered with 201 has to be on disk, and on the standby that may take over. */
function durabilityOf({ fsync, commit, standbys }: Server): ServerNote {
  if (fsync !== 'on') return wrong('durability', 'fsync is off: a power cut destroys the database. Set fsync = on.');
  if (commit === 'off')
    return wrong(
      'durability',
      'synchronous_commit is off: comments that were answered with 201 can be lost. Set it to on.',
    );
  if (standbys === '') return fine('durability', 'on the disk of the server; no standby is waited for');
  if (commit === 'local')
    return doubtful(
      'durability',
      'synchronous_commit is local: standbys may lack what was answered with 201. Set it to on.',
    );
  return fine('durability', `on the disk of the server, and of standbys (${standbys})`);
}

function checksumsOf({ checksums }: Server): ServerNote {
  return fine(
    'checksums',
    checksums === 'on' ? 'damaged pages are noticed' : 'off: damaged pages go unnoticed (pg_checksums)',
  );
}

function clockOf(ahead: number): ServerNote {
  const seconds = (Math.abs(ahead) / 1000).toFixed(1);
  if (Math.abs(ahead) < CLOCKS_DIFFER_MS) return fine('clock', 'as on this machine');
  return doubtful(
    'clock',
    `the server is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine; services go by the server's.`,
  );
}

async function bloatOf(client: pg.ClientBase): Promise<ServerNote[]> {
  const { rows } = await client.query<{ name: string; live: number; dead: number }>(
    `select relname as name, n_live_tup as live, n_dead_tup as dead from pg_stat_user_tables
     where schemaname = current_schema() and relname = any($1) order by n_dead_tup desc limit 1`,
    [TABLES.map(({ name }) => name)],
  );
  const [worst] = rows;
  if (worst === undefined || worst.dead < Math.max(FEW_ROWS, worst.live)) return [];
  return [
    doubtful(
      'vacuum',
      `${worst.name} holds ${worst.dead} removed rows beside ${worst.live}: let autovacuum run more often.`,
    ),
  ];
}
