import { hostileText } from '../domain/hostile-text.js';
import { anyText } from '../support/any-text.js';
import { fc } from '../support/properties.js';

/** A JSON Schema, as far as descriptions of requests use it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Values that a schema admits, or would admit but for a limit that it does not speak of. */
export function fitting(schema: Schema, shared: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  const inner = (part: unknown) => fitting(part as Schema, shared);
  if (typeof schema.$ref === 'string') return inner(shared[schema.$ref.split('/').at(-1) as string]);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  switch (schema.type) {
    case 'object':
      return fittingObject(schema, inner);
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 5), 5),
      });
    case 'integer':
    case 'number':
      return fc.integer({ min: Number(schema.minimum ?? -1000), max: Number(schema.maximum ?? 1000) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return fittingString(schema);
    default:
      return fc.jsonValue();
  }
}

/** What is asked of a value beyond its schema, by its property's name: without it hardly anything would get to the store. */
const WELL_KNOWN: Readonly<Record<string, unknown>> = {
  url: 'https://blog.example/2026/a',
  name: 'Ada',
  body: 'Words',
  email: 'ada@example.org',
  parent: null,
  client: null,
  key: null,
};

function fittingObject(schema: Schema, inner: (part: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const requiredKeys = ((schema.required ?? []) as string[]).filter((name) => name in properties);
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => {
      const known = { weight: 5, arbitrary: fc.constant(WELL_KNOWN[name]) };
      return [name, name in WELL_KNOWN ? fc.oneof(known, inner(part)) : inner(part)];
    }),
  );
  return fc.record(model, {
    requiredKeys: [...requiredKeys, ...Object.keys(model).filter((name) => name === 'email')],
    noNullPrototype: true,
  });
}

function fittingString({ format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.uuid({ version: 7 });
  const lengths = { minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 60) };
  const known = fc.constantFrom('https://blog.example/2026/a', '/2026/a', 'ada@example.org', '1', 'pending', 'x y');
  return fc.oneof(known, fc.string({ unit: 'grapheme', ...lengths }), hostileText);
}

/** Names that mean something to JavaScript itself, to SQL, or to nobody. */
const OMINOUS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '\0',
  '\ud800',
  "';--",
];

/** Values that fit nowhere. */
export const wild: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ stringUnit: anyText({ minLength: 1, maxLength: 1 }) }),
  fc.constantFrom<unknown>(
    null,
    0,
    -0,
    1e308,
    -1,
    1.5,
    '',
    ' ',
    '\0',
    '\ud800',
    'a\udc00',
    [],
    {},
    [[]],
    [null],
    'NaN',
  ),
  fc.bigInt({ min: 0n, max: 2n ** 80n }).map(Number),
  hostileText,
  fc.constantFrom(...OMINOUS).chain((name) => fc.jsonValue().map((value) => ownProperty(name, value))),
  fc.integer({ min: 1, max: 200 }).map(nestedArrays),
  fc.integer({ min: 1, max: 3000 }).map((length) => 'x'.repeat(length)),
);

/** `JSON.stringify` writes `__proto__` only where it is a property like any other. */
function ownProperty(name: string, value: unknown): Record<string, unknown> {
  return Object.fromEntries([[name, value]]);
}

function nestedArrays(depth: number): unknown {
  let value: unknown = 0;
  for (let n = 0; n < depth; n++) value = [value];
  return value;
}

/** A value that fits but for one place: something else stands there, is missing, or was added. */
export function nearly(schema: Schema, shared: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      fitting(schema, shared),
      fc.nat(),
      wild,
      fc.constantFrom('replace', 'remove', 'add'),
      fc.constantFrom(...OMINOUS, 'status'),
    )
    .map(([value, place, other, change, name]) => {
      const copy = structuredClone(value);
      const places = objectsIn(copy);
      const target = places[place % Math.max(places.length, 1)];
      if (target === undefined) return other;
      const keys = Object.keys(target);
      // Of an empty list nothing but its length could be replaced, and that by lengths alone.
      const key = keys[place % Math.max(keys.length, 1)] ?? (Array.isArray(target) ? '0' : name);
      if (change === 'remove') delete target[key];
      else if (change === 'replace') target[key] = other;
      else if (Array.isArray(target)) target.push(other);
      else Object.defineProperty(target, name, { value: other, enumerable: true, configurable: true, writable: true });
      return copy;
    });
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)];
}

/** What stands in a path or a query, percent-encoded, or badly so. */
export const encodedText: fc.Arbitrary<string> = fc.oneof(
  hostileText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '%00',
    '%FF',
    '%C0%80',
    '%',
    '%zz',
    '%2F..%2F',
    '..',
    '.',
    '%2e%2e',
    '%25',
    '%ED%A0%80',
    '+',
    '%0d%0aX:%20y',
  ),
  fc.uuid({ version: 7 }),
  fc.constantFrom(
    'default',
    'new',
    'invalid',
    'constructor',
    '__proto__',
    '0',
    '-1',
    '1e9',
    '%31',
    "'%20or%201=1--",
    'NaN',
  ),
  fc.integer({ min: 1, max: 4000 }).map((length) => 'x'.repeat(length)),
);

/** Cursors of every list, and what only looks like one. */
export const cursor: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(fc.double(), fc.maxSafeInteger(), hostileText, fc.jsonValue()), { maxLength: 4 })
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
  fc.base64String().map((text) => encodeURIComponent(text)),
  encodedText,
);

/** A header's value as Node's client takes it: Latin-1 without line ends. */
export const headerValue: fc.Arbitrary<string> = fc.oneof(
  fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
  fc.constantFrom(
    '',
    '*',
    ',',
    ';',
    '"',
    'Bearer ',
    'Bearer x',
    'Basic eDp5',
    'gzip;q=',
    'br;q=1e999',
    '*/*;q=0',
    'null',
    'bytes=0-',
    'W/"',
    '100-continue',
  ),
  fc.integer({ min: 1, max: 2000 }).map((length) => ',;='.repeat(length)),
);
