import { AfterwordError, invalidField } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { CheckDesk } from '../judgement/check-desk.js';
import { type Classifier, storedOpinion } from '../judgement/classifier.js';
import type { KeyRing } from '../keys/key-ring.js';
import { cleanWords } from './clean-words.js';
import { type PublicComment, publicComment } from './public-comment.js';
import { makeStamp, secondsSince } from './stamp.js';

/** Whoever shows the edit token is the author. @throws AfterwordError `unauthorized` without one, `forbidden` with another comment's */
function mustBeAuthor(keys: KeyRing, token: string | null, commentId: string): void {
  if (token === null) throw new AfterwordError('unauthorized', 'The edit token is missing.');
  if (!keys.isEditToken(token, commentId))
    throw new AfterwordError('forbidden', 'This is not the edit token of this comment.');
}

/** What a stamp for a sent comment is made for: no site has a name with a blank. */
const sentBy = ({ slug }: Site, id: string) => `${slug} ${id}`;

export interface AuthorChangesParts {
  readonly store: Pick<Store, 'edit' | 'ownComment' | 'withdraw'>;
  readonly keys: KeyRing;
  readonly checks: CheckDesk;
  readonly classifier: Pick<Classifier, 'judgeStored'>;
  readonly clock: Clock;
  /** How long the author waits for the verdict on new words at most. */
  readonly checkWaitMs: number;
  /** Where browsers find the service's own paths. */
  readonly at: OwnPath;
}

export type AuthorChanges = ReturnType<typeof createAuthorChanges>;

/** What the author of a comment may do: see it while it waits, change its words and take it back. */
export function createAuthorChanges({ store, keys, checks, classifier, clock, checkWaitMs, at }: AuthorChangesParts) {
  /** A comment taken for spam looks to its author like one that waits. */
  async function ownView(site: Site, id: string): Promise<PublicComment | undefined> {
    const row = await store.ownComment({ siteId: site.id, id });
    return row && publicComment(row, row.status === 'approved' ? 'approved' : 'pending', at);
  }

  return {
    /** The author's own view, if the comment is still there. */
    async see(site: Site, id: string, token: string): Promise<PublicComment | undefined> {
      mustBeAuthor(keys, token, id);
      return ownView(site, id);
    },

    /** What lets whoever has sent a comment see it for a day. It may stand in an address, as it does not let anybody change the comment. */
    sentProof: (site: Site, id: string): string => makeStamp(keys, sentBy(site, id), clock.now()).text,

    /** The author's own view for whoever shows that proof. */
    async seeSent(site: Site, id: string, proof: string): Promise<PublicComment | undefined> {
      return secondsSince(keys, sentBy(site, id), proof, clock.now()) === null ? undefined : ownView(site, id);
    },

    /** Changes the words, and waits a little for the verdict on the new ones. */
    async edit(site: Site, id: string, token: string | null, words: string): Promise<PublicComment> {
      mustBeAuthor(keys, token, id);
      const clean = cleanWords(words);
      if (clean === null) throw invalidField('/body', 'holds no visible character');
      const change = { siteId: site.id, id, ...clean, now: clock.now() };
      const opinion = await classifier.judgeStored(site.id, id, clean.body);
      if (opinion === null) throw new AfterwordError('not-found', 'There is no such comment.');
      const verdict = checks.verdictAtOnce(opinion);
      const { jobId } = await store.edit({
        ...change,
        verdict,
        check: verdict === null ? checks.orderLater('edit') : null,
        opinion: storedOpinion(opinion),
      });
      if (jobId !== null) {
        checks.wake();
        if (checks.answers()) await checks.settled(id, checkWaitMs);
      }
      const edited = await ownView(site, id);
      if (edited === undefined) throw new AfterwordError('not-found', 'There is no such comment.');
      return edited;
    },

    async withdraw(site: Site, id: string, token: string | null): Promise<void> {
      mustBeAuthor(keys, token, id);
      await store.withdraw({ siteId: site.id, id, now: clock.now() });
    },
  };
}
