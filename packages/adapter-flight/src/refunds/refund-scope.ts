import type { Allowed, CheckVerdict, InvalidField } from '@interline/core';

import { refundOf, routeSegments, unknownNames } from '../order-parts.ts';
import type { OrderParts } from '../order-parts.ts';

/** Whose tickets, on which flights. */
export interface RefundScope {
  readonly passengers: readonly string[];
  /** Empty where the channel tells no flights. */
  readonly segments: readonly string[];
}

/** What a caller named; null for all. */
export interface NamedScope {
  readonly itemReferences: readonly string[] | null;
  readonly segments: readonly string[] | null;
}

/** What the caller's names come to in this order, or why they cannot be refunded. */
export function refundScope(
  order: OrderParts,
  named: NamedScope,
): { readonly scope: RefundScope } | { readonly refused: Exclude<CheckVerdict, { allowed: true }> } {
  const items = order.items.map(({ reference }) => reference);
  const route = routeSegments(order).map(({ id }) => id);
  const invalid: InvalidField[] = [
    ...unknownNames(named.itemReferences, items, 'itemReferences', 'item'),
    ...unknownNames(named.segments, route, 'segments', 'segment'),
  ];
  if (invalid.length > 0) return { refused: { invalid } };

  const isLeft = (item: string, segment: string | null) => refundOf(order, item, segment) === undefined;
  const flights = named.segments ?? (route.length === 0 ? [null] : route);
  const passengers = named.itemReferences ?? items.filter((item) => flights.some((flight) => isLeft(item, flight)));
  const wanted = flights.filter((flight) => named.segments !== null || passengers.some((item) => isLeft(item, flight)));
  const segments = wanted.length === 0 ? flights : wanted;
  const taken = passengers.flatMap((item) =>
    segments.flatMap((segment) => {
      const refund = refundOf(order, item, segment);
      return refund === undefined ? [] : [`item ${item}${segment === null ? '' : ` on ${segment}`} (refund ${refund})`];
    }),
  );
  if (passengers.length === 0) return { refused: alreadyRefunded('every ticket of the order') };
  if (taken.length > 0) return { refused: alreadyRefunded(taken.join(', ')) };
  return { scope: { passengers, segments: segments.filter((segment) => segment !== null) } };
}

function alreadyRefunded(what: string): Extract<Allowed, { allowed: false }> {
  return {
    allowed: false,
    code: 'ALREADY_REFUNDED',
    reason: `Already refunded, or being refunded: ${what}. Name only items and segments that are not.`,
  };
}
