import { TICKETS } from './collect-hub.ts';
import { ORDER } from './ship-calls.ts';

/** A report of the tickets of the order with ids of its own, which no reservation system answers. */
export const REPORT = {
  orderReference: ORDER,
  issued: {
    ticketCount: 2,
    totalPrice: '18000',
    passengers: TICKETS.tickets.map(({ passengerId, ticketId, price }) => ({
      itemReference: passengerId,
      tickets: [{ ticketId: `own-${ticketId}`, price, kind: 'SHIP' }],
    })),
  },
};
