import { createRandom } from '../seed/random.js';
import { quantile } from '../statistics.js';
import { type HttpConnection, openConnection } from './http-connection.js';
import type { LoadResult, Measured, OpenLoad, Stream } from './plan.js';
import { requestsOf } from './requests.js';

interface Running {
  readonly result: Promise<Measured>;
  /** Sends whatever is due. */
  sendDue(now: number): void;
  close(): void;
}

/**
 * Sends every stream's requests at their times. A request that finds no free connection waits for one, and its latency counts from when it
 * should have gone out: a server that stalls cannot hide it by being asked less. The process watches the clock without sleeping, since a
 * timer's millisecond would be more than what is measured.
 * @throws Error at the first answer that is not as expected
 */
export async function runOpen(load: OpenLoad): Promise<LoadResult> {
  let failed: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const opened = await Promise.all(
    load.streams.map((stream) => openStream(stream, load.port, (error) => failed(error))),
  );
  const start = performance.now();
  const running = opened.map((open) => open(start, load));
  let over = false;
  const watch = (): void => {
    if (over) return;
    const now = performance.now();
    for (const stream of running) stream.sendDue(now);
    setImmediate(watch);
  };
  watch();
  try {
    const results = await Promise.race([failure, Promise.all(running.map(({ result }) => result))]);
    return Object.fromEntries(load.streams.map(({ name }, index) => [name, results[index] as Measured]));
  } finally {
    over = true;
    for (const stream of running) stream.close();
  }
}

async function openStream(stream: Stream, port: number, failed: (error: Error) => void) {
  const nextRequest = requestsOf(stream.source);
  const free = await Promise.all(Array.from({ length: stream.connections }, () => openConnection(port, failed)));
  return (start: number, load: OpenLoad) => runStream(stream, start, load, free, nextRequest, failed);
}

function runStream(
  stream: Stream,
  start: number,
  load: OpenLoad,
  connections: readonly HttpConnection[],
  nextRequest: () => Buffer | undefined,
  failed: (error: Error) => void,
): Running {
  const random = createRandom(`${stream.name} ${stream.rate}`);
  const free = [...connections];
  const late: number[] = [];
  const latencies: number[] = [];
  const counted = start + load.warmUp * 1000;
  const end = counted + load.seconds * 1000;
  let underWay = 0;
  let bytes = 0;
  let due = start;
  let done: (measured: Measured) => void = () => {};
  const result = new Promise<Measured>((resolve) => {
    done = resolve;
  });

  function finishIfOver(): void {
    if (due < end || underWay > 0 || late.length > 0) return;
    const answers = latencies.length;
    const { seconds } = load;
    const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    // It never sleeps, so that how busy it was says nothing.
    done({ answers, seconds, bytes, p50, p99, generatorBusy: 1 });
  }

  function send(connection: HttpConnection, intended: number): void {
    const bytesToSend = nextRequest();
    if (bytesToSend === undefined) {
      failed(new Error(`the requests of the stream ${stream.name} are used up`));
      return;
    }
    underWay += 1;
    connection.send(bytesToSend, (status, bodyBytes) => {
      if (stream.expect !== null && status !== stream.expect) {
        return failed(new Error(`an answer with status ${status} instead of ${stream.expect}`));
      }
      underWay -= 1;
      if (intended >= counted) {
        latencies.push(performance.now() - intended);
        bytes += bodyBytes;
      }
      const waiting = late.shift();
      if (waiting === undefined) free.push(connection);
      else send(connection, waiting);
      finishIfOver();
    });
  }

  return {
    result,
    sendDue(now) {
      while (due <= now && due < end) {
        const intended = due;
        due += (-Math.log(1 - random()) / stream.rate) * 1000;
        // The one that has rested longest: a server hangs up on a connection that asks for nothing.
        const connection = free.shift();
        if (connection === undefined) late.push(intended);
        else send(connection, intended);
      }
      if (due >= end) finishIfOver();
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
}
