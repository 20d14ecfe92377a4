/** A table as every engine has it. */
export interface Table {
  readonly name: string;
  /** The columns of its primary key, by which it is read in pages: they compare alike on every engine. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Whether the database itself gives each new row its number, in the column `id`. */
  readonly isNumbered: boolean;
  /** Whether a row may be large, so that few are read at a time. */
  readonly isWide: boolean;
}

/**
 * All that is kept, a table behind those that it refers to. What an engine makes from it is not here: its search index, its ledger of migrations.
 * `test/store/tables.test.ts` compares this with what the migrations have made.
 */
export const TABLES: readonly Table[] = [
  table('sites', 'id', [
    'slug name url origins policy email_required version created_at close_after_days closing_version',
  ]),
  table(
    'articles',
    'id',
    ['site_id key url title said_url said_title said_open count version created_at active'],
    'numbered',
  ),
  table('authors', 'id', ['site_id email_hash approved created_at'], 'numbered'),
  table('proofs', 'id', ['author_id key_hash seed'], 'numbered'),
  table('comments', 'seq', [
    'id site_id article_id author_id proof_id parent_seq thread_seq path depth answers_made status status_at placeholder',
    'removed_by visible replies author_name author_look author_url avatar body html proposed_body proposed_html proposed_at',
    'article_url article_title notify revision editable_until created_at edited_at decided_at verdict_by verdict_outcome',
    'verdict_at verdict_attempts verdict_error verdict_guid told correction_to correction_state correction_at suspicion',
    'reasons signals',
  ]),
  table('comment_secrets', 'comment_seq', ['email client sent']),
  table(
    'outbox',
    'id',
    [
      'kind site_id comment_seq comment_id author_id revision direction said reason fields fields_at run_at lease attempts',
      'last_error give_up_at provisional_until created_at',
    ],
    'numbered',
  ),
  table('requests', 'comment_seq', ['key fingerprint answer expires_at']),
  table('audit', 'id', ['site_id comment_id at actor action from_status to_status note'], 'numbered'),
  table('tokens', 'id', ['hash role name site_id created_at revoked_at']),
  table('desk_sessions', 'hash', ['token_id owns_token expires_at']),
  table('desk_codes', 'hash', ['name site_id expires_at']),
  table('status_counts', 'site_id status', ['n']),
  table('daily', 'site_id day name', ['n']),
  table('heartbeat', 'id', ['at room']),
  table('lessons', 'id', ['site_id comment_seq direction takes_back stands steps'], 'numbered'),
  table('models', 'site_id', ['up_to learned'], 'wide'),
];

/** @param key the columns of the key, with spaces between them, as in each line of the further columns */
function table(name: string, key: string, further: readonly string[], kind: 'numbered' | 'wide' | 'plain' = 'plain') {
  const columns = [key, ...further].flatMap((line) => line.split(' '));
  return { name, key: key.split(' '), columns, isNumbered: kind === 'numbered', isWide: kind === 'wide' };
}
