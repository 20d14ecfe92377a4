import type { Sql } from '../sql.js';
import { toFtsQuery } from './search-text.js';

/** How the index takes texts apart; the same in the migration. */
const TOKENIZER = "tokenize = 'unicode61 remove_diacritics 2'";
/** So many words, in the order of the dictionary, are taken for those that a beginning means. */
const MOST_WORDS = 20;
/** A word that so many comments hold is the last one: there are finds enough, and FTS5 has to pass all of them to come to the next word. */
const FREQUENT = 1000;

/**
 * Reads what a moderator typed as an FTS5 expression. The last word may be the beginning of one. FTS5's own search for beginnings gathers the
 * lists of all words that begin so before it gives the first position, a third of a second for two letters and a million comments; so some of
 * these words are looked up here, and searched for as alternatives, which FTS5 reads side by side and only as far as they are needed.
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

  /** Indexed words that begin so, each found by a seek behind the one before. */
  async function wordsBeginningWith(beginning: string): Promise<string[]> {
    const words: string[] = [];
    const beyond = `${beginning}\u{10ffff}`;
    for (let from = beginning; words.length < MOST_WORDS; from = `${words.at(-1)}\u0001`) {
      const row = await sql.get<{ term: string }>(
        'select term from temp.indexed_words where term >= ? and term < ? limit 1',
        from,
        beyond,
      );
      if (row === undefined) break;
      words.push(row.term);
      if (await isFrequent(row.term)) break;
    }
    return words;
  }

  async function isFrequent(word: string): Promise<boolean> {
    const row = await sql.get<{ n: number }>(
      'select count(*) as n from (select 1 from comment_search where comment_search match ? limit ?)',
      `{body name url} : "${word}"`,
      FREQUENT,
    );
    return row?.n === FREQUENT;
  }

  /** A phrase whose last word may go on, as alternatives of whole words. */
  async function alternatives(phrase: string): Promise<string> {
    await prepare();
    const words = await wordsOf(phrase);
    const last = words.pop();
    const endings = last === undefined ? [] : await wordsBeginningWith(last);
    if (endings.length === 0) return phrase;
    return `(${endings.map((ending) => `"${[...words, ending].join(' ')}"`).join(' OR ')})`;
  }

  return async (typed) => {
    const query = toFtsQuery(typed);
    const [ending, phrase] = /("[^"]*")\*$/.exec(query ?? '') ?? [];
    if (query === null || ending === undefined || phrase === undefined) return query;
    return query.slice(0, -ending.length) + (await alternatives(phrase));
  };
}
