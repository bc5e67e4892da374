import { compareOrders, noDossiers, timelineFaults } from '@interline/adapter-testing';
import { silentLogger } from '@interline/core';
import type { OrderSnapshot } from '@interline/core';
import { applySnapshots, shopTokens, workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { createFlightAdapter } from '../src/adapter.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import { openMessagePost } from './message-post.ts';
import type { FlightOrderView } from './sandbox.ts';
import { trueFlightOrder } from './true-flight-order.ts';

// Invariants 1, 2 and 5 to 7 for flights are also proven by the conformance suite and by the random desks of
// one-effect.property.test.ts; 4 by the core, for whatever source; 8 is of channels that sell; 9 by refunds.test.ts.

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const { method } = FLIGHT_NAMES;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
  desk.sandbox.control.flight.setPolicy({ acceptsSecondPayment: true, paymentSeconds: 3_600 });
});

afterEach(() => desk.close());

it('invariant 1: a state that is told by message, told again and found by a search stands once in the timeline', async () => {
  const post = await openMessagePost(desk);
  try {
    const { id } = await desk.order({ advance: 'paid' });
    desk.sandbox.control.flight.advanceOrder(id, { to: 'ticketed' });
    const messages = await post.take();
    await post.deliver([...messages, ...messages]);
    await desk.hub.settle();
    await post.deliver(messages);
    await desk.sync(id);
    expect(await timelineFaults(desk.hub.database, desk.shop.id)).toEqual([]);
    await expectTruth();
  } finally {
    await post.stop();
  }
});

it('invariant 2: the refund message of an order of 60 days ago still moves it', async () => {
  const post = await openMessagePost(desk);
  try {
    const { id } = await desk.order();
    const [refund] = desk.sandbox.control.flight.applyForRefund(id).refunds;
    await post.deliver(await post.take());
    await desk.hub.settle();
    desk.hub.clock.advance(60 * DAY_MS);
    desk.sandbox.control.flight.advanceRefund(refund?.id ?? '', { to: 'refunded' });
    desk.sandbox.control.flight.supplementRefund(refund?.id ?? '', { amount: 0.1 });
    await post.deliver(await post.take());
    await desk.hub.settle();
    await expectTruth();
  } finally {
    await post.stop();
  }
});

it('invariant 3: of two workers the one with the older answer is the later to write, and changes nothing', async () => {
  const { id } = await desk.order();
  const { flight } = desk.sandbox.control;
  const [refund] = flight.applyForRefund(id).refunds;
  const older = await seen(id);
  desk.hub.clock.advance(1_000);
  // An approval has no time of its own, so nothing in the answers tells which of them is newer.
  flight.advanceRefund(refund?.id ?? '', { to: 'approved' });
  const newer = await seen(id);
  expect(newer.snapshot.modifiedAt).toEqual(older.snapshot.modifiedAt);
  for (const { snapshot, observedAt } of [newer, older]) {
    await applySnapshots(desk.hub.context, [{ shop: desk.shop, snapshot, observedAt, cause: 'MANUAL' }]);
  }
  await expectTruth();
});

it('invariant 5: what was paid on the platform’s own pages meanwhile is not paid again', async () => {
  const order = await unpaid();
  desk.sandbox.control.flight.advanceOrder(order.id, { to: 'paid' });
  const payment = { orderReference: order.id, expectedTotal: String(order.total) };
  expect(await desk.done('pay', 'one', payment)).toMatchObject({ state: 'FAILED', code: 'ALREADY_PAID' });
  expect(desk.sandbox.control.flight.order(order.id).received).toBe(order.total);
});

it('invariant 6: a payment that lands between the proof of its absence and the next sending is not sent again', async () => {
  const { hub, sandbox } = desk;
  const order = await unpaid();
  sandbox.control.setFaults({
    calls: [{ kind: 'timeout-before-effect', method: method.pay, count: 1, seconds: 5 * 60 + 2 }],
  });
  const payment = { orderReference: order.id, expectedTotal: String(order.total) };
  const command = await desk.done('pay', 'one', payment);
  expect(command).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
  hub.clock.advance(5 * MINUTE_MS);
  // One turn: the channel is asked, shows no trace, and the command waits to be sent again.
  await workCommands(hub.context, { limit: 1 });
  expect(sandbox.control.flight.order(order.id).received).toBe(0);
  expect(await desk.later(command, 10_000)).toMatchObject({ state: 'SUCCEEDED' });
  expect(sandbox.control.flight.order(order.id).received).toBe(order.total);
  expect(desk.ledger('pay', 'attempt')).toHaveLength(1);
});

it('invariant 6: the payment of a change that lands 40 seconds after the time-out is the only one', async () => {
  const { sandbox } = desk;
  const { id: orderReference } = await desk.order();
  const [change] = sandbox.control.flight.applyForChange(orderReference).changes;
  await desk.sync(orderReference);
  const quote = await desk.priced('change', { orderReference, changeReference: change?.id ?? '' });
  sandbox.control.setFaults({
    calls: [{ kind: 'timeout-before-effect', method: method.changePay, count: 1, seconds: 40 }],
  });
  let command = await desk.done('confirmChange', 'one', { quote: quote.id });
  expect(command).toMatchObject({ state: 'UNKNOWN' });
  for (let passed = 0; passed < 2 * MINUTE_MS; passed += 10_000) command = await desk.later(command, 10_000);
  expect(command).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
  expect(desk.ledger('changePay', 'effect')).toHaveLength(1);
});

/** An order that the hub knows and nobody has paid. */
async function unpaid(): Promise<FlightOrderView> {
  const order = desk.sandbox.control.flight.createOrder();
  await desk.sync(order.id);
  return order;
}

/** An order as a worker sees it now, and when it began to look. */
async function seen(reference: string): Promise<{ readonly snapshot: OrderSnapshot; readonly observedAt: Date }> {
  const { hub, shop, sandbox } = desk;
  const { context } = hub;
  const adapter = createFlightAdapter();
  const { key: appKey, secret: appSecret } = sandbox.app;
  const services = { clock: context.clock, random: context.random, logger: silentLogger };
  const config = { gatewayUrl: sandbox.gatewayUrl, messages: 'pull', appKey, appSecret };
  const buyer = sandbox.control.shops().find(({ channel }) => channel === 'flight');
  const observedAt = context.clock.now();
  const snapshot = await adapter.fetchOrder(
    {
      connection: adapter.open(adapter.config.parse(config), services),
      shop,
      session: { accessToken: buyer?.session ?? '' },
      services,
      signal: new AbortController().signal,
      dossiers: noDossiers,
      ...shopTokens(context.sealer, shop),
    },
    reference,
  );
  return { snapshot, observedAt };
}

async function expectTruth(): Promise<void> {
  const orders = desk.sandbox.control.flight.orders().map(trueFlightOrder);
  const { hub, truth } = await compareOrders(desk.hub.database, desk.shop.id, orders);
  expect(hub).toEqual(truth);
}
