// A process: calls of a ship channel. Takes a CallLoad as JSON on standard input, prints a CallResult as JSON.
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { SHIP_NAMES } from '@interline/adapter-ship/wire';
import { quantile } from '../statistics.ts';
import type { CallLoad, CallResult } from './run-calls.ts';
import { CONTENT_TYPE, shipCall } from './ship-call.ts';

const { url, kind, connections, seconds, from, orders } = JSON.parse(await text(process.stdin)) as CallLoad;

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const began = performance.now();
const until = began + seconds * 1_000;
const times: number[] = [];
let failed = 0;
let example: string | null = null;
let sent = 0;

/** @param address what a proxy would say; each caller has one, so that none uses up its budget */
async function caller(address: string): Promise<void> {
  while (performance.now() < until) {
    const place = sent;
    sent += 1;
    const { query, body } = shipCall(kind, from + (orders === undefined ? place : place % orders), `${from}-${place}`);
    const start = performance.now();
    const answer = await post(url + query, body, address);
    times.push(performance.now() - start);
    if (answer.includes(`"${SHIP_NAMES.outcome.success}":true`)) continue;
    failed += 1;
    example = answer.slice(0, 300);
  }
}

function post(address: string, body: string, client: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': CONTENT_TYPE, 'x-forwarded-for': client };
    const sending = request(address, { method: 'POST', agent, headers }, (response) => resolve(text(response)));
    sending.on('error', (error) => resolve(error.message));
    sending.end(body);
  });
}

await Promise.all(Array.from({ length: connections }, (_, place) => caller(`192.0.2.${place + 1}`)));
const measured: CallResult = {
  perSecond: (times.length - failed) / ((performance.now() - began) / 1_000),
  total: times.length,
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  slowest: Math.max(...times),
  failed,
  example,
};
console.log(JSON.stringify(measured));
agent.destroy();
