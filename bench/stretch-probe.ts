/*
 * Loaded before the service (`node --import`): tells the parent, whenever it asks, for how long at most the event loop
 * was busy at a stretch since it last asked, in milliseconds.
 */
let longest = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}, 1).unref();

process.on('message', () => {
  process.send?.(longest);
  longest = 0;
});
// Nobody who asks is no reason to stay.
process.channel?.unref();
