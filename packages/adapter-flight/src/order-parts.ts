import type { ChangeStatus, InvalidField, JsonObject, RefundStatus, TicketStatus } from '@interline/core';
import { z } from 'zod';

/** What an order's rules look at: true of the stored facts and of a snapshot alike. */
export interface OrderParts {
  readonly detail: JsonObject;
  readonly items: readonly { readonly reference: string; readonly detail: JsonObject }[];
  readonly refunds: readonly Part<RefundStatus>[];
  readonly changes?: readonly Part<ChangeStatus>[];
  readonly tickets?: readonly Part<TicketStatus>[];
}

interface Part<Status> {
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: Status;
  readonly detail: JsonObject;
}

const Texts = z.array(z.string()).catch([]);

const Journeys = z
  .array(z.object({ segments: z.array(z.object({ id: z.string(), scheduleChange: z.unknown().optional() })) }))
  .catch([]);

/** A flight of the route, as far as the rules care. */
export interface RouteSegment {
  readonly id: string;
  /** The airline moved or cancelled it. */
  readonly isMoved: boolean;
}

/** The flights of the route, in order. */
export function routeSegments({ detail }: Pick<OrderParts, 'detail'>): RouteSegment[] {
  return Journeys.parse(detail['journeys'])
    .flatMap(({ segments }) => segments)
    .map(({ id, scheduleChange }) => ({ id, isMoved: scheduleChange !== undefined && scheduleChange !== null }));
}

/** The texts of a member of a detail. */
export function textsIn(detail: JsonObject, member: string): readonly string[] {
  return Texts.parse(detail[member]);
}

/** The refund, under way or done, that a passenger's place on a flight is in; undefined when it is in none. */
export function refundOf(
  { refunds }: Pick<OrderParts, 'refunds'>,
  item: string,
  segment: string | null,
): string | undefined {
  return refunds.find(
    (refund) => HOLDS.has(refund.status) && isAbout(refund, item) && isOn(textsIn(refund.detail, 'segments'), segment),
  )?.reference;
}

/**
 * The change, under way, that a passenger's place on a flight is in; undefined when it is in none. One whose status
 * nobody knows stands in nobody's way: the channel judges.
 *
 * @param segment null for any
 */
export function changeOf(
  { changes = [] }: Pick<OrderParts, 'changes'>,
  item: string,
  segment: string | null,
): string | undefined {
  return changes.find(
    (change) => UNDER_WAY.has(change.status) && isAbout(change, item) && isOn(changedIn(change.detail), segment),
  )?.reference;
}

/**
 * Whether a passenger has a place on a flight. After a change they do not all fly the same, and the tickets tell who
 * flies what; where the channel tells of none, it is taken for granted.
 */
export function holds({ tickets = [] }: Pick<OrderParts, 'tickets'>, item: string, segment: string | null): boolean {
  const own = tickets.filter(({ itemReference }) => itemReference === item);
  if (segment === null || own.some(({ detail }) => detail['segment'] === undefined)) return true;
  const isOfSegment = own.filter(({ detail }) => detail['segment'] === segment);
  return own.length === 0 || isOfSegment.some(({ status }) => status !== 'EXCHANGED');
}

/** Whether a refund or change is about an item. Without passengers it is about the one it belongs to, or about all. */
export function isAbout(
  { itemReference, detail }: Pick<Part<unknown>, 'itemReference' | 'detail'>,
  item: string,
): boolean {
  const passengers = textsIn(detail, 'passengers');
  if (passengers.length > 0) return passengers.includes(item);
  return itemReference === null || itemReference === item;
}

/** Whether two lists name the same, in any order. An empty list names all of `all`. */
export function sameNames(left: readonly string[], right: readonly string[], all: readonly string[]): boolean {
  const [a, b] = [left, right].map((names) => new Set(names.length === 0 ? all : names));
  return a !== undefined && b !== undefined && a.size === b.size && [...a].every((name) => b.has(name));
}

/** The names that the order does not have, as fields of the input. */
export function unknownNames(
  given: readonly string[] | null,
  known: readonly string[],
  field: string,
  what: string,
): InvalidField[] {
  return (given ?? []).flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          {
            path: `${field}[${index}]`,
            message: `the order has no ${what} ${name}; it has ${known.join(', ') || 'none'}`,
          },
        ],
  );
}

/** Statuses of a refund in which the ticket is given back, or about to be. */
const HOLDS: ReadonlySet<RefundStatus> = new Set<RefundStatus>([
  'REQUESTED',
  'AWAITING_RETURN',
  'RETURNED',
  'SUCCEEDED',
  'UNKNOWN',
]);

/** Statuses of a change in which the tickets are not to be touched. */
const UNDER_WAY: ReadonlySet<ChangeStatus> = new Set<ChangeStatus>([
  'REQUESTED',
  'AWAITING_PAYMENT',
  'AWAITING_FULFILMENT',
]);

const Changed = z.array(z.object({ segment: z.string() })).catch([]);

/** Ids of the flights that a change replaces. */
function changedIn(detail: JsonObject): readonly string[] {
  return Changed.parse(detail['segments']).map(({ segment }) => segment);
}

function isOn(segments: readonly string[], segment: string | null): boolean {
  return segment === null || segments.length === 0 || segments.includes(segment);
}
