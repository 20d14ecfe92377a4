import { type Conversation, verdictOn } from './akismet-of-torture.js';
import type { Ledger } from './clients.js';
import type { TorturedDatabase } from './database.js';

interface Row {
  readonly id: string;
  readonly body: string;
  readonly status: string;
  readonly outcome: string;
  readonly decidedAt: number | null;
}

/** Makes everything in the outbox due at once, as if the time until then had passed. Only while no service runs. */
export async function letTimePass(db: TorturedDatabase): Promise<number> {
  await db.run('update outbox set run_at = 0, lease = null');
  return (await db.rows('select id from outbox')).length;
}

/** Looks for everything that must not be. @returns a line for each thing found */
export async function findFaults(
  db: TorturedDatabase,
  ledger: Ledger,
  heard: ReadonlyMap<string, Conversation>,
): Promise<string[]> {
  const rows = await db.rows<Row>(
    'select id, body, status, verdict_outcome as outcome, decided_at as "decidedAt" from comments',
  );
  const faults = [...(await storeFaults(db, rows)), ...(await lessonFaults(db)), ...ledgerFaults(rows, ledger)];
  for (const row of rows) faults.push(...conversationFaults(row, heard.get(row.body)));
  return faults;
}

async function storeFaults(db: TorturedDatabase, rows: readonly Row[]): Promise<string[]> {
  const faults = await db.damage();
  const words = new Set<string>();
  for (const { body } of rows) {
    if (words.has(body)) faults.push(`stored twice: ${body}`);
    words.add(body);
  }
  const counted = await db.rows<{ status: string; n: number }>('select status, n from status_counts where n <> 0');
  for (const { status, n } of counted) {
    const real = rows.filter((row) => row.status === status).length;
    if (real !== n) faults.push(`${n} comments are counted as ${status}, there are ${real}`);
  }
  const waiting = await db.rows('select kind, attempts, last_error from outbox');
  if (waiting.length > 0) faults.push(`left in the outbox: ${JSON.stringify(waiting.slice(0, 3))}`);
  return faults;
}

/** Every decision that stands has taught the classifier once, and nothing else has. */
async function lessonFaults(db: TorturedDatabase): Promise<string[]> {
  const fits = `case c.status when 'approved' then 'ham' when 'spam' then 'spam' end`;
  const rows = await db.rows<{ id: string; status: string; right: number; wrong: number }>(
    `select c.id, c.status, cast(count(l.id) filter (where l.direction = ${fits}) as integer) as "right",
       cast(count(l.id) filter (where l.direction is distinct from ${fits}) as integer) as "wrong"
     from comments c left join lessons l on l.comment_seq = c.seq and l.stands = 1
     where c.decided_at is not null and c.edited_at is null group by c.seq`,
  );
  return rows
    .filter(({ status, right, wrong }) => wrong > 0 || right !== (status === 'approved' || status === 'spam' ? 1 : 0))
    .map(
      ({ id, status, right, wrong }) =>
        `decided ${status}, taught ${right} times right and ${wrong} times wrong: ${id}`,
    );
}

function ledgerFaults(rows: readonly Row[], ledger: Ledger): string[] {
  const faults: string[] = [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const [words, id] of ledger.stored) {
    if (byId.get(id)?.body !== words) faults.push(`acknowledged and lost: ${words}`);
  }
  for (const [id, status] of ledger.decided) {
    const row = byId.get(id);
    if (!ledger.doubtful.has(id) && row?.status !== status) faults.push(`decided ${status}, is ${row?.status}: ${id}`);
  }
  return faults;
}

/** One verdict, the right one; asked again only as a retry; and corrections that end where the decision stands. */
function conversationFaults(row: Row, conversation: Conversation | undefined): string[] {
  const faults: string[] = [];
  const verdict = verdictOn(row.body);
  if (row.outcome !== verdict) faults.push(`verdict ${row.outcome} instead of ${verdict}: ${row.body}`);
  const { checks = [], corrections = [] } = conversation ?? {};
  if (checks.filter((reason) => reason === '').length > 1)
    faults.push(`asked twice as if for the first time: ${row.body}`);
  const said = row.status === 'approved' ? 'ham' : row.status === 'spam' ? 'spam' : null;
  const believed = corrections.at(-1) ?? verdict;
  if (row.decidedAt !== null && said !== null && said !== believed) {
    faults.push(`decided ${said}, but Akismet was left with ${believed}: ${row.body}`);
  }
  if (row.decidedAt === null && corrections.length > 0) faults.push(`corrected without a decision: ${row.body}`);
  return faults;
}
