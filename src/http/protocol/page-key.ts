import type { Call, Route } from './route.js';

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'params' | 'query' | 'url'>;

/** Under what a published answer is kept: the route, its path and the validated query, of loose parameters only that they are there. */
export function pageKey({ id, loose = [] }: Route, { params, query }: AnyCall): string {
  const values = Object.entries((query ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (loose.includes(name) ? [name] : [name, value]));
  return JSON.stringify([id, Object.values(params), values]);
}

/** The URL of a call as everybody would have written it who gets the same answer: its validated parameters in the order of the schema. */
export function canonicalUrl({ query, url }: AnyCall): string {
  const [path = ''] = url.split('?', 1);
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) params.append(name, String(one));
  }
  return params.size === 0 ? path : `${path}?${params}`;
}
