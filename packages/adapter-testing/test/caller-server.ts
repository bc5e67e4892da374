import { createHmac } from 'node:crypto';

import type { Clock } from '@interline/core';
import type { ChannelCall, PlaceCall, WriteFault } from '../src/index.ts';
import { ToyError } from './toy-server.ts';

/** An order of the calling channel as it truly is. */
export interface CalledOrder {
  readonly id: string;
  state: 'NEW' | 'PAID' | 'ASKED' | 'ACCEPTED' | 'SHIPPED' | 'DONE';
  readonly buyer: { readonly name: string; readonly phone: string };
  /** Cents. */
  readonly amount: number;
}

/** A channel that cannot be asked: it calls of what its orders come to, and takes in that they were shipped. */
export interface CallerServer {
  readonly orders: ReadonlyMap<string, CalledOrder>;
  readonly effects: ReadonlyMap<string, number>;
  token: string | null;
  fault: WriteFault | null;
  place: PlaceCall;
  /** @param more fields that the call has besides */
  create(more?: Readonly<Record<string, string>>): Promise<CalledOrder>;
  pay(id: string): Promise<void>;
  finish(id: string): Promise<void>;
  /** Asks whether the shop will ship; the call waits for the answer. */
  ask(id: string): Promise<void>;
  /** Does nothing for an order that is shipped. */
  ship(token: string, id: string): void;
}

export const CALL_SECRET = 'the-secret-of-the-bell';

/** A call of the channel, signed as of now. */
export function signedCall(content: object, now: Date): ChannelCall {
  const body = Buffer.from(JSON.stringify(content));
  const timestamp = String(now.getTime());
  const query = `timestamp=${timestamp}&sign=${callSign(timestamp, body)}`;
  return { method: 'POST', query, headers: { 'content-type': 'application/json' }, body };
}

/** The signature of a call: over its time and its body. */
export function callSign(timestamp: string, body: Uint8Array): string {
  return createHmac('sha256', CALL_SECRET).update(timestamp).update(body).digest('hex');
}

/** An empty channel whose late effects come by the clock. */
export function createCallerServer(clock: Clock, lateMs: number): CallerServer {
  const orders = new Map<string, CalledOrder>();
  const effects = new Map<string, number>();
  const find = (id: string): CalledOrder => {
    const order = orders.get(id);
    if (!order) throw new ToyError('NOT_FOUND');
    return order;
  };
  const call = async (content: object): Promise<string> => {
    const { status, body } = await server.place(() => signedCall(content, clock.now()));
    if (status !== 200) throw new Error(`The hub answered a call with ${status}.`);
    return body;
  };
  const deliver = (order: CalledOrder): void => {
    if (order.state !== 'PAID') return;
    order.state = 'SHIPPED';
    effects.set(order.id, (effects.get(order.id) ?? 0) + 1);
  };

  const server: CallerServer = {
    orders,
    effects,
    token: 'bell-token-1',
    fault: null,
    place: () => Promise.reject(new Error('nobody is connected')),
    async create(more = {}) {
      const id = String(9_007_199_254_740_993n + BigInt(orders.size));
      const buyer = { name: `Buyer Number ${orders.size}`, phone: `1390013${String(orders.size).padStart(4, '0')}` };
      const order: CalledOrder = { id, state: 'NEW', buyer, amount: 1_990 };
      orders.set(id, order);
      await call({ id, event: 'NEW', buyer, amount: order.amount, ...more });
      return order;
    },
    async pay(id) {
      find(id).state = 'PAID';
      await call({ id, event: 'PAID' });
    },
    async finish(id) {
      find(id).state = 'DONE';
      await call({ id, event: 'DONE' });
    },
    async ask(id) {
      const order = find(id);
      order.state = 'ASKED';
      if ((await call({ id, event: 'ASKED' })) !== `${id} ACCEPTED`) return;
      order.state = 'ACCEPTED';
      effects.set(id, (effects.get(id) ?? 0) + 1);
    },
    ship(token, id) {
      if (server.token === null || token !== server.token) throw new ToyError('SESSION');
      const order = find(id);
      const { fault } = server;
      server.fault = null;
      if (fault === 'effect-late') clock.schedule(lateMs, () => deliver(order));
      if (fault === null || fault === 'answer-lost') deliver(order);
      if (fault !== null) throw new ToyError('TIMEOUT');
    },
  };
  return server;
}
