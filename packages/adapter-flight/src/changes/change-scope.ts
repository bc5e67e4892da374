import type { Allowed, CheckVerdict, InvalidField } from '@interline/core';

import { changeOf, holds, refundOf, routeSegments, unknownNames } from '../order-parts.ts';
import type { OrderParts } from '../order-parts.ts';
import type { RequestChangeInput } from './change-input.ts';

type Wish = Pick<RequestChangeInput, 'itemReferences' | 'segments'>;
type Refused = Exclude<CheckVerdict, { allowed: true }>;

/** Whose tickets the wish comes to in this order, or why they cannot be changed. */
export function changeScope(
  order: OrderParts,
  wish: Wish,
  now: Date,
): { readonly passengers: readonly string[] } | { readonly refused: Refused } {
  const items = order.items.map(({ reference }) => reference);
  const route = routeSegments(order).map(({ id }) => id);
  const segments = wish.segments.map(({ segment }) => segment);
  const invalid: InvalidField[] = [
    ...unknownNames(wish.itemReferences, items, 'itemReferences', 'item'),
    ...wish.segments.flatMap(({ segment, departure }, index) => [
      ...unknownNames([segment], route, '', 'segment').map(({ message }) => ({
        path: `segments[${index}].segment`,
        message,
      })),
      ...(new Date(departure) > now ? [] : [{ path: `segments[${index}].departure`, message: 'the flight has left' }]),
    ]),
  ];
  if (invalid.length > 0) return { refused: { invalid } };

  const obstacles = new Map(items.map((item) => [item, obstacleOf(order, item, segments)]));
  const passengers = wish.itemReferences ?? items.filter((item) => obstacles.get(item) === undefined);
  const barred = (passengers.length === 0 ? items : passengers).flatMap((item) => obstacles.get(item) ?? []);
  const [first] = barred;
  if (first === undefined) return { passengers };
  return { refused: { ...first, reason: barred.map(({ reason }) => reason).join(' ') } };
}

/** Why the passenger's tickets on these flights cannot be changed; undefined when they can. */
export function obstacleOf(
  order: OrderParts,
  item: string,
  segments: readonly string[],
): Extract<Allowed, { allowed: false }> | undefined {
  const flights: readonly (string | null)[] = segments.length === 0 ? [null] : segments;
  const change = flights.map((flight) => changeOf(order, item, flight)).find((found) => found !== undefined);
  if (change !== undefined) {
    return refused(
      'CHANGE_OPEN',
      `Item ${item} is in change ${change}: pay or cancel that, or wait until it is carried out.`,
    );
  }
  const refund = flights.map((flight) => refundOf(order, item, flight)).find((found) => found !== undefined);
  if (refund !== undefined) {
    return refused('ALREADY_REFUNDED', `Item ${item} is refunded, or being refunded, by refund ${refund}.`);
  }
  const notFlown = segments.filter((segment) => !holds(order, item, segment));
  if (notFlown.length > 0 && (order.tickets ?? []).some(isIssuedTo(item))) {
    return refused('NOT_HELD', `Item ${item} does not fly on ${notFlown.join(', ')}: name the flights of its tickets.`);
  }
  return hasTicket(order, item, segments)
    ? undefined
    : refused('NOT_TICKETED', `Item ${item} has no ticket yet: wait for it.`);
}

/** Where the channel tells of no tickets, it judges. */
function hasTicket({ tickets = [] }: OrderParts, item: string, segments: readonly string[]): boolean {
  if (tickets.length === 0) return true;
  const own = tickets.filter(isIssuedTo(item));
  const covers = (segment: string) =>
    own.some(({ detail }) => detail['segment'] === undefined || detail['segment'] === segment);
  return own.length > 0 && segments.every(covers);
}

function isIssuedTo(item: string) {
  return ({ itemReference, status }: NonNullable<OrderParts['tickets']>[number]) =>
    itemReference === item && status === 'ISSUED';
}

function refused(code: string, reason: string): Extract<Allowed, { allowed: false }> {
  return { allowed: false, code, reason };
}
