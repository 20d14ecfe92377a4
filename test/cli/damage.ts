import { closeSync, openSync, statSync, writeSync } from 'node:fs';

const PAGE = 4096;

/** Writes nonsense over the header of a database file. */
export function overwriteHeader(file: string): void {
  write(file, 0, Buffer.from('This is no database. '.repeat(10)));
}

/** Writes nonsense over the pages in the middle of a database file, as a failing disk does. */
export function overwriteMiddle(file: string): void {
  const pages = Math.floor(statSync(file).size / PAGE);
  const first = Math.floor(pages / 3);
  write(file, first * PAGE, Buffer.alloc(first * PAGE, 0xa5));
}

function write(file: string, at: number, bytes: Buffer): void {
  const opened = openSync(file, 'r+');
  writeSync(opened, bytes, 0, bytes.length, at);
  closeSync(opened);
}
