import { stopAfterRun } from './browser-server.js';

// biome-ignore lint/style/noDefaultExport: that is how jest takes it
export default stopAfterRun;
