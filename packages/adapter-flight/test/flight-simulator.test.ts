import { createManualClock } from '@interline/adapter-testing';
import { expect, it } from 'vitest';

import { FLIGHT_WORDS } from '../src/wire.ts';
import { startFlightSimulator } from './flight-simulator.ts';

/** As many as the conformance suite plays. */
const ORDERS = 25;

it('plays every state of an order that is told of, of tickets, refunds and changes, supplements and moved flights', async () => {
  const clock = createManualClock();
  const simulator = await startFlightSimulator({ clock, seed: 1, command: null });
  try {
    const seen = new Set<string>();
    const look = () => {
      for (const { channelStatus, tickets = [], refunds = [], changes = [], notices } of simulator.truth()) {
        seen.add(`order ${channelStatus}`);
        for (const ticket of tickets) seen.add(`ticket ${ticket.channelStatus}`);
        for (const refund of refunds) seen.add(`refund ${refund.channelStatus}`);
        for (const refund of refunds) if (refund.amount?.endsWith('10')) seen.add('supplement');
        for (const change of changes) seen.add(`change ${change.channelStatus}`);
        if (notices) seen.add('moved flight');
      }
    };
    let alive: string[] = [];
    while (alive.length < ORDERS) alive.push(await simulator.createOrder());
    look();
    while (alive.length > 0) {
      const moved: string[] = [];
      for (const order of alive) if (await simulator.advanceOrder(order)) moved.push(order);
      alive = moved;
      clock.advance(2_000);
      look();
    }
    const { orderStatus, ticketStatus, refundStatus, changeStatus } = FLIGHT_WORDS;
    const { booked: _untold, paying: _byNobody, ...told } = orderStatus;
    const { submitted: _offeredAtOnce, ...changed } = changeStatus;
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...Object.values(told).map((word) => `order ${word}`),
        ...Object.values(ticketStatus).map((word) => `ticket ${word}`),
        ...Object.values(refundStatus).map((word) => `refund ${word}`),
        ...Object.values(changed).map((number) => `change ${number}`),
        'supplement',
        'moved flight',
      ]),
    );
  } finally {
    await simulator.close();
  }
});
