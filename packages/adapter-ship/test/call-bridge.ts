import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { ChannelCall, PlaceCall } from '@interline/adapter-testing';
import type { Clock } from '@interline/core';
import { formatTopTime, parseTopTime, signInboundCall } from '@interline/top-client/codec';

import { SHIP_NAMES } from '../src/wire.ts';

/** Content of a call in JSON. */
export type CallContent = Readonly<Record<string, unknown>>;

/** Where the platform calls; it hands its calls on to whoever makes them as often as he wants. */
export interface CallBridge {
  readonly target: string;
  /** Where calls go. */
  place: PlaceCall;
  /** Changes the content of the next call, which is signed again. */
  changeNext(change: (content: CallContent) => CallContent): void;
  /** How many calls wait for their answer. */
  waiting(): number;
  close(): Promise<void>;
}

const SECOND_MS = 1_000;
const { call: NAMES } = SHIP_NAMES;

/** Opens one over HTTP. */
export async function openCallBridge(clock: Clock, secret: string): Promise<CallBridge> {
  let change: ((content: CallContent) => CallContent) | null = null;
  let waiting = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
  const bridge: CallBridge = {
    target: `http://127.0.0.1:${address.port}/{shop}`,
    place: () => Promise.reject(new Error('nobody takes calls')),
    changeNext(next) {
      change = next;
    },
    waiting: () => waiting,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
  return bridge;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const given = change;
    change = null;
    waiting += 1;
    try {
      const { status, headers, body } = await bridge.place(signing(given ? changed(call, given) : call, clock, secret));
      response.writeHead(status, headers).end(body);
    } finally {
      waiting -= 1;
    }
  }
}

async function readCall(request: IncomingMessage): Promise<ChannelCall> {
  const { method = '', url = '', headers } = request;
  return {
    method,
    query: url.split('?')[1] ?? '',
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: await buffer(request),
  };
}

function changed(call: ChannelCall, change: (content: CallContent) => CallContent): ChannelCall {
  const content = JSON.parse(Buffer.from(call.body).toString()) as CallContent;
  return { ...call, body: Buffer.from(JSON.stringify(change(content))) };
}

/** The call as of now, whenever it is asked for; never twice with one time, which the platform tells in seconds. */
function signing(call: ChannelCall, clock: Clock, secret: string): () => ChannelCall {
  const parameters = new URLSearchParams(call.query);
  let next = parseTopTime(parameters.get(NAMES.timestamp) ?? '').getTime();
  return () => {
    const time = Math.max(next, clock.now().getTime());
    next = time + SECOND_MS;
    parameters.delete(NAMES.sign);
    parameters.set(NAMES.timestamp, formatTopTime(new Date(time)));
    const unsigned = { ...call, query: parameters.toString() };
    parameters.set(NAMES.sign, signInboundCall(unsigned, secret));
    return { ...unsigned, query: parameters.toString() };
  };
}
