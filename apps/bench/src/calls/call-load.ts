// A process: calls of a ship channel. Takes a CallLoad as JSON on standard input, prints a CallResult as JSON.
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { SHIP_NAMES } from '@interline/adapter-ship/wire';
import { quantile } from '../statistics.ts';
import type { CallLoad, CallResult } from './run-calls.ts';
import { CONTENT_TYPE, shipCall } from './ship-call.ts';

const {
  url,
  kind,
  connections,
  seconds,
  from,
  orders,
  most = Infinity,
} = JSON.parse(await text(process.stdin)) as CallLoad;

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const began = performance.now();
const until = began + seconds * 1_000;
const times: number[] = [];
let failed = 0;
let example: string | null = null;
let sent = 0;

/** Calls of one address: fewer than the hub takes of one in a minute. */
const OF_AN_ADDRESS = 50;
/** When a call is given up: a hub that does not answer is told so, not waited for. */
const GIVE_UP_MS = 10_000;

async function caller(): Promise<void> {
  while (performance.now() < until && sent < most) {
    const place = sent;
    sent += 1;
    const { query, body } = shipCall(kind, from + (orders === undefined ? place : place % orders), `${from}-${place}`);
    const start = performance.now();
    const answer = await post(url + query, body, addressOf(place));
    times.push(performance.now() - start);
    if (answer.includes(`"${SHIP_NAMES.outcome.success}":true`)) continue;
    failed += 1;
    example = answer.slice(0, 300);
  }
}

/** What a proxy would say; another one for each run too. */
function addressOf(place: number): string {
  const block = Math.floor(place / OF_AN_ADDRESS);
  return `10.${process.pid % 256}.${Math.floor(block / 256) % 256}.${block % 256}`;
}

function post(address: string, body: string, client: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': CONTENT_TYPE, 'x-forwarded-for': client };
    const sending = request(address, { method: 'POST', agent, headers, timeout: GIVE_UP_MS }, (response) =>
      resolve(text(response)),
    );
    sending.on('timeout', () => sending.destroy(new Error(`No answer within ${GIVE_UP_MS} ms.`)));
    sending.on('error', (error) => resolve(error.message));
    sending.end(body);
  });
}

await Promise.all(Array.from({ length: connections }, caller));
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
