import type { Sql } from '../sql.js';
import { toFtsQuery } from './fts-query.js';

/** How the index takes texts apart; the same in the migration. */
const TOKENIZER = "tokenize = 'unicode61 remove_diacritics 2'";
/**
 * So many words, in the order of the dictionary, are taken for those that a beginning means. Fewer than three letters may begin more; then the search
 * says that it is bounded.
 */
const MOST_WORDS = 200;

/** What a moderator typed, as the index is asked. */
export interface TypedQuery {
  /** An FTS5 expression. */
  readonly query: string;
  /** More words begin so than are searched for. */
  readonly isBounded: boolean;
}

/**
 * Reads what a moderator typed as an FTS5 expression. The last word may be the beginning of one. FTS5's own search for beginnings gathers the
 * lists of all words that begin so before it gives the first position, a third of a second for two letters and a million comments; so some of
 * these words are looked up here, and searched for as alternatives, which FTS5 reads side by side and only as far as they are needed.
 */
export function typedWords(sql: Sql): (typed: string) => Promise<TypedQuery | null> {
  let prepared = false;

  /** The tables of this connection: one that takes a text apart as the index does, and views of the words of both. */
  async function prepare(): Promise<void> {
    if (prepared) return;
    await sql.run(`create virtual table if not exists temp.typed using fts5 (words, content = '', ${TOKENIZER})`);
    await sql.run(`create virtual table if not exists temp.typed_words using fts5vocab ('temp', 'typed', 'instance')`);
    await sql.run(
      `create virtual table if not exists temp.indexed_words using fts5vocab ('main', 'comment_search', 'instance')`,
    );
    prepared = true;
  }

  /** A text's words in the form that the index has them. */
  async function wordsOf(text: string): Promise<string[]> {
    await sql.run(`insert into temp.typed (typed) values ('delete-all')`);
    await sql.run('insert into temp.typed (rowid, words) values (1, ?)', text);
    const rows = await sql.all<{ term: string }>('select term from temp.typed_words order by offset');
    return rows.map(({ term }) => term);
  }

  /** Indexed words that begin so, each found by a seek behind the one before; one more than are searched for, if there are so many. */
  async function wordsBeginningWith(beginning: string): Promise<string[]> {
    const words: string[] = [];
    const beyond = `${beginning}\u{10ffff}`;
    for (let from = beginning; words.length <= MOST_WORDS; from = `${words.at(-1)}\u0001`) {
      const row = await sql.get<{ term: string }>(
        'select term from temp.indexed_words where term >= ? and term < ? limit 1',
        from,
        beyond,
      );
      if (row === undefined) break;
      words.push(row.term);
    }
    return words;
  }

  /** A phrase whose last word may go on, as alternatives of whole words. */
  async function alternatives(phrase: string): Promise<TypedQuery> {
    await prepare();
    const words = await wordsOf(phrase);
    const last = words.pop();
    const endings = last === undefined ? [] : await wordsBeginningWith(last);
    if (endings.length === 0) return { query: phrase, isBounded: false };
    const phrases = endings.slice(0, MOST_WORDS).map((ending) => `"${[...words, ending].join(' ')}"`);
    return { query: `(${phrases.join(' OR ')})`, isBounded: endings.length > MOST_WORDS };
  }

  return async (typed) => {
    const query = toFtsQuery(typed);
    if (query === null) return null;
    const [ending, phrase] = /("[^"]*")\*$/.exec(query) ?? [];
    if (ending === undefined || phrase === undefined) return { query, isBounded: false };
    const { query: last, isBounded } = await alternatives(phrase);
    return { query: query.slice(0, -ending.length) + last, isBounded };
  };
}
