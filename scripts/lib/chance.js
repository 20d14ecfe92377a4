import { createHash } from 'node:crypto';

/**
 * A number from 0 up to 1, the same whenever it is asked for with the same words: chance that can be repeated.
 * @param {...(string | number)} words
 */
export function chance(...words) {
  return createHash('sha256').update(words.join(' ')).digest().readUInt32LE() / 2 ** 32;
}
