import type { Day, Summary } from '../../http/api/shapes.js';
import { Chart, type Series } from './chart.js';
import { counted, lasting } from './words.js';

const VERDICTS: readonly Series[] = [
  { name: 'Not spam', tone: 'good', of: ({ verdicts }) => verdicts.ham },
  { name: 'Spam', tone: 'warm', of: ({ verdicts }) => verdicts.spam },
  { name: 'Blatant spam', tone: 'bad', of: ({ verdicts }) => verdicts.discard },
  { name: 'Not sure', tone: 'plain', of: ({ verdicts }) => verdicts.unsure },
];

const DECISIONS: readonly Series[] = [
  { name: 'Approved', tone: 'good', of: ({ decisions }) => decisions.approve },
  { name: 'Spam', tone: 'warm', of: ({ decisions }) => decisions.spam },
  { name: 'Trash', tone: 'bad', of: ({ decisions }) => decisions.trash + decisions.delete },
  { name: 'Moved to pending', tone: 'plain', of: ({ decisions }) => decisions.hold },
];

/** Statistics of the last 30 days, and the numbers of this moment. */
export function Numbers({ summary }: { readonly summary: Summary | null }) {
  if (summary === null) {
    return (
      <p class="state" role="status">
        Loading…
      </p>
    );
  }
  const { counts, oldestPendingSeconds, checker, days } = summary;
  const sum = (of: (day: Day) => number) => days.reduce((total, day) => total + of(day), 0);
  const verdicts = sum(({ verdicts: { ham, spam, discard } }) => ham + spam + discard);
  const toHam = sum(({ overruled }) => overruled.ham);
  const toSpam = sum(({ overruled }) => overruled.spam);
  return (
    <div class="numbers page">
      <h2>Statistics</h2>
      <h3>Now</h3>
      <dl class="tiles">
        <Tile name="Pending" value={counts.pending.toLocaleString('en')} />
        <Tile
          name="Oldest pending"
          value={oldestPendingSeconds === null ? 'nothing is pending' : lasting(oldestPendingSeconds)}
        />
        <Tile name="Published" value={counts.approved.toLocaleString('en')} />
        <Tile name="In spam" value={counts.spam.toLocaleString('en')} />
        <Tile name="In the trash" value={counts.trash.toLocaleString('en')} />
        {checker.name === 'akismet' && (
          <>
            <Tile name="Akismet" value={checker.ok ? 'answers' : 'does not answer'} />
            <Tile name="Without a verdict" value={checker.waiting.toLocaleString('en')} />
            <Tile name="Corrections to deliver" value={checker.corrections.toLocaleString('en')} />
          </>
        )}
        <Tile name="Decisions learned from" value={(checker.learned.ham + checker.learned.spam).toLocaleString('en')} />
      </dl>
      <h3>The last 30 days</h3>
      <p>
        {verdicts === 0
          ? 'The spam checker has given no sure verdict yet.'
          : `People overruled the spam checker ${counted(toHam + toSpam, 'time')} in ${counted(verdicts, 'verdict')} (${percent(toHam + toSpam, verdicts)}): ${counted(toHam)} ${toHam === 1 ? 'was' : 'were'} no spam, ${toSpam.toLocaleString('en')} ${toSpam === 1 ? 'was' : 'were'} spam after all.`}
      </p>
      <Chart title="Verdicts per day" days={days} series={VERDICTS} />
      <Chart title="Decisions per day" days={days} series={DECISIONS} />
    </div>
  );
}

function Tile({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
