import { instantText } from '@interline/core';
import type { Notice } from '@interline/core';

import { chinaDate } from '../china-date.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import { compact } from './compact.ts';
import { mapScheduleChange, scheduleNotice } from './map-schedule-change.ts';
import type { FlightMove, ScheduleChangeDetail } from './map-schedule-change.ts';
import type { MappingContext } from './mapping-context.ts';
import { meaningOf } from './meaning-of.ts';
import type { WireFlightChange, WireOrder, WireSegment } from './wire-order.ts';

/** A flight of the route. Times as `instantText` writes them. */
export type SegmentDetail = {
  /** The channel's id, for example `CZ8957PKXXMN0310`; the place on the route from 1 where it sends none. */
  readonly id: string;
  readonly flightNumber?: string;
  readonly airline?: string;
  readonly operatingFlightNumber?: string;
  readonly operatingAirline?: string;
  readonly codeShare?: boolean;
  readonly departureAirport?: string;
  readonly departureTerminal?: string;
  readonly departure?: string;
  readonly arrivalAirport?: string;
  readonly arrivalTerminal?: string;
  readonly arrival?: string;
  readonly equipment?: string;
  /** As the passengers booked it, in the channel's words. */
  readonly cabinClassNames?: readonly string[];
  /** The latest change of its times, or its cancellation. */
  readonly scheduleChange?: ScheduleChangeDetail;
};

/** One direction of the route. */
export type JourneyDetail = { readonly segments: readonly SegmentDetail[] };

/** A flight and its local day of departure: how news name a flight that name no order. */
export type SegmentKey = {
  readonly flightNumber: string;
  /** `yyyy-MM-dd` */
  readonly date: string;
};

/** A flight of the route, as far as a passenger's item tells of it. */
export interface RouteFlight {
  readonly id: string;
  /** For example `CZ8957 PKX–XMN`. */
  readonly title: string;
  readonly departure: Date | undefined;
  readonly arrival: Date | undefined;
}

/** What the order says of where its passengers fly. */
export interface Route {
  /** `ONE_WAY`, `RETURN`, or the number sent. */
  readonly tripType: string | undefined;
  readonly journeys: readonly JourneyDetail[];
  readonly segmentKeys: readonly SegmentKey[];
  readonly flights: readonly RouteFlight[];
  readonly notices: readonly Notice[];
}

/** The route with what has become of its flights. */
export function mapRoute(order: WireOrder, flightChanges: readonly WireFlightChange[], context: MappingContext): Route {
  const moves = flightChanges.map((change, index) => mapScheduleChange(change, index, context));
  const journeys = order.route?.journeys ?? [];
  const places = journeys.flatMap((journey, index) => (journey.segments ?? []).map((segment) => ({ segment, index })));
  const flights = places.map(({ segment, index }, place) => {
    const id = segment.id ?? String(place + 1);
    return { segment, journey: index, id, moves: moves.filter((move) => isOf(segment, move)) };
  });
  const details = flights.map((flight) => ({ journey: flight.journey, detail: segmentDetail(flight, order) }));
  return {
    tripType: mapTripType(order.route?.tripType, context),
    journeys: journeys.map((_journey, index) => ({
      segments: details.filter(({ journey }) => journey === index).map(({ detail }) => detail),
    })),
    segmentKeys: flights.flatMap(({ segment }) => segmentKeys(segment)),
    flights: flights.map(({ id, segment }) => ({
      id,
      title: titleOf(segment),
      departure: segment.depTime,
      arrival: segment.arrTime,
    })),
    notices: moves.map((move) => scheduleNotice(move, flights.find(({ segment }) => isOf(segment, move))?.id ?? null)),
  };
}

interface Flight {
  readonly segment: WireSegment;
  readonly id: string;
  readonly moves: readonly FlightMove[];
}

function segmentDetail({ segment, id, moves }: Flight, order: WireOrder): SegmentDetail {
  const cabins = (order.passengers ?? []).flatMap((passenger) => passenger.cabins ?? []);
  const names = cabins
    .filter(({ segmentId }) => segmentId === id)
    .flatMap(({ cabinClassName }) => cabinClassName ?? []);
  const latest = moves.toSorted((a, b) => (a.changedAt?.getTime() ?? 0) - (b.changedAt?.getTime() ?? 0)).at(-1);
  return {
    id,
    ...compact({
      flightNumber: segment.marketingFlightNumber,
      airline: segment.marketingAirline,
      operatingFlightNumber: segment.operatingFlightNumber,
      operatingAirline: segment.operatingAirline,
      codeShare: segment.codeShare,
      departureAirport: segment.depAirport,
      departureTerminal: segment.depTerminal,
      departure: segment.depTime && instantText(segment.depTime),
      arrivalAirport: segment.arrAirport,
      arrivalTerminal: segment.arrTerminal,
      arrival: segment.arrTime && instantText(segment.arrTime),
      equipment: segment.equipment,
      cabinClassNames: names.length === 0 ? undefined : [...new Set(names)],
      scheduleChange: latest?.detail,
    }),
  };
}

function mapTripType(number: number | undefined, { names, anomalies }: MappingContext): string | undefined {
  if (number === undefined) return undefined;
  switch (meaningOf(FLIGHT_WORDS.tripType, number)) {
    case 'oneWay':
      return 'ONE_WAY';
    case 'return':
      return 'RETURN';
    default:
      anomalies.unknownValue(`${names.order.route}.${names.route.tripType}`, number);
      return String(number);
  }
}

/** The channel may go on showing the flight as it was booked, or show it as it is now. */
function isOf(segment: WireSegment, { before, after }: FlightMove): boolean {
  const keys = segmentKeys(segment);
  return [before, after].some((key) =>
    keys.some((own) => own.flightNumber === key?.flightNumber && own.date === key.date),
  );
}

/** A code-share flight is known by both of its numbers. */
function segmentKeys({ marketingFlightNumber, operatingFlightNumber, depTime }: WireSegment): SegmentKey[] {
  if (depTime === undefined) return [];
  const numbers = new Set([marketingFlightNumber, operatingFlightNumber].filter((number) => number !== undefined));
  return [...numbers].map((flightNumber) => ({ flightNumber, date: chinaDate(depTime) }));
}

function titleOf({ marketingFlightNumber, depAirport, arrAirport }: WireSegment): string {
  const airports = [depAirport, arrAirport].filter((airport) => airport !== undefined).join('–');
  return [marketingFlightNumber, airports].filter(Boolean).join(' ');
}
