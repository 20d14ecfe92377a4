/**
 * The desk's icon as a PNG (https://www.w3.org/TR/png-3/): a speech bubble with two lines of words, drawn by distances to
 * round rectangles, so that one drawing serves every size.
 */
import { crc32, deflateSync } from 'node:zlib';

/**
 * A shape in a square from 0 to 1: below 0 inside, else how far away it is.
 * @typedef {(x: number, y: number) => number} Shape
 * @typedef {readonly [red: number, green: number, blue: number]} Colour
 */

/** The accent of the desk. @type {Colour} */
const GROUND = [0x34, 0x54, 0xc5];
/** @type {Colour} */
const FIGURE = [0xff, 0xff, 0xff];

/** @type {(left: number, top: number, right: number, bottom: number, radius: number) => Shape} */
function roundBox(left, top, right, bottom, radius) {
  return (x, y) => {
    const across = Math.abs(x - (left + right) / 2) - (right - left) / 2 + radius;
    const down = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius;
    return Math.hypot(Math.max(across, 0), Math.max(down, 0)) + Math.min(Math.max(across, down), 0) - radius;
  };
}

const bubble = roundBox(0.22, 0.25, 0.78, 0.66, 0.09);
/** A triangle below the bubble's left side. @type {Shape} */
const tail = (x, y) => Math.max(0.6 - y, 0.32 - x, (x - 0.32 + (y - 0.8)) / Math.SQRT2);
const lines = [roundBox(0.32, 0.37, 0.68, 0.42, 0.025), roundBox(0.32, 0.49, 0.56, 0.54, 0.025)];
const tile = roundBox(0, 0, 1, 1, 0.22);

/** @type {(under: Colour, over: Colour, share: number) => Colour} */
function mixed(under, over, share) {
  const mix = (/** @type {0 | 1 | 2} */ n) => Math.round(under[n] + (over[n] - under[n]) * share);
  return [mix(0), mix(1), mix(2)];
}

/**
 * @param {number} size of its sides in pixels
 * @param {boolean} isFull whether the ground goes to the corners, for systems that cut out a shape of their own; the figure keeps
 *   to what they leave
 */
export function drawDeskIcon(size, isFull) {
  const rows = Buffer.alloc(size * (1 + 4 * size));
  let at = 0;
  for (let row = 0; row < size; row++) {
    // The filter of the row: none.
    at = rows.writeUInt8(0, at);
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const share = (/** @type {readonly Shape[]} */ ...shapes) =>
        Math.min(1, Math.max(0, 0.5 - Math.min(...shapes.map((shape) => shape(x, y))) * size));
      const colour = mixed(mixed(GROUND, FIGURE, share(bubble, tail)), GROUND, share(...lines));
      for (const part of colour) at = rows.writeUInt8(part, at);
      at = rows.writeUInt8(isFull ? 255 : Math.round(255 * share(tile)), at);
    }
  }
  return png(size, rows);
}

/** @type {(size: number, rows: Buffer) => Buffer} */
function png(size, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits a part, with transparency.
  header.set([8, 6], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.of()),
  ]);
}

/** @type {(type: string, data: Buffer) => Buffer} */
function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}
