import { afterEach, describe, expect, it } from 'vitest';

import { FLIGHT_NAMES, renamed } from '../src/wire.ts';
import type { FlightNames } from '../src/wire.ts';
import { dayLater, openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FlightOrderView } from './sandbox.ts';

let desk: FlightHub;

afterEach(async () => {
  await desk.close();
});

const LONGER_THAN_THE_WINDOW_MS = 70_000;

/** A channel that does not echo the merchant's own numbers: the adapter looks for them under names that nobody sends. */
const WITHOUT_OWN_NUMBERS = renamed((name, path) =>
  path === 'refund.outRefundNumber' || path === 'change.outChangeNumber' ? `${name}_nowhere` : name,
);

const OTHERWISE = renamed((name, _path, assumed) => (assumed ? `in_truth_${name}` : name));

describe('where the channel does not echo the merchant’s own numbers', () => {
  it.each(['lost-answer', 'lost-request'] as const)('a refund is found by whose and when after a %s', async (kind) => {
    desk = await openFlightHub(FLIGHT_NAMES, WITHOUT_OWN_NUMBERS);
    const order = await desk.order({ adults: 2 });
    const [first, second] = order.passengers.map(({ id }) => id);
    // Somebody else's refund at the same time must not be taken for it.
    await refund(order, 'other', [second]);
    desk.sandbox.control.setFaults({ calls: [{ kind, method: FLIGHT_NAMES.method.refundCreate, count: 1 }] });
    const command = await desk.later(await refund(order, 'own', [first]), LONGER_THAN_THE_WINDOW_MS);
    const { refunds } = desk.sandbox.control.flight.order(order.id);
    expect(command).toMatchObject({ state: 'SUCCEEDED', result: { refundReference: refunds[1]?.id } });
    expect(refunds).toHaveLength(2);
  });

  it.each(['lost-answer', 'lost-request'] as const)('a change is found by whose and when after a %s', async (kind) => {
    desk = await openFlightHub(FLIGHT_NAMES, WITHOUT_OWN_NUMBERS);
    const order = await desk.order({ adults: 2 });
    const [first, second] = order.passengers.map(({ id }) => id);
    const wish = await dayLater(desk, order);
    await desk.done('requestChange', 'other', { ...wish, itemReferences: [second] });
    desk.sandbox.control.setFaults({ calls: [{ kind, method: FLIGHT_NAMES.method.changeCreate, count: 1 }] });
    const sent = await desk.done('requestChange', 'own', { ...wish, itemReferences: [first] });
    const command = await desk.later(sent, LONGER_THAN_THE_WINDOW_MS);
    const { changes } = desk.sandbox.control.flight.order(order.id);
    expect(command).toMatchObject({ state: 'SUCCEEDED', result: { changeReference: changes[1]?.id } });
    expect(changes).toHaveLength(2);
  });
});

describe.each<[string, FlightNames]>([
  ['as they are believed to be', FLIGHT_NAMES],
  ['corrected in the table', OTHERWISE],
])('with the names %s', (_name, names) => {
  it('tickets are changed, paid for and given back', async () => {
    desk = await openFlightHub(names);
    const order = await desk.order();
    const requested = await desk.done('requestChange', 'change', await dayLater(desk, order));
    const quote = await desk.quoteOf(requested);
    expect(await desk.done('confirmChange', 'pay', { quote: quote?.id })).toMatchObject({ state: 'SUCCEEDED' });
    desk.sandbox.control.flight.advanceChange(quote?.changeReference ?? '', { to: 'ticketed' });
    await desk.sync(order.id);
    expect(await refund(order, 'refund', null)).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.sandbox.control.flight.order(order.id)).toMatchObject({
      changes: [{ status: 'ticketed' }],
      refunds: [{ status: 'requested' }],
    });
  });
});

async function refund(order: FlightOrderView, key: string, itemReferences: readonly (string | undefined)[] | null) {
  const quote = await desk.priced('refund', { orderReference: order.id, itemReferences, reason: 'VOLUNTARY' });
  return desk.done('confirmRefund', key, { quote: quote.id });
}
