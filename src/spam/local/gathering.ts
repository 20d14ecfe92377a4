import { BUCKET_BITS, BUCKETS } from './hashing.js';

/** Features of one sort, side by side. */
interface Group<Sort> {
  readonly sort: Sort;
  /** They are those of `Features.buckets` from here on … */
  readonly from: number;
  /** … and before this one. */
  readonly to: number;
  /** How strongly each of them is present. */
  readonly value: number;
  /** What each is called, in their order. Null for features that have no names. */
  readonly labels: readonly string[] | null;
  /** The weight, in log-odds, that each has by itself, before anything is learned. Null for none. */
  readonly fixed: readonly number[] | null;
}

/** What `createGathering` gathers. No bucket occurs twice. */
export interface Gathered<Sort> {
  readonly buckets: Int32Array;
  readonly groups: readonly Group<Sort>[];
}

/** Gathers the features of one comment after the other, a group of them at a time. */
export interface Gathering<Sort> {
  /** Begins a comment, and its first group. */
  begin(): void;
  /** Adds a feature to the group. @returns false when the comment has the bucket already */
  add(bucket: number): boolean;
  /** How many the group has. */
  size(): number;
  /** Ends the group and begins the next. Without features it is none. */
  close(group: Omit<Group<Sort>, 'from' | 'to'>): void;
  /** What was gathered since `begin`. */
  end(): Gathered<Sort>;
}

/** More than one comment has: some six thousand. */
const SLOTS_BITS = 14;
const SLOTS = 1 << SLOTS_BITS;
/** Comments until the marks in the table begin anew: a mark is a comment's number and a bucket, in 31 bits. */
const TURNS = 1 << (31 - BUCKET_BITS);

/** There are hundreds of features in a comment, so nothing is allocated for a single one. */
export function createGathering<Sort>(): Gathering<Sort> {
  // Which buckets this comment has: a hash table with linear probing, small enough to stay in the processor's cache.
  const table = new Int32Array(SLOTS);
  let buckets = new Int32Array(1024);
  let count = 0;
  let from = 0;
  let groups: Group<Sort>[] = [];
  let mark = 0;

  function room(): void {
    const larger = new Int32Array(buckets.length * 2);
    larger.set(buckets);
    buckets = larger;
  }

  return {
    begin() {
      count = 0;
      from = 0;
      groups = [];
      mark += BUCKETS;
      if (mark < TURNS * BUCKETS) return;
      table.fill(0);
      mark = BUCKETS;
    },
    add(bucket) {
      let slot = Math.imul(bucket, 0x9e3779b1) >>> (32 - SLOTS_BITS);
      // What is below this comment's marks is of an earlier one.
      for (let there = table[slot] as number; there >= mark; there = table[slot] as number) {
        if (there === mark + bucket) return false;
        slot = (slot + 1) & (SLOTS - 1);
      }
      table[slot] = mark + bucket;
      if (count === buckets.length) room();
      buckets[count++] = bucket;
      return true;
    },
    size: () => count - from,
    close({ sort, value, labels, fixed }) {
      if (count > from) groups.push({ sort, from, to: count, value, labels, fixed });
      from = count;
    },
    end: () => ({ buckets: buckets.slice(0, count), groups }),
  };
}
