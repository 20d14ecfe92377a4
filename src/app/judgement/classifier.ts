import { LRUCache } from 'lru-cache';
import type { Circumstances, Evidence, Opinion } from '../../domain/evidence.js';
import type { Clock } from '../../domain/time.js';
import type { Direction } from '../../domain/verdict.js';
import { createModel, type Model } from '../../spam/local/model.js';
import type { Prior } from '../../spam/local/prior.js';
import type { Store } from '../../store/store.js';
import type { JudgedRow, Lesson, LessonRow, StoredOpinion } from '../../store/units/lessons.js';
import { readSignals } from '../comments/circumstances.js';

/** Sites whose models are kept in memory; a model of another is read again when it is asked for. */
const MOST_MODELS = 8;
/** Lessons or comments read and worked through at a time. */
const A_PAGE = 100;
/** So many lessons are left to be added up at a start; more are added up and stored while the service runs. */
const KEEP_AFTER = 200;
/** How long what another process has learned may stay unknown. */
const NEWS_EVERY_MS = 250;
/** The event loop gets its turn after so much work. */
const A_TURN_MS = 20;

/** How much a site's model has learned: the decisions that stand. */
export interface Learned {
  readonly ham: number;
  readonly spam: number;
}

/**
 * The local classifier of every site. A site's model is the sum of the lessons in the store: it is brought up to them before it is used, so that it
 * knows each decision once, whoever took it and whichever process was told.
 */
export interface Classifier {
  /** Knows what this process has decided, and what others have a quarter of a second later. */
  judge(siteId: number, evidence: Evidence): Promise<Opinion>;
  /**
   * @param words instead of those that are stored
   * @returns null when the comment is not there
   */
  judgeStored(siteId: number, commentId: string, words?: string): Promise<Opinion | null>;
  /** What these comments teach when they are called ham or spam, each on top of the one before; for the store to keep with the decision. */
  lessons(siteId: number, ids: readonly string[], direction: Direction): Promise<Lesson[]>;
  /** A copy of the model, for trying things out. */
  copyOf(siteId: number): Promise<Model>;
  /** Says that decisions on this site have just been stored. */
  expectNews(siteId: number): void;
  learned(siteId: number): Promise<Learned>;
  /**
   * Stores what a site's lessons add up to, so that the next start has little to read; those that no change of mind can ask for any more are deleted
   * then. @param least does nothing for fewer new lessons
   */
  addUp(siteId: number, least?: number): Promise<void>;
  /** Judges the newest waiting comments again by what has been learned since. @param most how many */
  judgeWaiting(siteId: number, most: number): Promise<void>;
}

interface Known {
  readonly model: Model;
  /** The last lesson that the model has learned. */
  upTo: number;
  /** The last lesson in the stored model. */
  storedUpTo: number;
  /** When it was last brought up to date, by the monotonic clock. */
  lookedAt: number;
  /** Something could not be read: what it adds up to is not all that there is. */
  isDamaged: boolean;
}

type ClassifierStore = Pick<
  Store,
  'judgedComments' | 'keepModel' | 'keepOpinions' | 'lessonsAfter' | 'storedModel' | 'waitingComments'
>;

/**
 * @param prior null for a classifier that only adds up
 * @param onDamage told of what was learned and cannot be read; it is left out, since no comment may be refused for it
 */
