import type { CheckVerdict, InvalidField } from '@interline/core';

import { chinaDate } from '../china-date.ts';
import type { CityCodes } from '../cities/city-codes.ts';
import type { Direction, SearchInput } from './search-input.ts';

/** What the day and the map forbid. */
export function checkSearch({ directions }: SearchInput, now: Date, codes: CityCodes): CheckVerdict {
  const invalid = directions.flatMap((direction, index) =>
    [...cityFields(direction, codes), ...airportFields(direction, codes), ...timeFields(direction, now)].map(
      ({ path, message }) => ({ path: `directions[${index}].${path}`, message }),
    ),
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
function airportFields({ from, to, flight }: Direction, codes: CityCodes): InvalidField[] {
  if (!flight) return [];
  const ends = [
    { path: 'flight.departureAirport', airport: flight.departureAirport, city: from },
    { path: 'flight.arrivalAirport', airport: flight.arrivalAirport, city: to },
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

function timeFields({ date, flight }: Direction, now: Date): InvalidField[] {
  const today = chinaDate(now);
  if (date < today) return [{ path: 'date', message: `is in the past; today is ${today} in China` }];
  if (flight && flight.departure <= now) return [{ path: 'flight.departure', message: 'the flight has left' }];
  return [];
}
