import type { z } from 'zod';
import { AfterwordError, type FieldError } from '../domain/errors.js';

/**
 * Checks a part of a request against its schema.
 * @param at where the part stands, in front of every pointer: '' for the body, '/query' for the query
 * @throws AfterwordError `invalid` that names every wrong field, and never what was in it
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown, at: string): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => fieldErrors(issue, at));
  throw new AfterwordError('invalid', 'Some fields are wrong.', { fields: fields.slice(0, 50) });
}

function fieldErrors(issue: z.core.$ZodIssue, at: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointer(at, [...issue.path, key]), detail: 'is not known here' }));
  }
  return [{ pointer: pointer(at, issue.path), detail: wording(issue) }];
}

/** A JSON Pointer (RFC 6901). A property name that a stranger made up is only named when it looks like one, since it may be anything. */
function pointer(at: string, path: readonly PropertyKey[]): string {
  const steps = path.map(String);
  const plain = steps.findIndex((step) => !/^[\w.-]{1,64}$/.test(step));
  return (
    at +
    steps
      .slice(0, plain === -1 ? undefined : plain)
      .map((step) => `/${step}`)
      .join('')
  );
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`;
  }
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.join(', ')}`;
  return issue.message;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
