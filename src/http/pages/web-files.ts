import { AfterwordError } from '../../domain/errors.js';
import { type Answer, BUILD, NOT_MODIFIED, type Route, route } from '../protocol/route.js';

const SCRIPT = { description: 'A module', type: 'text/javascript' };
/** What the build calls a chunk: a word and a hash of what is in it. */
const CHUNK = /^[a-z][a-z-]*-[A-Z0-9]{8}\.js$/;

/**
 * The scripts that blogs' pages load: `/embed.js`, whose address never changes, and the chunks that it names by their
 * hashes, which browsers keep for good.
 * @param readWebFile the text of a file that the build has made of `src/web/`, null if there is no such file
 */
export function webFileRoutes(readWebFile: (name: string) => string | null): Route[] {
  function script(name: string, cacheControl: string): Answer {
    const text = readWebFile(name);
    if (text === null) throw new AfterwordError('not-found', 'There is no such script.');
    const headers = { 'Cache-Control': cacheControl };
    return { status: 200, text, type: 'text/javascript; charset=utf-8', headers, published: BUILD };
  }

  return [
    route({
      method: 'get',
      path: '/embed.js',
      id: 'embed',
      summary: 'The script of `<afterword-thread>` and `<afterword-count>`',
      description: 'Its URL never changes, so that pages of blogs can name it.',
      access: 'public',
      cors: 'any',
      answers: { 200: SCRIPT, 304: NOT_MODIFIED },
      handle: async () => script('embed.js', 'public, max-age=300'),
    }),
    route({
      method: 'get',
      path: '/embed/{file}',
      id: 'embedChunk',
      summary: 'A part of that script, by the hash in its name',
      description: 'It never changes, so that browsers keep it for good.',
      access: 'public',
      cors: 'any',
      answers: { 200: SCRIPT, 304: NOT_MODIFIED },
      handle: async ({ params }) => {
        const { file = '' } = params;
        if (!CHUNK.test(file)) throw new AfterwordError('not-found', 'There is no such script.');
        return script(`embed/${file}`, 'public, max-age=31536000, immutable');
      },
    }),
  ];
}
