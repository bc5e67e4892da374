import type { Clock } from '@interline/core';

/** What the toy channel answers: one order, one item. */
export interface ToyOrder {
  readonly id: string;
  readonly createdAt: string;
  modifiedAt: string;
  state: 'NEW' | 'PAID' | 'SHIPPED' | 'DONE' | 'RETURNED';
  readonly buyer: { readonly name: string; readonly phone: string };
  /** Cents. */
  readonly amount: number;
  /** The buyer's own number, of an order that was bought by call. */
  readonly number?: string;
}

export class ToyError extends Error {
  readonly code: 'SESSION' | 'TIMEOUT' | 'NOT_FOUND' | 'STATE';

  constructor(code: ToyError['code']) {
    super(`toy channel: ${code}`);
    this.name = 'ToyError';
    this.code = code;
  }
}

/** A small channel: answers calls, sends messages, and can be broken. */
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
  /** @param fee what the channel keeps, in cents; it must be what {@link ToyServer.returnFee} says */
  giveBack(token: string, id: string, fee: number): void;
  returnFee(token: string, id: string): number;
  /** Makes a paid order; the same number twice makes two. @returns its id */
  buy(token: string, number: string, name: string): string;
  findBought(token: string, number: string): string | undefined;
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
  const put = (order: ToyOrder, state: 'SHIPPED' | 'RETURNED'): void => {
    order.state = state;
    effects.set(order.id, (effects.get(order.id) ?? 0) + 1);
    tell(order);
  };
  /** Takes an effect, now, late or never, as the fault has it. */
  const take = <Result>(effect: () => Result): Result => {
    const { fault } = server;
    server.fault = null;
    if (fault === null) return effect();
    if (fault === 'effect-late') clock.schedule(lateMs, () => void effect());
    if (fault === 'answer-lost') effect();
    throw new ToyError('TIMEOUT');
  };
  const findPaid = (token: string, id: string): ToyOrder => {
    check(token);
    const order = find(id);
    if (order.state !== 'PAID') throw new ToyError('STATE');
    return order;
  };
  const create = (state: ToyOrder['state'], more: Pick<ToyOrder, 'number'> = {}, name?: string): ToyOrder => {
    const id = String(9_007_199_254_740_993n + BigInt(orders.size));
    const now = clock.now().toISOString();
    const phone = `1380013${String(orders.size).padStart(4, '0')}`;
    const buyer = { name: name ?? `Buyer Number ${orders.size}`, phone };
    const order: ToyOrder = { id, createdAt: now, modifiedAt: now, state, buyer, amount: 1_990, ...more };
    orders.set(id, order);
    tell(order);
    return order;
  };

  const server: ToyServer = {
    orders,
    effects,
    sent: 0,
    token: 'toy-token-1',
    fault: null,
    onMessage: null,
    create: (state = 'NEW') => create(state),
    advance(id) {
      const order = find(id);
      const next = order.state === 'RETURNED' ? undefined : STATES[STATES.indexOf(order.state) + 1];
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
      const order = findPaid(token, id);
      take(() => put(order, 'SHIPPED'));
    },
    returnFee: (token, id) => Math.round(findPaid(token, id).amount / 10),
    giveBack(token, id, fee) {
      const order = findPaid(token, id);
      if (fee !== server.returnFee(token, id)) throw new ToyError('STATE');
      take(() => put(order, 'RETURNED'));
    },
    buy(token, number, name) {
      check(token);
      return take(() => create('PAID', { number }, name).id);
    },
    findBought(token, number) {
      check(token);
      return [...orders.values()].find((order) => order.number === number)?.id;
    },
  };
  return server;
}
