import type { Store } from '../../store/store.js';
import type { KeyRing } from '../keys/key-ring.js';
import { commentLine, headerLine } from './transfer.js';

/** Comments read at a time. */
const A_PAGE = 500;

/** Everything in Afterword's own format, a few lines at a time in memory. @param onProgress told how many comments have been written */
export async function* exportLines(
  store: Pick<Store, 'allSites' | 'exportPage'>,
  keys: KeyRing,
  onProgress: (done: number) => void,
): AsyncGenerator<string> {
  yield `${headerLine(await store.allSites())}\n`;
  let done = 0;
  for (let afterSeq = -1; ; ) {
    const page = await store.exportPage({ siteId: null, afterSeq, limit: A_PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map((row) => `${commentLine(row, keys)}\n`).join('');
    afterSeq = last.seq;
    done += page.length;
    onProgress(done);
  }
}
