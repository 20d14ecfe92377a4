import { z } from 'zod';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** JSON Schemas by the names they were asked for, and the shared ones (`.meta({ id })`) that they refer to. */
export interface Described {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly shared: Readonly<Record<string, JsonSchema>>;
}

const LOCAL = '#/$defs/';
const SHARED = '#/components/schemas/';

/** The form of our times; zod's own pattern also knows the calendar and is ten times as long. */
const TIME_PATTERN = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';

/**
 * Describes zod schemas.
 * @param io `input`: what a request must be; `output`: what an answer is
 */
export function describe(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Described {
  const whole = z.toJSONSchema(z.object(schemas), { target: 'draft-2020-12', io, override: simplify });
  const { properties = {}, $defs = {} } = plainlyNullable(referringTo(SHARED, whole)) as {
    properties?: Record<string, JsonSchema>;
    $defs?: Record<string, JsonSchema>;
  };
  return { schemas: properties, shared: $defs };
}

function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'date-time') jsonSchema.pattern = TIME_PATTERN;
  if (jsonSchema.format === 'date') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** The same schema with its references pointing to where OpenAPI keeps shared schemas. */
function referringTo(place: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => referringTo(place, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [key, inner.replace(LOCAL, place)]
        : [key, referringTo(place, inner)],
    ),
  );
}

/**
 * The same schema with `type: ["string", "null"]` where it chose between a string and null: tools that make code or examples of a description
 * know this form best. What refers to a shared schema stays a choice.
 */
function plainlyNullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainlyNullable);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainlyNullable(inner)]));
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [choice, none] = anyOf as JsonSchema[];
  if (none?.type !== 'null' || typeof choice?.type !== 'string') return schema;
  const { type, enum: values } = choice;
  return { ...choice, ...(Array.isArray(values) && { enum: [...values, null] }), ...rest, type: [type, 'null'] };
}

/** The id of the shared schema that a reference points to; null where it is none. */
export function sharedName({ $ref }: JsonSchema): string | null {
  return typeof $ref === 'string' ? $ref.slice(SHARED.length) : null;
}

/** The schema that a reference points to, or the schema itself. */
export function resolved(schema: JsonSchema, shared: Described['shared']): JsonSchema {
  return shared[sharedName(schema) ?? ''] ?? schema;
}

/** The fields of an HTML form for a body of nested objects: `author: { name }` becomes `author.name`. */
export function formSchema(body: JsonSchema): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const field of fieldsOf(body)) {
    const inner = objectIn(field.schema);
    if (inner === null) {
      properties[field.name] = { ...description(field.schema), type: 'string' };
      if (field.required) required.push(field.name);
      continue;
    }
    for (const part of fieldsOf(inner)) {
      properties[`${field.name}.${part.name}`] = { ...description(part.schema), type: 'string' };
      if (field.required && part.required) required.push(`${field.name}.${part.name}`);
    }
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The example of a body as the form would send it. */
export function formExample(body: unknown): JsonSchema {
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(body as object)) {
    if (typeof value !== 'object') fields.push([name, String(value)]);
    else for (const [inner, text] of Object.entries(value as object)) fields.push([`${name}.${inner}`, String(text)]);
  }
  return Object.fromEntries(fields);
}

function fieldsOf(schema: JsonSchema): { name: string; schema: JsonSchema; required: boolean }[] {
  const required = (schema.required ?? []) as string[];
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    schema: inner,
    required: required.includes(name),
  }));
}

/** The object that a property is, or may be beside null. */
function objectIn(schema: JsonSchema): JsonSchema | null {
  return [schema.type].flat().includes('object') ? schema : null;
}

function description(schema: JsonSchema): JsonSchema {
  return typeof schema.description === 'string' ? { description: schema.description } : {};
}
