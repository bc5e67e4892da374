import { instantText } from '@interline/core';
import type { Notice } from '@interline/core';

import { flightTime } from '../reading/values.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import { compact } from './compact.ts';
import type { MappingContext } from './mapping-context.ts';
import { meaningOf } from './meaning-of.ts';
import type { WireFlightChange } from './wire-order.ts';

/** What became of a flight. Times as `instantText` writes them; the flight and its places are the new ones. */
export type ScheduleChangeDetail = {
  /** `UNKNOWN` where the channel sends a number that no document lists. */
  readonly kind: 'CHANGED' | 'CANCELLED' | 'UNKNOWN';
  readonly flightNumber?: string;
  readonly departure?: string;
  readonly arrival?: string;
  readonly departureAirport?: string;
  readonly arrivalAirport?: string;
  readonly changedAt?: string;
  readonly reason?: string;
  /** The channel's number for a finer reason; no document lists them. */
  readonly subType?: number;
};

/** A flight by its number and local day of departure, `yyyy-MM-dd`. */
type FlightKey = { readonly flightNumber: string; readonly date: string };

/** A flight before and after its change. */
export interface FlightMove {
  readonly before: FlightKey | undefined;
  readonly after: FlightKey | undefined;
  readonly departureBefore: Date | undefined;
  readonly departureAfter: Date | undefined;
  readonly changedAt: Date | undefined;
  readonly detail: ScheduleChangeDetail;
}

/** A change of a flight, as the query and the message tell it. */
export function mapScheduleChange(change: WireFlightChange, index: number, context: MappingContext): FlightMove {
  const departureBefore = flightTime(change.oldDepTime, change.oldDate);
  const departureAfter = flightTime(change.newDepTime, change.newDate);
  const arrivalAfter = flightTime(change.newArrTime, change.newDate, departureAfter);
  return {
    before: keyOf(change.oldFlightNumber, change.oldDate ?? change.oldDepTime),
    after: keyOf(change.newFlightNumber, change.newDate ?? change.newDepTime),
    departureBefore,
    departureAfter,
    changedAt: change.changeTime,
    detail: {
      kind: kindOf(change.changeType, index, context),
      ...compact({
        flightNumber: change.newFlightNumber,
        departure: departureAfter && instantText(departureAfter),
        arrival: arrivalAfter && instantText(arrivalAfter),
        departureAirport: change.newDepAirport,
        arrivalAirport: change.newArrAirport,
        changedAt: change.changeTime && instantText(change.changeTime),
        reason: change.reason,
        subType: change.subType,
      }),
    },
  };
}

/** The event that tells of it, once. */
export function scheduleNotice(move: FlightMove, segment: string | null): Notice {
  const { before, departureBefore, departureAfter, detail } = move;
  const facts = [before?.flightNumber, before?.date, detail.kind, detail.flightNumber, detail.departure];
  return {
    code: 'SCHEDULE_CHANGED',
    key: [...facts, detail.changedAt].map((fact) => fact ?? '').join('|'),
    itemReference: null,
    from: departureBefore ? instantText(departureBefore) : null,
    to: departureAfter && detail.kind !== 'CANCELLED' ? instantText(departureAfter) : null,
    data: compact({ segment: segment ?? undefined, before, ...detail }),
  };
}

function keyOf(flightNumber: string | undefined, date: string | undefined): FlightKey | undefined {
  return flightNumber === undefined || date === undefined ? undefined : { flightNumber, date: date.slice(0, 10) };
}

function kindOf(
  number: number | undefined,
  index: number,
  { names, anomalies }: MappingContext,
): ScheduleChangeDetail['kind'] {
  switch (meaningOf(FLIGHT_WORDS.flightChangeType, number)) {
    case 'cancelled':
      return 'CANCELLED';
    case 'changed':
      return 'CHANGED';
    default:
      anomalies.unknownValue(
        `${names.flightChangeAnswer.change}[${index}].${names.flightChange.changeType}`,
        number ?? 'none',
      );
      return 'UNKNOWN';
  }
}
