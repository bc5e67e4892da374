import type { CheckVerdict, InvalidField } from '@interline/core';

import { chinaDate } from '../china-date.ts';
import type { CityCodes } from '../cities/city-codes.ts';
import type { Direction, NamedFlight, SearchInput } from './search-input.ts';

/** What the day and the map forbid. */
export function checkSearch({ directions }: SearchInput, now: Date, codes: CityCodes): CheckVerdict {
  const invalid = directions.flatMap((direction, index) =>
    [
      ...cityFields(direction, codes),
      ...airportFields(direction, codes),
      ...connectionFields(direction, codes),
      ...timeFields(direction, now),
    ].map(({ path, message }) => ({ path: `directions[${index}].${path}`, message })),
  );
  return invalid.length === 0 ? { allowed: true } : { invalid };
}

function cityFields(direction: Direction, codes: CityCodes): InvalidField[] {
  return (['from', 'to'] as const).flatMap((path) => {
    const code = direction[path];
    const meaning = codes.meaningOf(code);
    switch (meaning.kind) {
      case 'city':
        return [];
      case 'airport':
        return [{ path, message: `${code} is an airport of the city ${meaning.city}: use ${meaning.city}` }];
      case 'unknown':
        return [
          {
            path,
            message: `${code} is no city that Interline knows: use the IATA code of a city, for example BJS. If it is one, the operator adds it: createFlightAdapter({ cities: { ${code}: '${code}' } })`,
          },
        ];
    }
  });
}

/** An airport that is newer than the data is left to the channel. */
function airportFields({ from, to, flights }: Direction, codes: CityCodes): InvalidField[] {
  const [first, last] = [flights[0], flights.at(-1)];
  if (!first || !last) return [];
  const ends = [
    { path: 'flights[0].departureAirport', airport: first.departureAirport, city: from },
    { path: `flights[${flights.length - 1}].arrivalAirport`, airport: last.arrivalAirport, city: to },
  ];
  return ends.flatMap(({ path, airport, city }) => {
    const own = codes.cityOf(airport);
    if (own === undefined || own === city || airport === city) return [];
    return [
      {
        path,
        message: `${airport} is an airport of ${own}, not of ${city}: name one of ${city}, or search from ${own}`,
      },
    ];
  });
}

/** A leg leaves from the airport where the one before lands, or from another one of that city. */
function connectionFields({ flights }: Direction, codes: CityCodes): InvalidField[] {
  return flights.flatMap(({ departureAirport }, place) => {
    const before = flights[place - 1];
    if (!before || connects(before, departureAirport, codes)) return [];
    const message = `${before.number}, the leg before, lands at ${before.arrivalAirport}: name a flight from there`;
    return [{ path: `flights[${place}].departureAirport`, message }];
  });
}

function connects({ arrivalAirport }: NamedFlight, departureAirport: string, codes: CityCodes): boolean {
  if (arrivalAirport === departureAirport) return true;
  const city = codes.cityOf(arrivalAirport);
  return city !== undefined && city === codes.cityOf(departureAirport);
}

function timeFields({ date, flights: [first] }: Direction, now: Date): InvalidField[] {
  const today = chinaDate(now);
  if (date < today) return [{ path: 'date', message: `is in the past; today is ${today} in China` }];
  if (first && first.departure <= now) return [{ path: 'flights[0].departure', message: 'the flight has left' }];
  return [];
}
