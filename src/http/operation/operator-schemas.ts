import { z } from 'zod';

export const healthSchema = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

/** The description itself; what is in it is OpenAPI's affair. */
export const descriptionSchema = z.looseObject({ openapi: z.string() }).meta({ id: 'Description' });
