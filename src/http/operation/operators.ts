import { problemForm } from '../api/schemas.js';
import { BUILD, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import type { Metrics } from './metrics.js';
import { type AboutService, describeApi } from './openapi.js';
import { descriptionSchema, healthSchema } from './operator-schemas.js';

export interface OperatorParts {
  /** Throws AfterwordError `unavailable` with the reason while the store takes no write. */
  readonly ready: () => Promise<void>;
  readonly about: AboutService;
  readonly metrics: Metrics;
  /** Whether `/metrics` needs no token. */
  readonly metricsPublic: boolean;
  /** Every route of the service, for the description. */
  readonly routes: () => readonly Route[];
}

const OPEN = { method: 'get', access: 'public', cors: 'none' } as const;

/** What whoever runs the service asks it. */
export function operatorRoutes({ ready, about, metrics, metricsPublic, routes }: OperatorParts): Route[] {
  let made: string | null = null;
  /** Made when it is first asked for, from the very table that is served, and then kept. */
  function description(): string {
    made ??= JSON.stringify(describeApi(routes(), about));
    return made;
  }

  return [
    route({
      ...OPEN,
      path: '/healthz',
      id: 'health',
      summary: 'Whether the process lives',
      description: 'It asks nothing of the store.',
      answers: { 200: { description: 'It does', schema: healthSchema } },
      handle: async () => ({ status: 200, json: { status: 'ok' } }),
    }),
    route({
      ...OPEN,
      path: '/readyz',
      id: 'readiness',
      summary: 'Whether the store takes a write',
      description: 'For load balancers and for `systemd`.',
      answers: { 200: { description: 'It does', schema: healthSchema }, 503: problemForm('It does not, and why') },
      handle: async () => {
        await ready();
        return { status: 200, json: { status: 'ok' } };
      },
    }),
    route({
      ...OPEN,
      path: '/metrics',
      id: 'metrics',
      summary: 'Counters and durations for Prometheus',
      description: 'With `METRICS_PUBLIC=true` no token is needed.',
      access: metricsPublic ? 'public' : ['admin'],
      fresh: true,
      answers: { 200: { description: "Prometheus' text format", type: 'text/plain' } },
      handle: async () => ({ status: 200, text: await metrics.text(), type: metrics.contentType }),
    }),
    route({
      ...OPEN,
      path: '/openapi.json',
      id: 'description',
      summary: 'This description',
      description: 'Made of the table of routes and of the schemas that requests and answers are held to.',
      cors: 'any',
      answers: { 200: { description: 'OpenAPI 3.1', schema: descriptionSchema }, 304: NOT_MODIFIED },
      handle: async () => ({
        status: 200,
        text: description(),
        type: 'application/json; charset=utf-8',
        headers: cachedFor(300),
        published: BUILD,
      }),
    }),
  ];
}

function cachedFor(seconds: number): Record<string, string> {
  return { 'Cache-Control': `public, max-age=${seconds}` };
}
