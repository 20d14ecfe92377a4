import { toFtsQuery } from '../../domain/search-text.js';
import type { Sql } from '../sql.js';

/** How the index takes texts apart; the same in the migration. */
const TOKENIZER = "tokenize = 'unicode61 remove_diacritics 2'";
/** A beginning that more words have is taken for a word: looking through the lists of all of them would take too long. */
const MOST_WORDS = 32;

/**
 * Reads what a moderator typed as an FTS5 expression. The last word may be the beginning of one. FTS5's own search for beginnings gathers the
 * lists of all words that begin so before it gives the first position, a third of a second for two letters and a million comments; so the words
 * are looked up here, and searched for as alternatives, which FTS5 reads side by side and only as far as they are needed.
 */
export function typedWords(sql: Sql): (typed: string) => Promise<string | null> {
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

  /** The indexed words that begin so, each found by a seek behind the one before; null when there are too many. */
  async function wordsBeginningWith(beginning: string): Promise<string[] | null> {
    const words: string[] = [];
    const beyond = `${beginning}\u{10ffff}`;
    for (let from = beginning; ; from = `${words.at(-1)}\u0001`) {
      const row = await sql.get<{ term: string }>(
        'select term from temp.indexed_words where term >= ? and term < ? limit 1',
        from,
        beyond,
      );
      if (row === undefined) return words;
      if (words.length === MOST_WORDS) return null;
      words.push(row.term);
    }
  }

  /** A phrase whose last word may go on, as alternatives of whole words. */
  async function alternatives(phrase: string): Promise<string> {
    await prepare();
    const words = await wordsOf(phrase);
    const last = words.pop();
    const endings = last === undefined ? null : await wordsBeginningWith(last);
    if (endings === null || endings.length === 0) return phrase;
    return `(${endings.map((ending) => `"${[...words, ending].join(' ')}"`).join(' OR ')})`;
  }

  return async (typed) => {
    const query = toFtsQuery(typed);
    const [ending, phrase] = /("[^"]*")\*$/.exec(query ?? '') ?? [];
    if (query === null || ending === undefined || phrase === undefined) return query;
    return query.slice(0, -ending.length) + (await alternatives(phrase));
  };
}