export function createClassifier(
  store: ClassifierStore,
  prior: Prior | null,
  clock: Clock,
  onDamage: (error: unknown) => void,
): Classifier {
  /** Sites on which this process has taken decisions that their models may not know yet. */
  const withNews = new Set<number>();
  const models = new LRUCache<number, Promise<Known>>({ max: MOST_MODELS });

  async function load(siteId: number): Promise<Known> {
    const stored = await store.storedModel({ siteId });
    const upTo = stored?.upTo ?? 0;
    const known = {
      model: createModel(prior),
      upTo,
      storedUpTo: upTo,
      lookedAt: Number.NEGATIVE_INFINITY,
      isDamaged: false,
    };
    if (stored === undefined) return known;
    try {
      return { ...known, model: createModel(prior, stored.learned) };
    } catch (error) {
      onDamage(error);
      return { ...known, isDamaged: true };
    }
  }

  function take(known: Known, { id, takesBack, steps }: LessonRow): void {
    known.upTo = id;
    try {
      if (takesBack === 1) known.model.unlearn(steps);
      else known.model.learn(steps);
    } catch (error) {
      known.isDamaged = true;
      onDamage(error);
    }
  }

  function start(siteId: number): Promise<Known> {
    const loading = load(siteId);
    models.set(siteId, loading);
    loading.catch(() => models.delete(siteId));
    return loading;
  }

  /** The model with everything that has been learned so far. */
  async function current(siteId: number): Promise<Known> {
    const known = await (models.get(siteId) ?? start(siteId));
    const turn = takingTurns();
    for (;;) {
      await turn();
      const { upTo } = known;
      const lessons = await store.lessonsAfter({ siteId, afterId: upTo, limit: A_PAGE });
      if (lessons === null) {
        await start(siteId);
        return current(siteId);
      }
      // Somebody else may have come here while this waited.
      if (known.upTo === upTo) for (const lesson of lessons) take(known, lesson);
      if (lessons.length < A_PAGE) {
        known.lookedAt = clock.now();
        return known;
      }
    }
  }

  /** As `current`, but perhaps without what others have learned in the last moment: for what is done with every comment. */
  async function recent(siteId: number): Promise<Known> {
    const known = await (models.get(siteId) ?? start(siteId));
    if (!withNews.has(siteId) && Math.abs(clock.now() - known.lookedAt) < NEWS_EVERY_MS) return known;
    withNews.delete(siteId);
    return current(siteId);
  }

  return {
    async judge(siteId, evidence) {
      return (await recent(siteId)).model.judge(evidence);
    },

    async judgeStored(siteId, commentId, words) {
      const [row] = await store.judgedComments({ siteId, ids: [commentId] });
      if (row === undefined) return null;
      const { model } = await current(siteId);
      return model.judge(evidenceOf({ ...row, body: words ?? row.body }));
    },

    async lessons(siteId, ids, direction) {
      const { model } = await current(siteId);
      // What one teaches depends on what the ones before it have taught, which the model itself learns only once it is stored.
      const scratch = ids.length > 1 ? createModel(prior, model.toBytes()) : model;
      const turn = takingTurns();
      const lessons: Lesson[] = [];
      for (let from = 0; from < ids.length; from += A_PAGE) {
        for (const row of await store.judgedComments({ siteId, ids: ids.slice(from, from + A_PAGE) })) {
          await turn();
          const steps = scratch.lesson(evidenceOf(row), direction);
          if (scratch !== model) scratch.learn(steps);
          lessons.push({ id: row.id, revision: row.revision, direction, steps });
        }
      }
      return lessons;
    },

    async copyOf(siteId) {
      return createModel(prior, (await current(siteId)).model.toBytes());
    },

    expectNews(siteId) {
      withNews.add(siteId);
    },

    async learned(siteId) {
      return (await current(siteId)).model.learned;
    },

    async addUp(siteId, least = KEEP_AFTER) {
      const known = await current(siteId);
      const { model, upTo } = known;
      if (known.isDamaged || upTo - known.storedUpTo < least) return;
      await store.keepModel({ siteId, upTo, learned: model.toBytes() });
      known.storedUpTo = upTo;
    },

    async judgeWaiting(siteId, most) {
      const turn = takingTurns();
      let beforeSeq = Number.MAX_SAFE_INTEGER;
      for (let left = most; left > 0; left -= A_PAGE) {
        const limit = Math.min(left, A_PAGE);
        const rows = await store.waitingComments({ siteId, beforeSeq, limit });
        const { model } = await current(siteId);
        const opinions: (StoredOpinion & { seq: number; revision: number })[] = [];
        for (const row of rows) {
          await turn();
          opinions.push({ seq: row.seq, revision: row.revision, ...storedOpinion(model.judge(evidenceOf(row))) });
        }
        if (opinions.length > 0) await store.keepOpinions({ opinions });
        if (rows.length < limit) return;
        beforeSeq = (rows.at(-1) as JudgedRow).seq;
      }
    },
  };
}

function evidenceOf(row: JudgedRow): Evidence {
  const { authorName, authorUrl, articleKey, articleTitle, body, history } = row;
  const circumstances: Circumstances = { ...readSignals(row.signals), history };
  return { authorName, authorUrl, articleKey, articleTitle, body, circumstances };
}

/** An opinion in the form in which it is kept with its comment. */
export function storedOpinion({ score, reasons }: Opinion): StoredOpinion {
  return { score, reasons: JSON.stringify(reasons) };
}

/** @returns waits for the event loop's next turn when this one has taken its time */
function takingTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < A_TURN_MS) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
