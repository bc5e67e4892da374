import { describeWire } from '@interline/adapter-testing';
import { expect, it } from 'vitest';

import { ASSUMED_NAMES, FLIGHT_NAMES, FLIGHT_WORDS, renamed } from '../src/wire.ts';

const { orderStatus, refundStatus, ticketStatus } = FLIGHT_WORDS;

describeWire({
  package: new URL('../', import.meta.url),
  names: FLIGHT_NAMES,
  assumed: ASSUMED_NAMES,
  words: Object.values(FLIGHT_WORDS).flatMap((table) => Object.values(table).map(String)),
  explained: { Words: [orderStatus, refundStatus, ticketStatus].flatMap((table) => Object.values<string>(table)) },
});

it('the table is renamed as a whole, and tells which names are assumed', () => {
  const marked = renamed((name, _path, assumed) => (assumed ? `x_${name}` : name));
  expect(marked.ticket.number).toBe(`x_${FLIGHT_NAMES.ticket.number}`);
  expect(marked.order.orderId).toBe(FLIGHT_NAMES.order.orderId);
});
