import { z } from 'zod';
import { STATUSES } from '../../domain/comment.js';
import { UUID_PATTERN } from '../../domain/uuid-pattern.js';

/*
 * The smallest parts of requests and answers.
 */

export const idSchema = z.string().regex(UUID_PATTERN, 'is not an id').meta({ format: 'uuid' });
export const timeSchema = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339, UTC, milliseconds' });
export const countSchema = z.int().min(0);
export const statusSchema = z.enum(STATUSES);
