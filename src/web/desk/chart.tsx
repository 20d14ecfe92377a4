import type { Day } from '../../http/api/shapes.js';

/** One of the counts that a chart shows for each day. */
export interface Series {
  readonly name: string;
  readonly tone: 'good' | 'warm' | 'bad' | 'plain';
  readonly of: (day: Day) => number;
}

interface Props {
  readonly title: string;
  readonly days: readonly Day[];
  readonly series: readonly Series[];
}

const HEIGHT = 120;
const COLUMN = 20;
const BAR = 14;
const LEFT = 44;
const BELOW = 24;
/** Days between two labels of the axis. */
const LABEL_EVERY = 7;

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const label = (day: string) => DAY.format(new Date(`${day}T00:00:00Z`));

/** The top of the axis: the count rounded up to a multiple of 2, 20, 200, …, so that half of it is a whole number too. */
function roundTop(most: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(most, 1))));
  return 2 * step * Math.max(1, Math.ceil(most / (2 * step)));
}

/** What fills the bars where the system forces its colours, of which there are too few; once a page. */
export function Hatches() {
  return (
    <svg class="hatches" aria-hidden="true">
      {/* Lines along and across, each a third of the way to the next one. */}
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 1H6" />
      </pattern>
      <pattern id="cross-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 1H6M1 0V6" />
      </pattern>
    </svg>
  );
}

/** Stacked bars, a column for each day, and the same numbers as a table for those who cannot see them. */
export function Chart({ title, days, series }: Props) {
  const totals = days.map((day) => series.reduce((sum, { of }) => sum + of(day), 0));
  const top = roundTop(Math.max(...totals));
  const all = totals.reduce((sum, total) => sum + total, 0);
  if (all === 0) {
    return (
      <figure class="chart">
        <figcaption>
          <h4>{title}</h4>
        </figcaption>
        <p class="soft">None in the last 30 days.</p>
      </figure>
    );
  }
  const width = LEFT + days.length * COLUMN;
  const height = (count: number) => (count / top) * HEIGHT;
  return (
    <figure class="chart">
      <figcaption>
        <h4>{title}</h4>
        <ul class="legend">
          {series.map(({ name, tone }) => (
            <li key={name}>
              <svg class="swatch" viewBox={`0 0 ${BAR} ${BAR}`} aria-hidden="true">
                <rect class={tone} width={BAR} height={BAR} rx="2" />
              </svg>{' '}
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <svg
        viewBox={`0 -8 ${width} ${HEIGHT + BELOW + 8}`}
        role="img"
        aria-label={`${title}: ${all} in all; the table below has each day.`}
      >
        {[0, top / 2, top].map((count) => (
          <g key={count}>
            <line class="grid" x1={LEFT} x2={width} y1={HEIGHT - height(count)} y2={HEIGHT - height(count)} />
            <text x={LEFT - 6} y={HEIGHT - height(count) + 4} text-anchor="end">
              {count}
            </text>
          </g>
        ))}
        {days.map((day, column) => {
          let below = 0;
          return (
            <g key={day.day}>
              {series.map(({ name, tone, of }) => {
                const count = of(day);
                below += count;
                return count === 0 ? null : (
                  <rect
                    key={name}
                    class={tone}
                    x={LEFT + column * COLUMN + (COLUMN - BAR) / 2}
                    y={HEIGHT - height(below)}
                    width={BAR}
                    height={height(count)}
                  >
                    <title>{`${label(day.day)}: ${name} ${count}`}</title>
                  </rect>
                );
              })}
              {(days.length - 1 - column) % LABEL_EVERY === 0 && (
                <text
                  x={LEFT + (column + 0.5) * COLUMN}
                  y={HEIGHT + 18}
                  text-anchor={column === days.length - 1 ? 'end' : 'middle'}
                >
                  {label(day.day)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <details>
        <summary>{title} as a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map((day) => (
              <tr key={day.day}>
                <th scope="row">{label(day.day)}</th>
                {series.map(({ name, of }) => (
                  <td key={name}>{of(day)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
