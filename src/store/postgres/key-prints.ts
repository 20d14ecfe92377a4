import type pg from 'pg';

/** The prints that are kept, by the numbers of their keys; none in a database of before they were. */
export async function keptPrints(client: pg.ClientBase): Promise<Map<number, Uint8Array>> {
  const { rows: table } = await client.query(`select to_regclass('key_prints') is not null as yes`);
  if (table[0]?.yes !== true) return new Map();
  const { rows } = await client.query<{ number: number; print: Uint8Array }>('select number, print from key_prints');
  return new Map(rows.map(({ number, print }) => [number, print]));
}

/** Keeps those of numbers that have none yet, unless the first one is another's: of several processes that come at once, one's. @returns what is kept then */
export async function keepPrints(
  client: pg.ClientBase,
  prints: ReadonlyMap<number, Uint8Array>,
): Promise<Map<number, Uint8Array>> {
  const keep = (number: number, print: Uint8Array) =>
    client.query('insert into key_prints (number, print) values ($1, $2) on conflict (number) do nothing', [
      number,
      Buffer.from(print),
    ]);
  const [[number, print] = [], ...others] = [...prints].sort(([one], [other]) => one - other);
  if (number === undefined || print === undefined) return keptPrints(client);
  await keep(number, print);
  const kept = await keptPrints(client);
  if (Buffer.compare(kept.get(number) ?? Buffer.of(), print) !== 0) return kept;
  for (const [otherNumber, otherPrint] of others) await keep(otherNumber, otherPrint);
  return keptPrints(client);
}
