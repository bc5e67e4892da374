import type { Clock } from '@interline/core';

/** What the toy channel answers: one order, one item. */
export interface ToyOrder {
  readonly id: string;
  readonly createdAt: string;
  modifiedAt: string;
  state: 'NEW' | 'PAID' | 'SHIPPED' | 'DONE';
  readonly buyer: { readonly name: string; readonly phone: string };
  /** Cents. */
  readonly amount: number;
}

export class ToyError extends Error {
  readonly code: 'SESSION' | 'TIMEOUT' | 'NOT_FOUND' | 'STATE';

  constructor(code: ToyError['code']) {
    super(`toy channel: ${code}`);
    this.name = 'ToyError';
    this.code = code;
  }
}

/** A channel in a hundred lines: answers calls, sends messages, and can be broken. */
export interface ToyServer {
  readonly orders: ReadonlyMap<string, ToyOrder>;
  readonly effects: ReadonlyMap<string, number>;
  sent: number;
  token: string | null;
  fault: 'answer-lost' | 'request-lost' | 'effect-late' | null;
  onMessage: ((id: string, orderId: string) => Promise<void>) | null;
  create(state?: ToyOrder['state']): ToyOrder;
  advance(id: string): boolean;
  query(token: string, id: string): string;
  search(token: string, from: Date, to: Date): string[];
  ship(token: string, id: string): void;
}

const STATES = ['NEW', 'PAID', 'SHIPPED', 'DONE'] as const;

/** An empty channel whose late effects come by the clock. */
export function createToyServer(clock: Clock, lateMs: number): ToyServer {
  const orders = new Map<string, ToyOrder>();
  const effects = new Map<string, number>();

  const tell = (order: ToyOrder): void => {
    order.modifiedAt = clock.now().toISOString();
    server.sent += 1;
    void server.onMessage?.(`m-${server.sent}`, order.id);
  };
  const check = (token: string): void => {
    if (server.token === null || token !== server.token) throw new ToyError('SESSION');
  };
  const find = (id: string): ToyOrder => {
    const order = orders.get(id);
    if (!order) throw new ToyError('NOT_FOUND');
    return order;
  };
  const shipNow = (order: ToyOrder): void => {
    order.state = 'SHIPPED';
    effects.set(order.id, (effects.get(order.id) ?? 0) + 1);
    tell(order);
  };

  const server: ToyServer = {
    orders,
    effects,
    sent: 0,
    token: 'toy-token-1',
    fault: null,
    onMessage: null,
    create(state = 'NEW') {
      const id = String(9_007_199_254_740_993n + BigInt(orders.size));
      const now = clock.now().toISOString();
      const buyer = { name: `Buyer Number ${orders.size}`, phone: `1380013${String(orders.size).padStart(4, '0')}` };
      const order: ToyOrder = { id, createdAt: now, modifiedAt: now, state, buyer, amount: 1_990 };
      orders.set(id, order);
      tell(order);
      return order;
    },
    advance(id) {
      const order = find(id);
      const next = STATES[STATES.indexOf(order.state) + 1];
      if (next === undefined) return false;
      order.state = next;
      tell(order);
      return true;
    },
    query(token, id) {
      check(token);
      return JSON.stringify(find(id));
    },
    search(token, from, to) {
      check(token);
      return [...orders.values()]
        .filter(({ createdAt }) => createdAt >= from.toISOString() && createdAt < to.toISOString())
        .map(({ id }) => id);
    },
    ship(token, id) {
      check(token);
      const order = find(id);
      if (order.state !== 'PAID') throw new ToyError('STATE');
      const { fault } = server;
      server.fault = null;
      if (fault === 'effect-late') clock.schedule(lateMs, () => shipNow(order));
      if (fault === null || fault === 'answer-lost') shipNow(order);
      if (fault !== null) throw new ToyError('TIMEOUT');
    },
  };
  return server;
}
