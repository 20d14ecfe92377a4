import { AfterwordError } from '../../domain/errors.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import { createClassifier } from '../judgement/classifier.js';
import type { KeyRing } from '../keys/key-ring.js';
import { hashOf } from './person.js';

/** What an erasure did. */
export interface Erasure {
  /** Whether anything was kept of the person. */
  readonly wasKnown: boolean;
  readonly comments: number;
  readonly placeholders: number;
  /** Other people's comments that quote the address, by site: they are not touched, but somebody should look. */
  readonly quotedIn: readonly { readonly site: string; readonly comments: readonly string[] }[];
  /** Sites whose classifier could not be read: what it learned of the person stays in it, as numbers. */
  readonly notUnlearnedOn: readonly string[];
}

/**
 * Removes all that a person left, and leaves it in no file of the database.
 * @throws AfterwordError `unavailable` when the comments are erased, but traces may be left in the files until this is done again
 */
export async function erase(store: Store, keys: KeyRing, clock: Clock, address: string): Promise<Erasure> {
  const { email, emailHash } = hashOf(keys, address);
  const { authors } = await store.personalRecords({ emailHash });
  const erased = await store.eraseAuthor({ emailHash, now: clock.now() });
  const notUnlearnedOn: string[] = [];
  for (const site of await store.allSites()) {
    let isDamaged = false;
    const classifier = createClassifier(store, null, clock, () => {
      isDamaged = true;
    });
    // What was learned of the person's words is taken back; added up, the lines that say so go too.
    await classifier.addUp(site.id, 1);
    if (isDamaged) notUnlearnedOn.push(site.slug);
  }
  const quotedIn = await quotesOf(store, email);
  await purge(store);
  return { wasKnown: authors.length > 0, ...erased, quotedIn, notUnlearnedOn };
}

async function quotesOf(store: Store, email: string): Promise<{ site: string; comments: string[] }[]> {
  const found: { site: string; comments: string[] }[] = [];
  for (const { id: siteId, slug: site } of await store.allSites()) {
    const comments = await store.quoting({ siteId, phrase: email });
    if (comments.length > 0) found.push({ site, comments });
  }
  return found;
}

/** What an erasure would do. */
export interface ErasurePreview {
  readonly comments: readonly { readonly site: string; readonly id: string }[];
  /** Corrections of deleted comments on their way to the spam checker. */
  readonly corrections: number;
  /** Other people's comments that quote the email. */
  readonly quotedIn: Erasure['quotedIn'];
}

/** Looks what `erase` would remove, and changes nothing. */
export async function previewErasure(store: Store, keys: KeyRing, address: string): Promise<ErasurePreview> {
  const { email, emailHash } = hashOf(keys, address);
  const { comments, orphans } = await store.personalRecords({ emailHash });
  const own = new Set(comments.map(({ comment }) => comment.id));
  const quotes = (await quotesOf(store, email)).map(({ site, comments: ids }) => ({
    site,
    comments: ids.filter((id) => !own.has(id)),
  }));
  return {
    comments: comments.map(({ site, comment }) => ({ site, id: comment.id })),
    corrections: orphans.length,
    quotedIn: quotes.filter((quote) => quote.comments.length > 0),
  };
}

async function purge(store: Store): Promise<void> {
  try {
    await store.purgeDeleted();
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    throw new AfterwordError(
      error.code,
      `What this person left is erased, but traces of it may still be in the database's files: ${error.message} Do the same again to complete it.`,
      { cause: error },
    );
  }
}
