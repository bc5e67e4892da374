import { channelQuery } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { FlightOffers } from './offer.ts';
import { addOffer } from './offer-types.ts';
import { addPassengerType } from './passenger-type.ts';
import type { PassengerTypeRef } from './passenger-type.ts';

/** What the search and the booking share. */
export interface SearchTypes {
  readonly passengerType: PassengerTypeRef;
}

/** Adds `searchFlights` with the types of its answer. */
export function addSearch(builder: InterlineBuilder): SearchTypes {
  const passengerType = addPassengerType(builder);
  const offer = addOffer(builder, passengerType);
  const answer = builder.objectRef<FlightOffers>('FlightOffers').implement({
    description: 'What Fliggy offers for a search. Nothing of it is kept or held.',
    fields: (t) => ({
      offers: t.field({
        type: [offer],
        description: 'As the channel sorts them.',
        resolve: ({ offers }) => [...offers],
      }),
      notes: t.stringList({
        description: 'What to know of offers that are not among them.',
        resolve: ({ notes }) => [...notes],
      }),
      unexpected: t.stringList({
        description: 'What the answer held that the hub does not know or could not read, and where.',
        resolve: ({ anomalies }) => anomalies.map(({ code, path, value }) => `${code} ${path}: ${value}`),
      }),
    }),
  });
  channelQuery(builder, {
    channel: CHANNEL,
    query: 'searchFlights',
    name: 'searchFlights',
    description:
      'Searches and prices flights on Fliggy (alitrip.flight.service.search). Name the flights of each direction to have just those priced: it is faster than a listing.',
    input: (t) => ({
      directions: t.field({
        type: [addDirectionInput(builder)],
        required: true,
        description: 'One direction, or two for a return.',
      }),
      cabin: t.field({ type: addCabinClass(builder), description: 'Which cabins; `ANY` when absent.' }),
      adults: t.int({ description: 'From 12 years on; 1 when absent. At most 9 passengers in all.' }),
      children: t.int({ description: 'From 2 to 11 years; 0 when absent.' }),
      infants: t.int({ description: 'Under 2 years; 0 when absent. At most one for each adult.' }),
    }),
    answer,
  });
  return { passengerType };
}

function addCabinClass(builder: InterlineBuilder) {
  return builder.enumType('FlightCabinClass', {
    description: 'Cabins to search.',
    values: {
      ANY: { description: 'All.' },
      ECONOMY: { description: 'Economy class.' },
      BUSINESS: { description: 'Business class.' },
      FIRST: { description: 'First class.' },
      FIRST_OR_BUSINESS: { description: 'First and business class.' },
    },
  });
}

function addDirectionInput(builder: InterlineBuilder) {
  const flight = builder.inputType('FlightNamedInput', {
    description: 'A flight to be priced.',
    fields: (t) => ({
      number: t.string({ required: true, description: 'As it is sold, for example `CZ8957`.' }),
      departure: t.field({ type: 'DateTime', required: true, description: 'When it leaves.' }),
      departureAirport: t.string({ required: true, description: 'IATA code of the airport, for example `PKX`.' }),
      arrivalAirport: t.string({ required: true, description: 'IATA code of the airport, for example `XMN`.' }),
      operatingNumber: t.string({ description: 'As it is flown; for a code-share flight only.' }),
      cabin: t.string({ description: 'Booking class, for example `Y`; any when absent.' }),
    }),
  });
  return builder.inputType('FlightDirectionInput', {
    description: 'One direction of a search.',
    fields: (t) => ({
      from: t.string({ required: true, description: 'IATA code of the city, not of an airport: `BJS`.' }),
      to: t.string({ required: true, description: 'IATA code of the city, not of an airport: `XMN`.' }),
      date: t.string({ required: true, description: 'Day of departure in China, `yyyy-MM-dd`.' }),
      flights: t.field({
        type: [flight],
        description:
          'The flights to be priced, in order: one, or the legs of a connection. Name those of every direction, or list by naming none.',
      }),
    }),
  });
}
