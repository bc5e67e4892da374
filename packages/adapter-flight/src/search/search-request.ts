import { formatTopTime } from '@interline/top-client/codec';
import type { TopValue } from '@interline/top-client/codec';

import type { CityCodes } from '../cities/city-codes.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import type { FlightNames } from '../wire.ts';
import { withoutBlanks } from '../without-blanks.ts';
import type { Direction, SearchInput } from './search-input.ts';

/** Whether every direction names its flights. Such a search must be priced as one, or it finds no offer (question 6). */
export function isNamed({ directions }: SearchInput): boolean {
  return directions.every(({ flights }) => flights.length > 0);
}

/** The parameters of a search (61643). */
export function searchRequest(
  input: SearchInput,
  names: FlightNames,
  codes: CityCodes,
  agentName: string | undefined,
): Readonly<Record<string, TopValue>> {
  const { searchRequest: request } = names;
  const { cabinClass, searchMode, tripType } = FLIGHT_WORDS;
  return {
    [request.root]: withoutBlanks({
      [request.cabinClass]: cabinClass[input.cabin],
      [request.directions]: input.directions.map((direction) => directionRequest(direction, names, codes)),
      [request.agentName]: agentName,
      [request.searchMode]: isNamed(input) ? searchMode.named : searchMode.listing,
      [request.tripType]: input.directions.length === 1 ? tripType.oneWay : tripType.return,
      [request.hasChild]: input.children > 0,
      [request.hasInfant]: input.infants > 0,
      [request.adults]: input.adults,
      [request.children]: input.children,
      [request.infants]: input.infants,
    }),
  };
}

function directionRequest({ from, to, date, flights }: Direction, names: FlightNames, codes: CityCodes): TopValue {
  /** An airport that is newer than the data stands for its city. */
  const cityOf = (airport: string): string => codes.cityOf(airport) ?? airport;
  const { direction, namedFlight } = names;
  return withoutBlanks({
    [direction.depCity]: from,
    [direction.arrCity]: to,
    [direction.depDate]: date,
    [direction.flights]:
      flights.length === 0
        ? undefined
        : flights.map((flight, place) =>
            withoutBlanks({
              [namedFlight.depAirport]: flight.departureAirport,
              [namedFlight.arrAirport]: flight.arrivalAirport,
              [namedFlight.depCity]: place === 0 ? from : cityOf(flight.departureAirport),
              [namedFlight.arrCity]: place === flights.length - 1 ? to : cityOf(flight.arrivalAirport),
              [namedFlight.flightNumber]: flight.number,
              [namedFlight.operatingFlightNumber]: flight.operatingNumber,
              [namedFlight.departure]: formatTopTime(flight.departure),
              [namedFlight.cabin]: flight.cabin,
            }),
          ),
  });
}
