import type { Allowed, CheckVerdict, ChangeStatus, InvalidField, JsonObject } from '@interline/core';

import { isAbout, refundOf, routeSegments, unknownNames } from '../order-parts.ts';
import type { OrderParts } from '../order-parts.ts';
import type { RequestChangeInput } from './change-input.ts';

/** What the rules of changing look at: true of the stored facts and of a snapshot alike. */
export interface ChangeableOrder extends OrderParts {
  readonly changes?: readonly {
    readonly reference: string;
    readonly itemReference: string | null;
    readonly status: ChangeStatus;
    readonly detail: JsonObject;
  }[];
}

type Wish = Pick<RequestChangeInput, 'itemReferences' | 'segments'>;
type Refused = Exclude<CheckVerdict, { allowed: true }>;

/** Whose tickets the wish comes to in this order, or why they cannot be changed. */
export function changeScope(
  order: ChangeableOrder,
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
  order: ChangeableOrder,
  item: string,
  segments: readonly string[],
): Extract<Allowed, { allowed: false }> | undefined {
  const change = order.changes?.find((candidate) => OPEN.has(candidate.status) && isAbout(candidate, item));
  if (change) {
    return refused(
      'CHANGE_OPEN',
      `Item ${item} is in change ${change.reference}: pay or cancel that, or wait until it is carried out.`,
    );
  }
  const flights: readonly (string | null)[] = segments.length === 0 ? [null] : segments;
  const refund = flights.map((flight) => refundOf(order, item, flight)).find((found) => found !== undefined);
  if (refund !== undefined) {
    return refused('ALREADY_REFUNDED', `Item ${item} is refunded, or being refunded, by refund ${refund}.`);
  }
  return hasTicket(order, item, segments)
    ? undefined
    : refused('NOT_TICKETED', `Item ${item} has no ticket yet: wait for it.`);
}

/** Statuses in which a change stands in the way of another. */
const OPEN: ReadonlySet<ChangeStatus> = new Set<ChangeStatus>([
  'REQUESTED',
  'AWAITING_PAYMENT',
  'AWAITING_FULFILMENT',
  'UNKNOWN',
]);

/** Where the channel tells of no tickets, it judges. */
function hasTicket({ tickets = [] }: ChangeableOrder, item: string, segments: readonly string[]): boolean {
  if (tickets.length === 0) return true;
  const own = tickets.filter(({ itemReference, status }) => itemReference === item && status === 'ISSUED');
  const covers = (segment: string) =>
    own.some(({ detail }) => detail['segment'] === undefined || detail['segment'] === segment);
  return own.length > 0 && segments.every(covers);
}

function refused(code: string, reason: string): Extract<Allowed, { allowed: false }> {
  return { allowed: false, code, reason };
}
