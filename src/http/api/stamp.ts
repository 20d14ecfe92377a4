import { makeStamp } from '../../app/comments/stamp.js';
import type { KeyRing } from '../../app/keys/key-ring.js';
import type { Clock } from '../../domain/time.js';
import { rfc3339 } from '../../domain/time.js';
import { type Route, route } from '../protocol/route.js';
import { stampSchema } from './answers.js';
import { problemForm } from './schemas.js';
import type { Stamp } from './shapes.js';

/** When a reader began to write: a form asks for it and sends it along, and a spam checker may weigh the time in between. */
export function stampRoutes(keys: KeyRing, clock: Clock): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/sites/{site}/stamp',
      id: 'getStamp',
      summary: 'A signed time, for a form that is about to be filled in; a comment is taken without one too',
      description:
        'A comment that is sent unusually fast is more likely spam. The stamp says when the form was begun, and holds nothing else.',
      access: 'public',
      cors: 'site',
      answers: {
        200: { description: 'The stamp', schema: stampSchema },
        403: problemForm("The page that calls is not one of the site's"),
      },
      handle: async ({ site }) => {
        const { text, expiresAt } = makeStamp(keys, site.slug, clock.now());
        return { status: 200, json: { stamp: text, expiresAt: rfc3339(expiresAt) } satisfies Stamp };
      },
    }),
  ];
}
