import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskSession, ModeratedArticle } from '../../http/api/shapes.js';
import { ArticleDialog } from './article-dialog.js';
import { ArticleRow } from './article-row.js';
import type { DeskModel } from './desk-model.js';
import { Note } from './note.js';
import { PageHead } from './page-head.js';
import { SearchBox } from './search-box.js';
import { type ArticleChange, siteApi } from './site-api.js';
import { type Column, Table } from './table.js';
import type { View } from './view.js';

const COLUMNS: readonly Column[] = [
  { name: 'Article' },
  { name: 'Published', look: 'number' },
  { name: 'Pending', look: 'number' },
  { name: 'Spam', look: 'number' },
  { name: 'Latest activity', look: 'aside' },
  { name: 'Comments' },
  { name: 'Edit', look: 'control' },
];
/** So many are shown before somebody has to ask for more. */
const ENOUGH = 50;

interface Props {
  readonly site: DeskSession['sites'][number];
  readonly view: View;
  readonly model: DeskModel;
}

/** What is known of the list; null for `articles` until something of it has come. */
interface Listed {
  readonly articles: readonly ModeratedArticle[] | null;
  readonly next: string | null;
  readonly isLoading: boolean;
}

/** Every page of the blog that has comments: how many, and whether it takes more. */
export function ArticlesPage({ site, view, model }: Props) {
  const api = siteApi(site.id);
  const [{ articles, next, isLoading }, setListed] = useState<Listed>(NOTHING_YET);
  const [problem, setProblem] = useState<string | null>(null);
  const [edited, setEdited] = useState<ModeratedArticle | null>(null);
  /** Counts the loads, so that a late answer to an earlier one is ignored. */
  const run = useRef(0);

  /** The service looks for words a part of the articles at a time: it is asked on until there is a page of them. */
  async function load(from: string | null): Promise<void> {
    run.current += 1;
    const mine = run.current;
    setProblem(null);
    setListed((known) => (from === null ? NOTHING_YET : { ...known, isLoading: true }));
    let cursor = from;
    let came = 0;
    try {
      do {
        const page = await api.articles(view.find, cursor);
        if (mine !== run.current) return;
        came += page.articles.length;
        cursor = page.next;
        const isLoading = cursor !== null && came < ENOUGH;
        setListed((known) => ({
          articles: [...(known.articles ?? []), ...page.articles],
          next: page.next,
          isLoading,
        }));
      } while (cursor !== null && came < ENOUGH);
    } catch (error) {
      if (mine !== run.current) return;
      setListed((known) => ({ ...known, isLoading: false }));
      failed(error);
    }
  }

  function failed(error: unknown): void {
    setProblem((error as Error).message);
    // Whoever is signed out no more is told so by the desk.
    void model.loadSummary();
  }

  async function change(article: ModeratedArticle, wanted: ArticleChange): Promise<void> {
    const { url, title, open } = await api.changeArticle(article.key, wanted);
    const said = wanted.open === undefined ? article.said : wanted.open === null ? null : open ? 'open' : 'closed';
    setProblem(null);
    setListed((known) => ({
      ...known,
      articles: (known.articles ?? []).map((one) =>
        one.key === article.key ? { ...one, url, title, open, said } : one,
      ),
    }));
  }

  useEffect(() => {
    void load(null);
    return () => {
      run.current += 1;
    };
  }, [site.id, view.find]);

  return (
    <div class="page wide">
      <PageHead title="Articles">
        Every page that has comments. Close an article to keep its thread and take no new comments.
      </PageHead>
      <SearchBox label="Search titles and URLs" value={view.find} onSearch={(find) => model.show({ find })} />
      {problem !== null && (
        <Note icon="ban" role="alert" tone="bad">
          {problem}
        </Note>
      )}
      {articles !== null && articles.length > 0 && (
        <Table name="Articles" columns={COLUMNS}>
          {articles.map((article) => (
            <ArticleRow
              key={article.key}
              article={article}
              site={site}
              onSwitch={(open) => change(article, { open }).catch(failed)}
              onEdit={() => setEdited(article)}
            />
          ))}
        </Table>
      )}
      <p class="soft" role="status">
        {endWords(articles?.length ?? 0, isLoading, problem !== null, view.find)}
      </p>
      {next !== null && !isLoading && (
        <p class="more">
          <button type="button" onClick={() => void load(next)}>
            Show more
          </button>
        </p>
      )}
      {edited !== null && (
        <ArticleDialog article={edited} onSave={(wanted) => change(edited, wanted)} onClose={() => setEdited(null)} />
      )}
    </div>
  );
}

const NOTHING_YET: Listed = { articles: null, next: null, isLoading: true };

function endWords(count: number, isLoading: boolean, isFailed: boolean, find: string): string {
  if (isLoading) return find === '' ? 'Loading…' : 'Searching…';
  if (isFailed || count > 0) return '';
  return find === ''
    ? 'No article has comments yet. The first comment on a page lists it here.'
    : `No article has “${find}” in its title or URL.`;
}
