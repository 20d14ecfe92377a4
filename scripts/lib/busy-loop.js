/** `node busy-loop.js PARENT SECONDS` keeps a core busy until its parent is gone, or so many seconds have passed. */
const [parent = 0, seconds = 0] = process.argv.slice(2).map(Number);
const end = Date.now() + seconds * 1_000;

while (process.ppid === parent && Date.now() < end) for (let turn = 0; turn < 1e7; turn += 1);
