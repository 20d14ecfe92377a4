import { useEffect, useState } from 'preact/hooks';
import type { AuditEntry, Day } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { HistoryList } from './history-list.js';
import type { State } from './state.js';
import { DECISION_WORDS } from './words.js';

interface Props {
  readonly state: State;
  readonly model: DeskModel;
}

const MOST_SHOWN = 5;

/** How many decisions there were on a day. */
export function decidedOn({ decisions }: Day): number {
  return Object.values(decisions).reduce((sum, n) => sum + n, 0);
}

/** In place of a comment, once nothing is pending: what was done today. */
export function Today({ state: { summary, view }, model }: Props) {
  const [entries, setEntries] = useState<readonly AuditEntry[]>([]);
  useEffect(() => {
    let isWanted = true;
    model.audit(null).then(
      (page) =>
        isWanted && setEntries(page.entries.filter(({ action }) => action in DECISION_WORDS).slice(0, MOST_SHOWN)),
      () => null,
    );
    return () => {
      isWanted = false;
    };
  }, [view.site]);
  const day = summary?.days.at(-1);
  return (
    <aside class="detail" aria-label="Today">
      <div class="detail-body">
        {day !== undefined && (
          <>
            <h2>Today</h2>
            <dl class="tiles">
              <div class="tile">
                <dt>Published</dt>
                <dd>{day.decisions.approve.toLocaleString('en')}</dd>
              </div>
              <div class="tile">
                <dt>Marked as spam</dt>
                <dd>{day.decisions.spam.toLocaleString('en')}</dd>
              </div>
            </dl>
          </>
        )}
        {entries.length > 0 && (
          <>
            <h2>Latest decisions</h2>
            <HistoryList entries={entries} />
          </>
        )}
      </div>
    </aside>
  );
}
