import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Sql, SqlList, SqlValue } from '../sql.js';

type Given = SqlValue | SqlList;

const NO_CHARACTER = '\uffff';

/** A text of a unit as the server takes it, and the name under which it is prepared, once a connection. */
interface Statement {
  readonly text: string;
  readonly name: string;
}

const statements = new Map<string, Statement>();

/** Units write `?` for values, the server numbers them. No text of a unit has a question mark of another meaning. */
function statementOf(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  const [first, ...rest] = text.split('?');
  const numbered = rest.reduce((sum, part, index) => `${sum}$${index + 1}${part}`, first as string);
  const statement = { text: numbered, name: createHash('sha256').update(numbered).digest('base64url').slice(0, 24) };
  statements.set(text, statement);
  return statement;
}

/** What becomes of the statements of a transaction. */
export interface Outcomes {
  /** Those that nobody waits for. */
  readonly told: Promise<unknown>[];
  /** Of whatever failed first: what comes behind it fails for no reason of its own. */
  failure?: unknown;
}

/**
 * What units say, on a connection.
 * @param outcomes gathers what becomes of them
 * @param prepared whether statements are prepared once, by their text. After some uses the server may plan such a one for any values: a search, whose
 *   plan goes by how often its words occur, is planned anew each time.
 */
export function sqlOn(client: pg.ClientBase, outcomes: Outcomes = { told: [] }, prepared = true): Sql {
  const query = (asked: string, values: Given[]) => {
    const { text, name } = statementOf(asked);
    const done = client.query({ text, values: values.map(sendable), ...(prepared ? { name } : {}) });
    done.catch((error: unknown) => {
      outcomes.failure ??= error;
    });
    return done;
  };
  return {
    get: async <Row>(text: string, ...values: Given[]) => (await query(text, values)).rows[0] as Row | undefined,
    all: async <Row>(text: string, ...values: Given[]) => (await query(text, values)).rows as Row[],
    tell(text: string, ...values: Given[]) {
      // Whoever ends the transaction looks at it.
      outcomes.told.push(query(text, values));
    },
    run: async (text: string, ...values: Given[]) => (await query(text, values)).rowCount ?? 0,
    among: (column) => `${column} = any(?)`,
    untaken: 'for update skip locked',
  };
}

/**
 * A value as the server takes it. What is stored is cleaned of NUL before, but anybody may ask for it: PostgreSQL takes it in no text, so that another
 * character stands for it that no text holds.
 */
function sendable(value: Given): Given {
  if (value === undefined) throw new TypeError('a value of a statement is missing');
  if (typeof value === 'string') return value.replaceAll('\0', NO_CHARACTER);
  if (Array.isArray(value)) return value.map(sendable) as string[] | number[];
  return value;
}
