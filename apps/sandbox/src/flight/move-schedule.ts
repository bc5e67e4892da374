import type { FlightContext } from './context.ts';
import { dayOf } from './inventory/flights.ts';
import { publishFlightChange } from './messages.ts';
import { segmentsOf } from './order.ts';
import type { FlightChange, FlightOrder, FlightTimes, Segment } from './order.ts';

/** What an airline does to a flight of a day. */
export interface ScheduleMove {
  /** The flight as it is sold. */
  readonly flightNumber: string;
  /** `yyyy-MM-dd` in China, the day on which it was to leave. */
  readonly date: string;
  readonly cancelled: boolean;
  /** How many minutes later it leaves and arrives; for a flight that still flies. */
  readonly delayMinutes: number;
  /** The number under which it flies from now on. */
  readonly newFlightNumber: string | undefined;
  readonly reason: string;
  /** True when the message does not say which order it is about. */
  readonly withoutOrder: boolean;
}

/** Changes a flight of a day for everybody who holds a seat on it. Gives the orders that it is about. */
export function moveSchedule(context: FlightContext, move: ScheduleMove): readonly FlightOrder[] {
  const { store, clock, inventory } = context;
  const now = Math.floor(clock.now().getTime() / 1000) * 1000;
  const flight = inventory.timetable.flight(move.flightNumber);
  if (flight && move.cancelled) inventory.cancel(flight.operatingFlightNumber, move.date);
  const affected = store.all().flatMap((order) => {
    const segment = isOver(order) ? undefined : segmentsOf(order).find((candidate) => isMoved(candidate, move));
    return segment ? [{ order, change: changeOf(move, segment, now) }] : [];
  });
  for (const { order, change } of affected) {
    order.flightChanges.push(change);
    store.changed(order);
    if (!move.withoutOrder) publishFlightChange(context, { shop: order.shop, order: order.id, change });
  }
  if (move.withoutOrder) {
    for (const [shop, change] of new Map(affected.map(({ order, change }) => [order.shop, change]))) {
      publishFlightChange(context, { shop, order: undefined, change });
    }
  }
  return affected.map(({ order }) => order);
}

function isMoved({ flightNumber, departure }: Segment, move: ScheduleMove): boolean {
  return flightNumber === move.flightNumber && dayOf(departure) === move.date;
}

function isOver({ status }: FlightOrder): boolean {
  return status === 'closed' || status === 'ticketingFailed' || status === 'refunded';
}

function changeOf(move: ScheduleMove, segment: Segment, at: number): FlightChange {
  const { id: segmentId, flightNumber, depAirport, arrAirport, departure, arrival } = segment;
  const before: FlightTimes = { flightNumber, depAirport, arrAirport, departure, arrival };
  const delay = move.delayMinutes * 60_000;
  const after = {
    ...before,
    flightNumber: move.newFlightNumber ?? flightNumber,
    departure: departure + delay,
    arrival: arrival + delay,
  };
  return {
    type: move.cancelled ? 'cancelled' : 'changed',
    at,
    reason: move.reason,
    segmentId,
    before,
    after: move.cancelled ? undefined : after,
  };
}
