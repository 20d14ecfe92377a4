import { quantile } from '../statistics.js';
import { type HttpConnection, openConnection } from './http-connection.js';
import type { ClosedLoad, Measured } from './plan.js';
import { requestsOf } from './requests.js';

/** Loads a server as much as it bears. @throws Error at the first answer that is not as expected */
export async function runClosed(load: ClosedLoad): Promise<Measured> {
  const nextRequest = requestsOf(load.source);
  let failed: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => openConnection(load.port, (error) => failed(error))),
  );
  try {
    if (load.warmUp > 0) await Promise.race([failure, round(connections, nextRequest, load, load.warmUp)]);
    return await Promise.race([failure, round(connections, nextRequest, load, load.seconds)]);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function round(
  connections: readonly HttpConnection[],
  nextRequest: () => Buffer | undefined,
  { expect, most = Number.POSITIVE_INFINITY }: ClosedLoad,
  seconds: number,
): Promise<Measured> {
  const latencies: number[] = [];
  let bytes = 0;
  let sent = 0;
  let last = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const end = start + seconds * 1000;

  const drive = (connection: HttpConnection) =>
    new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const before = performance.now();
        const bytesToSend = before < end && sent < most ? nextRequest() : undefined;
        if (bytesToSend === undefined) {
          resolve();
          return;
        }
        sent += 1;
        connection.send(bytesToSend, (status, bodyBytes) => {
          if (status !== expect) return reject(new Error(`an answer with status ${status} instead of ${expect}`));
          last = performance.now();
          latencies.push(last - before);
          bytes += bodyBytes;
          next();
        });
      };
      next();
    });

  await Promise.all(connections.map(drive));
  const { user, system } = process.cpuUsage(cpu);
  const elapsed = (last - start) / 1000;
  return {
    answers: latencies.length,
    seconds: elapsed,
    bytes,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    generatorBusy: (user + system) / 1e6 / elapsed,
  };
}
