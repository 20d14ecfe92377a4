import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

/** The classes that Node.js' HTTP server makes requests and responses of. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Classes for the server of an app, whose instances have Express's prototypes from the start. Express gives them to each request and each
 * response when it gets them, and an object whose prototype changes is slow from then on; V8 moreover keeps what hangs on it until its next
 * full collection of garbage, which 200 comments a second brought about every two seconds: tens of milliseconds for readers on one core.
 */
export function classesFor(app: Express): MessageClasses {
  class Request extends IncomingMessage {}
  class Response<Of extends IncomingMessage = IncomingMessage> extends ServerResponse<Of> {}
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  // What Express will give them is what they have: that changes nothing.
  Object.assign(app, { request: Request.prototype, response: Response.prototype });
  return { IncomingMessage: Request, ServerResponse: Response };
}
