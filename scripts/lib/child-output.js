/**
 * What a child process prints, as far as it has come; the child emits `printed` whenever there is more.
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {() => string}
 */
export function outputOf(child) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output += chunk;
      child.emit('printed');
    });
  }
  return () => output;
}
