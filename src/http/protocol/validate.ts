import type { z } from 'zod';
import { AfterwordError, type FieldError } from '../../domain/errors.js';

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
  const pointer = at + issue.path.map((step) => `/${String(step)}`).join('');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownProperty(pointer, key));
  if (issue.code === 'invalid_union') return unionErrors(issue, pointer);
  return [{ pointer, detail: wording(issue) }];
}

/** A name that a stranger made up may be anything, an address or a token too: it is only repeated when it looks like one of ours. */
function unknownProperty(parent: string, name: string): FieldError {
  return /^\w{1,32}$/.test(name)
    ? { pointer: `${parent}/${name}`, detail: 'is not known here' }
    : { pointer: parent, detail: 'has a property that is not known here' };
}

/** What is wrong with a value that may have several forms: what the form says whose type it has. */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion, at: string): FieldError[] {
  const isOfType = (issues: z.core.$ZodIssue[]) =>
    !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  const errors = issue.errors.find(isOfType) ?? issue.errors[0] ?? [];
  return errors.flatMap((inner) => fieldErrors(inner, at));
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
