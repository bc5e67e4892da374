import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { IssuedPassengerFacts } from '../entries.ts';

/** Why tickets cannot be the order's; a success cannot be corrected, so they are checked before. Quotes no person. */
export function issuedProblems(
  { created, passengers }: Pick<ShipOrderState, 'created' | 'passengers'>,
  issued: readonly IssuedPassengerFacts[],
): string[] {
  const tickets = issued.flatMap((each) => each.tickets);
  const wanted = new Set(passengers.map(({ reference }) => reference));
  const given = new Set(issued.map(({ passengerId }) => passengerId));
  const sum = tickets.reduce((whole, { price }) => whole + BigInt(price), 0n);
  const { ticketCount = 0, total = '0' } = created?.request ?? {};
  return [
    ...(given.size === issued.length ? [] : ['a passenger is there twice']),
    ...([...given].every((passengerId) => wanted.has(passengerId)) ? [] : ['a ticket is of no passenger of the order']),
    ...([...wanted].every((passengerId) => given.has(passengerId)) ? [] : ['a passenger of the order has no ticket']),
    ...(new Set(tickets.map(({ id }) => id)).size === tickets.length ? [] : ['two tickets have one id']),
    ...(tickets.length === ticketCount ? [] : [`there are ${tickets.length} tickets, ordered were ${ticketCount}`]),
    ...(sum === BigInt(total) ? [] : [`the prices add up to ${sum} fen, paid were ${total}`]),
  ];
}
