import { invalidField } from '../../domain/errors.js';

/** A cursor is opaque to callers: the position behind which the next page begins, as base64url of JSON. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

type PartType = 'string' | 'number';
type PartOf<Type extends PartType> = Type extends 'string' ? string : number;
type PartsOf<Form extends readonly PartType[]> = { [Index in keyof Form]: PartOf<Form[Index]> };

/**
 * Reads a cursor of a known form.
 * @param form the types of its parts
 * @throws AfterwordError `invalid`
 */
export function decodeCursor<const Form extends readonly PartType[]>(cursor: string, form: Form): PartsOf<Form> {
  const parts = parse(cursor);
  const fits = Array.isArray(parts) && parts.length === form.length && parts.every((part, i) => isPart(part, form[i]));
  if (!fits) throw invalidField('/query/cursor', 'is not a cursor of this list');
  return parts as unknown as PartsOf<Form>;
}

/** The position in a cursor of one part; null where there is no cursor, at the beginning. @throws AfterwordError `invalid` */
export function startOf<Type extends PartType>(cursor: string | undefined, type: Type): PartOf<Type> | null {
  if (cursor === undefined) return null;
  const [position] = decodeCursor(cursor, [type] as readonly [Type]);
  return position;
}

function isPart(part: unknown, type: 'string' | 'number' | undefined): boolean {
  return typeof part === type && (typeof part !== 'number' || Number.isFinite(part));
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** What the lists understand. */
const PARAMETERS = new Set(['article', 'author', 'lang', 'limit', 'order', 'q', 'status', 'thread']);

/** The `Link` header of a page that has a next one (RFC 8288): the same list, without parameters that are none of ours, which may be anything. */
export function nextLink(url: string, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  // What follows the first question mark is the query, further ones are part of it (RFC 3986, 3.4).
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  const params = new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => PARAMETERS.has(name)));
  params.set('cursor', cursor);
  return { Link: `<${path}?${params}>; rel="next"` };
}
