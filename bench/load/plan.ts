/** What is sent to the port: given requests, in turn; or new comments, each one different from all others. */
export type Source =
  | { readonly kind: 'given'; readonly requests: readonly Buffer[] }
  | {
      readonly kind: 'comments';
      /** Distinguishes this run's comments from those of earlier runs on the same database. */
      readonly run: string;
      /** How many are prepared before the clock starts; when they are used up, the load ends early. */
      readonly count: number;
    };

/** As many requests as the server answers: every connection sends its next one as soon as it has an answer. */
export interface ClosedLoad {
  readonly kind: 'closed';
  readonly port: number;
  readonly source: Source;
  readonly connections: number;
  /** Seconds before the clock starts, in which the server gets warm. */
  readonly warmUp: number;
  readonly seconds: number;
  /** End after so many answers, whatever the clock says. */
  readonly most?: number;
  /** The status that every answer must have. */
  readonly expect: number;
}

/** Requests at random times (a Poisson process) of a fixed mean rate, whether or not earlier ones have been answered. */
export interface Stream {
  readonly name: string;
  readonly source: Source;
  /** Requests a second on the mean. */
  readonly rate: number;
  /** Requests under way at once at most; a request that finds none free waits, and its waiting counts. */
  readonly connections: number;
  /** The status that every answer must have; null where any will do. */
  readonly expect: number | null;
}

/** Several streams at once; latencies are measured from when each request should have been sent. */
export interface OpenLoad {
  readonly kind: 'open';
  readonly port: number;
  readonly streams: readonly Stream[];
  readonly warmUp: number;
  readonly seconds: number;
}

export type Load = ClosedLoad | OpenLoad;

/** What a load gave; times in milliseconds. */
export interface Measured {
  readonly answers: number;
  readonly seconds: number;
  /** Bytes of bodies received. */
  readonly bytes: number;
  readonly p50: number;
  readonly p99: number;
  /** The share of its time that the generator was busy, 0 to 1: near 1 it is the generator that is measured. */
  readonly generatorBusy: number;
}

export type LoadResult = Readonly<Record<string, Measured>>;
