import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { acceptedEncodings, type Encoding } from './encodings.js';

/** Below this size compressing costs more than it saves. */
const LEAST_COMPRESSED = 500;

/** The bytes of a text in one encoding, with an ETag of their own (RFC 9110, 8.8.3.3). */
interface Encoded {
  readonly body: Buffer;
  readonly etag: string;
}

/** In which encoding a client gets a text of so many bytes. */
export function encodingFor(length: number, { headers }: IncomingMessage): Encoding {
  const { best, plainest } = acceptedEncodings(headers['accept-encoding']);
  return length < LEAST_COMPRESSED ? plainest : best;
}

export async function encoded(text: Buffer, encoding: Encoding): Promise<Encoded> {
  const body = encoding === 'identity' ? text : await compress[encoding](text);
  const suffix = encoding === 'identity' ? '' : `-${encoding}`;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}${suffix}"`;
  return { body, etag };
}

const compress: Readonly<Record<Exclude<Encoding, 'identity'>, (text: Buffer) => Promise<Buffer>>> = {
  gzip: (text) => promisify(gzip)(text, { level: 7 }),
  br: (text) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
        [constants.BROTLI_PARAM_LGWIN]: windowBits(text.length),
      },
    }),
};

/** The smallest window of Brotli that sees all of a text: the usual one of 4 MB takes memory for nothing. */
function windowBits(length: number): number {
  const needed = Math.ceil(Math.log2(length + 16));
  return Math.min(constants.BROTLI_MAX_WINDOW_BITS, Math.max(constants.BROTLI_MIN_WINDOW_BITS, needed));
}

/** Whether the request's If-None-Match names the ETag; compared weakly (RFC 9110, 13.1.2). */
export function hasAlready({ headers }: IncomingMessage, etag: string): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  if (header === etag || header.trim() === '*') return true;
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag);
}
