// A process: HTTP load. Takes a Load as JSON on standard input, prints a LoadResult as JSON.
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';
import type { Load, LoadResult } from './run-load.ts';

const { url, requests, connections, warmupSeconds, seconds } = JSON.parse(await text(process.stdin)) as Load;

const run = (duration: number): Promise<autocannon.Result> =>
  autocannon({
    url,
    connections,
    duration,
    requests: requests.map((request) => ({ method: 'POST' as const, ...request })),
  });

if (warmupSeconds > 0) await run(warmupSeconds);
process.send?.('measuring');
const result = await run(seconds);
const measured: LoadResult = {
  perSecond: result.requests.total / result.duration,
  total: result.requests.total,
  p50: result.latency.p50,
  p99: result.latency.p99,
  bytes: result.throughput.total / result.requests.total,
  failed: result.non2xx + result.errors + result.timeouts,
};
console.log(JSON.stringify(measured));
process.disconnect?.();
