import { Agent, request as openRequest } from 'node:http';
import type { TestService } from '../support/service.js';
import { CANARY } from './canary.js';

/** An answer, down to every byte that went over the wire as text. */
export interface Heard {
  readonly request: string;
  readonly status: number;
  /** Status line, headers and body. */
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const agent = new Agent({ keepAlive: true });

/** Headers that a browser, or something worse, may send along, each with a part of the canary. */
const CANARY_HEADERS: Readonly<Record<string, string>> = {
  'X-Forwarded-For': CANARY.ip,
  Forwarded: `for=${CANARY.ip}`,
  'X-Real-IP': CANARY.ip,
  'User-Agent': CANARY.userAgent,
  Referer: CANARY.referrer,
  From: CANARY.email,
  Cookie: `email=${CANARY.email}`,
};

/** Sends a request as it is, without a client that would have a say in it. */
export function hear(service: TestService, { method = 'GET', path, headers = {}, body }: Sent): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url);
    const all = { ...CANARY_HEADERS, ...headers };
    const outgoing = openRequest({ hostname, port, method, path, headers: all, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { statusCode = 0, statusMessage, rawHeaders } = incoming;
        const text = [String(statusCode), statusMessage, ...rawHeaders, Buffer.concat(chunks).toString()].join('\n');
        resolve({ request: `${method} ${path}`, status: statusCode, text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** What stands in the path for each of its parameters; `anything` for those that are not named. */
export type PathValues = Readonly<Record<string, readonly string[]>> & { readonly anything: readonly string[] };

/** Every operation that the service describes, with every value in its path. */
export function operations(service: TestService, values: PathValues): { method: string; path: string }[] {
  return Object.entries(service.description.paths).flatMap(([template, item]) => {
    const methods = Object.keys(item).filter((key) => key !== 'parameters');
    return methods.flatMap((method) =>
      filled(template, values).map((path) => ({ method: method.toUpperCase(), path })),
    );
  });
}

function filled(template: string, values: PathValues): string[] {
  const [, before, name, after] = /^(.*?)\{(\w+)\}(.*)$/s.exec(template) ?? [];
  if (name === undefined) return [template];
  const choices = values[name] ?? values.anything;
  return filled(after as string, values).flatMap((rest) => choices.map((value) => `${before}${value}${rest}`));
}
