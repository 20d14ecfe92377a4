import { z } from 'zod';
import type { PrivacyDocument } from './privacy-page.js';

const recipientSchema = z.strictObject({ who: z.enum(['everybody', 'moderators', 'akismet']), detail: z.string() });

const fieldSchema = z.strictObject({
  field: z.enum(['name', 'email', 'website', 'words', 'ipAddress', 'userAgent', 'referrer']),
  label: z.string(),
  given: z.enum(['required', 'optional', 'automatic']),
  why: z.string(),
  recipients: z.array(recipientSchema),
  kept: z.string(),
});

export const privacySchema = z
  .strictObject({
    site: z.strictObject({ name: z.string(), url: z.string() }),
    fields: z.array(fieldSchema),
    notes: z
      .array(z.strictObject({ subject: z.string(), sentences: z.array(z.string()) }))
      .meta({ description: 'What else holds, by subject' }),
  })
  .meta({ id: 'Privacy' }) satisfies z.ZodType<PrivacyDocument>;
