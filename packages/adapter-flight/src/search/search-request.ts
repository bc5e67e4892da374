import { formatTopTime } from '@interline/top-client/codec';
import type { TopValue } from '@interline/top-client/codec';

import { FLIGHT_WORDS } from '../wire.ts';
import type { FlightNames } from '../wire.ts';
import { withoutBlanks } from '../without-blanks.ts';
import type { Direction, SearchInput } from './search-input.ts';

/** Whether every direction names its flight. Such a search must be priced as one, or it finds no offer (question 6). */
export function isNamed({ directions }: SearchInput): boolean {
  return directions.every(({ flight }) => Boolean(flight));
}

/** The parameters of a search (61643). */
export function searchRequest(
  input: SearchInput,
  names: FlightNames,
  agentName: string | undefined,
): Readonly<Record<string, TopValue>> {
  const { searchRequest: request } = names;
  const { cabinClass, searchMode, tripType } = FLIGHT_WORDS;
  return {
    [request.root]: withoutBlanks({
      [request.cabinClass]: cabinClass[input.cabin],
      [request.directions]: input.directions.map((direction) => directionRequest(direction, names)),
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

function directionRequest({ from, to, date, flight }: Direction, names: FlightNames): TopValue {
  const { direction, namedFlight } = names;
  return withoutBlanks({
    [direction.depCity]: from,
    [direction.arrCity]: to,
    [direction.depDate]: date,
    [direction.flights]: flight
      ? [
          withoutBlanks({
            [namedFlight.depAirport]: flight.departureAirport,
            [namedFlight.arrAirport]: flight.arrivalAirport,
            [namedFlight.depCity]: from,
            [namedFlight.arrCity]: to,
            [namedFlight.flightNumber]: flight.number,
            [namedFlight.operatingFlightNumber]: flight.operatingNumber,
            [namedFlight.departure]: formatTopTime(flight.departure),
            [namedFlight.cabin]: flight.cabin,
          }),
        ]
      : undefined,
  });
}
