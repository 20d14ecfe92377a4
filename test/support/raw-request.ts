import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

/** A request of which every byte is the test's: no client adds a header or reads the body. */
export interface RawRequest {
  /** GET unless said otherwise. */
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Still in the encoding in which it came. */
  readonly body: Buffer;
  readonly text: string;
  readonly json: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a request to a service at `base`; the path goes out as it is written. */
export function rawRequest(base: string, path: string, it: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  const { method = 'GET', headers = {}, body } = it;
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method, path, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const answer: RawAnswer = {
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: bytes,
          text: bytes.toString('utf8'),
          get json() {
            return JSON.parse(bytes.toString('utf8')) as unknown;
          },
        };
        // What is refused by its first bytes is answered while the rest is still on its way: a service that stops meanwhile would break it off.
        if (sent.writableFinished) resolve(answer);
        else for (const end of ['finish', 'close']) sent.once(end, () => resolve(answer));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
