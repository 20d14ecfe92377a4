/** Outlines on a ground of 16 by 16. */
const OUTLINES = {
  inbox: 'M2.5 9 4 3h8l1.5 6v4h-11zM2.5 9H6l1 1.5h2L10 9h3.5',
  page: 'M4 2h5l3 3v9H4zM9 2v3h3M6 8h4M6 10.5h4',
  sliders: 'M2.5 5h6M11.5 5h2M10 3.5v3M2.5 11h2M7.5 11h6M6 9.5v3',
  chart: 'M3 13V8M8 13V3M13 13V6',
  list: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  code: 'M2.5 3h11v10h-11zM6.5 6.5 5 8l1.5 1.5M9.5 6.5 11 8 9.5 9.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3l3.2 3.2',
  rows: 'M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11z',
  check: 'm3 8.5 3.2 3.2L13 4.5',
  ban: 'M8 2a6 6 0 1 0 .01 0M3.8 3.8l8.4 8.4',
  bin: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9M6.8 7v4M9.2 7v4',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  close: 'm4 4 8 8M12 4l-8 8',
  pen: 'M3 13l.6-2.6L10.8 3.2l2 2L5.6 12.4z',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  back: 'M9.5 4 5.5 8l4 4',
  help: 'M8 2a6 6 0 1 0 .01 0M6.3 6.3A1.8 1.8 0 1 1 8 8.5V9M8 11.4v.1',
  out: 'M6.5 3H3v10h3.5M7 8h6.5M11 5.5 13.5 8 11 10.5',
} as const;

export type IconName = keyof typeof OUTLINES;

/** A drawing that says nothing that the words beside it, or the name of its control, do not say. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={OUTLINES[name]} />
    </svg>
  );
}
