import type { NewDossierEntry } from '@interline/core';

import { ORDER, PEOPLE } from './ship-calls.ts';

/** That the tickets of the order of `ship-calls.ts` are issued: T-1 and T-2. */
export function ticketsReported(): NewDossierEntry {
  const nothing = { number: null, electronicNumber: null, secret: null, seat: null, title: null, description: null };
  const passengers = PEOPLE.map(({ passenger_id: passengerId, ticket_price: price }, index) => ({
    passengerId,
    tickets: [{ id: `T-${index + 1}`, price: String(price), type: '1', subType: '11', expiresAt: null, ...nothing }],
  }));
  const content = {
    via: 'report',
    agentOrderNumber: ORDER,
    passengers,
    pickUp: { place: '蛇口', number: '344420', secret: '4502039' },
    gate: '3',
    shipNumber: null,
    message: null,
  };
  return { kind: 'tickets.reported', key: 'tickets', content };
}
