import { useEffect, useState } from 'preact/hooks';
import type { AuditEntry } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { Time } from './time.js';
import { historyWords } from './words.js';

/** Everything that was decided on the site, newest first. */
export function AuditPage({ site, model }: { readonly site: string; readonly model: DeskModel }) {
  const [entries, setEntries] = useState<readonly AuditEntry[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function load(cursor: string | null): Promise<void> {
    try {
      const page = await model.audit(cursor);
      setEntries((known) => (cursor === null ? page.entries : [...known, ...page.entries]));
      setNext(page.next);
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }

  useEffect(() => {
    void load(null);
  }, [site]);

  return (
    <div class="page">
      <h2>Audit log</h2>
      <p class="soft">Who decided what, and when. Nothing here can be changed.</p>
      {problem !== null && (
        <p class="wrong" role="alert">
          {problem}
        </p>
      )}
      <table class="audit">
        <thead>
          <tr>
            <th scope="col">What happened</th>
            <th scope="col">Comment</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={JSON.stringify(entry)}>
              <td>
                <bdi>{historyWords(entry)}</bdi>
              </td>
              <td>
                {entry.comment !== null && (
                  <button
                    type="button"
                    class="small"
                    onClick={() =>
                      model.show({
                        ...{ page: 'queue', status: 'all', q: '', article: '' },
                        ...{ site: entry.site, author: entry.comment ?? '' },
                      })
                    }
                  >
                    By this commenter
                  </button>
                )}
              </td>
              <td>
                <Time of={entry.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {next !== null && (
        <p class="more">
          <button type="button" onClick={() => void load(next)}>
            Show more
          </button>
        </p>
      )}
    </div>
  );
}
