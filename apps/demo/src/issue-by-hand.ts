import { diceOf } from './dice.ts';
import type { ShipOrder } from './ship-operations.ts';

const SEATS_IN_A_ROW = 'ABCDEF';

/**
 * Tickets for every passenger of an order, as `reportShipTickets` takes them. The same order gets the same tickets: they
 * may be reported again, and are the first report's then.
 */
export function issueByHand({ reference, agentOrderNumber, from, total, items }: ShipOrder): object {
  const dice = diceOf(`tickets ${reference}`);
  const row = 1 + (dice % 30);
  const passengers = items.map((item, place) => ({
    itemReference: item.reference,
    tickets: pricesOf(item).map((price, index) => ({
      ticketId: `${agentOrderNumber}-${place + 1}-${index + 1}`,
      price,
      number: String(diceOf(`${reference} ${place} ${index}`)).padStart(12, '8'),
      // What comes with the passage, such as the admission to an island, has no seat.
      ...(index === 0
        ? {
            kind: 'SHIP',
            subKind: 'OUTWARD',
            seat: `${row + Math.floor(place / 6)}${SEATS_IN_A_ROW.charAt(place % 6)}`,
          }
        : { kind: 'OTHER' }),
    })),
  }));
  return {
    ticketCount: passengers.reduce((sum, { tickets }) => sum + tickets.length, 0),
    totalPrice: total.minorUnits,
    passengers,
    pickUp: {
      place: `${from?.portName ?? ''}售票处`,
      number: String(dice).slice(0, 8),
      password: String(diceOf(`password ${reference}`)).slice(0, 6),
    },
    gate: `${1 + (dice % 6)}号检票口`,
  };
}

/** What a passenger paid, spread over his tickets, in fen: evenly, and the rest for the first. */
function pricesOf({ total, tickets }: ShipOrder['items'][number]): string[] {
  const count = BigInt(tickets.length);
  const whole = BigInt(total.minorUnits);
  return tickets.map((_, index) => (whole / count + (index === 0 ? whole % count : 0n)).toString());
}
