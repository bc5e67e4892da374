import type { Allowed, CheckVerdict, InvalidField } from '@interline/core';

import { changeOf, holds, refundOf, routeSegments, unknownNames } from '../order-parts.ts';
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

  const isLeft = (item: string, segment: string | null) =>
    holds(order, item, segment) && refundOf(order, item, segment) === undefined;
  const flights = named.segments ?? (route.length === 0 ? [null] : route);
  const passengers = named.itemReferences ?? items.filter((item) => flights.some((flight) => isLeft(item, flight)));
  const wanted = flights.filter((flight) => named.segments !== null || passengers.some((item) => isLeft(item, flight)));
  const segments = wanted.length === 0 ? flights : wanted;
  if (passengers.length === 0)
    return { refused: alreadyRefunded(`every ticket of ${items.length === 1 ? `item ${items[0]}` : 'the order'}`) };
  const places = passengers
    .flatMap((item) => segments.map((segment) => ({ item, segment })))
    .filter(({ item, segment }) => holds(order, item, segment));
  const refused =
    inRefund(order, places) ?? inChange(order, places) ?? (places.length === 0 ? notFlown(passengers) : undefined);
  return refused ? { refused } : { scope: { passengers, segments: segments.filter((segment) => segment !== null) } };
}

interface Place {
  readonly item: string;
  readonly segment: string | null;
}

type Refused = Extract<Allowed, { allowed: false }>;

function inRefund(order: OrderParts, places: readonly Place[]): Refused | undefined {
  const taken = places.flatMap(({ item, segment }) => {
    const refund = refundOf(order, item, segment);
    return refund === undefined ? [] : [`${described(item, segment)} (refund ${refund})`];
  });
  return taken.length === 0 ? undefined : alreadyRefunded(taken.join(', '));
}

/** A ticket that is being changed cannot be given back: it is about to be another one. */
function inChange(order: OrderParts, places: readonly Place[]): Refused | undefined {
  const taken = places.flatMap(({ item, segment }) => {
    const change = changeOf(order, item, segment);
    return change === undefined ? [] : [`${described(item, segment)} (change ${change})`];
  });
  if (taken.length === 0) return undefined;
  const reason = `Being changed: ${taken.join(', ')}. Cancel the change, or wait until it is carried out.`;
  return { allowed: false, code: 'CHANGE_OPEN', reason };
}

function notFlown(passengers: readonly string[]): Refused {
  const reason = `None of these flights is flown by ${passengers.map((item) => `item ${item}`).join(', ')}: the tickets were changed to other flights. Name those.`;
  return { allowed: false, code: 'NOT_HELD', reason };
}

function described(item: string, segment: string | null): string {
  return `item ${item}${segment === null ? '' : ` on ${segment}`}`;
}

function alreadyRefunded(what: string): Refused {
  return {
    allowed: false,
    code: 'ALREADY_REFUNDED',
    reason: `Already refunded, or being refunded: ${what}. Name only items and segments that are not.`,
  };
}
