import type { JsonObject } from '@interline/core';
import { z } from 'zod';

import { FLIGHT_WORDS } from '../wire.ts';
import type { MappedOffer } from './map-offer.ts';
import type { MemberPrice, PassengerType } from './offer.ts';

const TYPES = Object.keys(FLIGHT_WORDS.passengerType) as [PassengerType, ...PassengerType[]];
const WHO = Object.keys(FLIGHT_WORDS.memberType) as [MemberPrice['who'], ...MemberPrice['who'][]];

const amount = z.string().transform(BigInt);

const OfferFacts = z.object({
  kind: z.literal('flight-offer'),
  itemKey: z.string(),
  expiresAt: z.iso.datetime().transform((written) => new Date(written)),
  fares: z.array(
    z.object({
      passengerType: z.enum(TYPES),
      passengers: z.int(),
      fare: amount,
      airportFee: amount,
      fuelFee: amount,
      taxes: amount,
    }),
  ),
  total: amount,
  member: z.enum(WHO).nullable(),
  departures: z.array(z.iso.datetime().transform((written) => new Date(written))),
});
/** What a booking needs to know of the offer it takes. Amounts are in fen. */
export type OfferFacts = z.output<typeof OfferFacts>;

/** What goes into the sealed key of an offer; null when it cannot be booked. */
export function offerFacts({ offer, itemKey }: MappedOffer): JsonObject | null {
  const { obstacle, total, expiresAt, fares, journeys, memberPrice } = offer;
  if (obstacle !== null || total === null || itemKey === null) return null;
  return {
    kind: 'flight-offer',
    itemKey,
    expiresAt: expiresAt.toISOString(),
    fares: fares.map(({ passengerType, passengers, fare, airportFee, fuelFee, taxes }) => ({
      passengerType,
      passengers,
      fare: String(fare),
      airportFee: String(airportFee),
      fuelFee: String(fuelFee),
      taxes: String(taxes),
    })),
    total: String(total),
    member: memberPrice?.who ?? null,
    departures: journeys
      .flatMap(({ segments }) => segments.flatMap(({ departure }) => departure ?? []))
      .map((departure) => new Date(departure).toISOString()),
  };
}

/** Reads what {@link offerFacts} wrote; null for what is no offer's key. */
export function readOfferFacts(opened: JsonObject | null): OfferFacts | null {
  const parsed = OfferFacts.safeParse(opened);
  return parsed.success ? parsed.data : null;
}
