import { AfterwordError } from '../../domain/errors.js';

/** Writes numbers as bytes, small ones short (LEB128). */
export interface ByteWriter {
  /** A whole number from 0 to 2^32 - 1. */
  whole(value: number): void;
  /** A whole number from -2^31 to 2^31 - 1, zigzag: 0, -1, 1, -2, … */
  signed(value: number): void;
  /** An IEEE 754 double, little-endian. */
  real(value: number): void;
  bytes(): Uint8Array;
}

/** Reads what a `ByteWriter` wrote. Every method throws AfterwordError `malformed` where the bytes end too early. */
export interface ByteReader {
  whole(): number;
  signed(): number;
  real(): number;
  /** Throws `malformed` unless all has been read. */
  end(): void;
}

export function writeBytes(): ByteWriter {
  let buffer = new Uint8Array(1024);
  let length = 0;
  const room = (more: number) => {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array(buffer.length * 2);
    larger.set(buffer);
    buffer = larger;
  };
  const whole = (value: number) => {
    room(5);
    let rest = value >>> 0;
    for (; rest > 0x7f; rest >>>= 7) buffer[length++] = (rest & 0x7f) | 0x80;
    buffer[length++] = rest;
  };
  return {
    whole,
    signed: (value) => whole((value << 1) ^ (value >> 31)),
    real(value) {
      room(8);
      new DataView(buffer.buffer).setFloat64(length, value, true);
      length += 8;
    },
    bytes: () => buffer.slice(0, length),
  };
}

/** @param what is named in the error for bytes that are not what they should be */
export function readBytes(bytes: Uint8Array, what: string): ByteReader {
  let at = 0;
  const whole = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw damaged(what);
      value = (value | ((byte & 0x7f) << shift)) >>> 0;
      if (byte < 0x80) return value;
    }
    throw damaged(what);
  };
  return {
    whole,
    signed() {
      const value = whole();
      return (value >>> 1) ^ -(value & 1);
    },
    real() {
      if (at + 8 > bytes.length) throw damaged(what);
      at += 8;
      return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(at - 8, true);
    },
    end() {
      if (at !== bytes.length) throw damaged(what);
    },
  };
}

/** The error for bytes that are not what they should be. */
export function damaged(what: string): AfterwordError {
  return new AfterwordError('malformed', `This is not ${what}, or it is damaged.`);
}
