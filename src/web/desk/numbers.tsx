import type { Day, Summary } from '../../http/api/shapes.js';
import { Chart, Hatches, type Series } from './chart.js';
import { DEFAULT_VIEW, hashOf, type View } from './view.js';
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
export function Numbers({ summary, view }: { readonly summary: Summary | null; readonly view: View }) {
  if (summary === null) {
    return (
      <p class="state" role="status">
        Loading…
      </p>
    );
  }
  const { counts, oldestPendingSeconds, checker, days } = summary;
  const listOf = (change: Partial<View>) => hashOf({ ...DEFAULT_VIEW, site: view.site, ...change });
  const sum = (of: (day: Day) => number) => days.reduce((total, day) => total + of(day), 0);
  const verdicts = sum(({ verdicts: { ham, spam, discard } }) => ham + spam + discard);
  const shown = fromTheFirst(days);
  const toHam = sum(({ overruled }) => overruled.ham);
  const toSpam = sum(({ overruled }) => overruled.spam);
  return (
    <div class="numbers page">
      <h2>Statistics</h2>
      <h3>Now</h3>
      <dl class="tiles">
        <Tile name="Pending" value={counts.pending.toLocaleString('en')} list={listOf({})} />
        <Tile
          name="Oldest pending"
          value={oldestPendingSeconds === null ? 'nothing is pending' : lasting(oldestPendingSeconds)}
          list={listOf({ order: 'oldest' })}
        />
        <Tile name="Published" value={counts.approved.toLocaleString('en')} list={listOf({ status: 'approved' })} />
        <Tile name="In spam" value={counts.spam.toLocaleString('en')} list={listOf({ status: 'spam' })} />
        <Tile name="In the trash" value={counts.trash.toLocaleString('en')} list={listOf({ status: 'trash' })} />
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
      <Hatches />
      <Chart title="Verdicts per day" days={shown} series={VERDICTS} />
      <Chart title="Decisions per day" days={shown} series={DECISIONS} />
    </div>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  /** Where the comments are that it counts. */
  readonly list?: string;
}

function Tile({ name, value, list }: TileProps) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>{list === undefined ? value : <a href={list}>{value}</a>}</dd>
    </div>
  );
}

/** The fewest days that a chart shows, lest its bars become beams. */
const FEWEST_DAYS = 14;

/** The days from the first on which there was something. */
function fromTheFirst(days: readonly Day[]): readonly Day[] {
  const all = [...VERDICTS, ...DECISIONS];
  const first = days.findIndex((day) => all.some(({ of }) => of(day) > 0));
  return days.slice(Math.min(Math.max(first, 0), Math.max(0, days.length - FEWEST_DAYS)));
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
