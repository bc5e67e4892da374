import type { ShipOrderView } from './sandbox.ts';

/** The merchant's answer to an order. */
export function decision({ id }: ShipOrderView, accept: boolean): object {
  const orderReference = id;
  return accept
    ? { orderReference, accept, agentOrderNumber: `A-${id}` }
    : { orderReference, accept, code: 'SOLD_OUT' };
}

/** A report of all tickets of an order in one of two wordings, or of a failure. */
export function ticketsReport(order: ShipOrderView, wording: 0 | 1 | 'failed'): object {
  const { id: orderReference, passengers, ticketCount, total } = order;
  if (wording === 'failed') return { orderReference, failed: { code: 'NO_TICKET' } };
  const each = ticketCount / passengers.length;
  const issued = {
    ticketCount,
    totalPrice: String(total),
    gate: `${wording}`,
    passengers: passengers.map(({ id, price }, place) => ({
      itemReference: id,
      tickets: Array.from({ length: each }, (_, index) => ({
        ticketId: `${wording}-${place + 1}-${index + 1}`,
        price: String(index === 0 ? price - (each - 1) * 1_000 : 1_000),
        kind: 'SHIP',
        number: `N-${place + 1}-${index + 1}`,
      })),
    })),
  };
  return { orderReference, issued };
}

/** A report of a refund of one ticket, or of the whole order: what it cost, 1 yuan less, or that it failed. */
export function refundReport(order: ShipOrderView, ticketId: string | null, wording: 0 | 1 | 'failed'): object {
  const { id: orderReference, tickets } = order;
  if (wording === 'failed') return { orderReference, ticketId, failed: { code: 7 } };
  const own = tickets.filter(({ id }) => ticketId === null || id === ticketId);
  const price = own.reduce((sum, ticket) => sum + ticket.price, 0);
  return { orderReference, ticketId, refunded: { amount: String(price - wording * 100) } };
}
