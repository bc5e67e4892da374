import { givenMoney } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CURRENCY } from '../currency.ts';
import type { JourneyDetail, SegmentDetail } from '../mapping/map-route.ts';
import type { FlightOffer, MemberPrice, Obstacle, OfferCabin, OfferFare } from './offer.ts';
import type { PassengerTypeRef } from './passenger-type.ts';

/** Adds `FlightOffer` and what it is made of. */
export function addOffer(builder: InterlineBuilder, passengerType: PassengerTypeRef) {
  const journey = addJourney(builder);
  const cabin = addCabin(builder);
  const fare = addFare(builder, passengerType);
  const memberPrice = addMemberPrice(builder);
  const obstacle = addObstacle(builder);
  return builder.objectRef<FlightOffer>('FlightOffer').implement({
    description: 'Seats at a price.',
    fields: (t) => ({
      key: t.exposeString('key', {
        nullable: true,
        description: 'What `bookFlight` takes, sealed for this shop; null when the offer cannot be booked.',
      }),
      obstacle: t.field({
        type: obstacle,
        nullable: true,
        description: 'Why it cannot be booked; null when it can.',
        resolve: (offer) => offer.obstacle,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When it ends; the price or the seats may be gone before.',
        resolve: (offer) => offer.expiresAt,
      }),
      seller: t.exposeString('seller', { nullable: true, description: 'Who sells it, by the name on Taobao.' }),
      seats: t.exposeInt('seats', { nullable: true, description: 'Seats left at this price, where the channel says.' }),
      rules: t.exposeString('rules', {
        nullable: true,
        description: 'What a refund or a change costs, in the channel’s words.',
      }),
      journeys: t.field({
        type: [journey],
        description: 'One for each direction.',
        resolve: ({ journeys }) => [...journeys],
      }),
      cabins: t.field({
        type: [cabin],
        description: 'The cabin of each flight.',
        resolve: ({ cabins }) => [...cabins],
      }),
      fares: t.field({
        type: [fare],
        description: 'What a passenger of each type in the party pays.',
        resolve: ({ fares }) => [...fares],
      }),
      total: t.field({
        type: 'Money',
        nullable: true,
        description: 'For the whole party; null when a fare is missing.',
        resolve: ({ total }) => (total === null ? null : givenMoney(total, CURRENCY)),
      }),
      memberPrice: t.field({
        type: memberPrice,
        nullable: true,
        description: 'Who may buy it, when it is a price for members of the airline’s programme only.',
        resolve: (offer) => offer.memberPrice,
      }),
    }),
  });
}

function addJourney(builder: InterlineBuilder) {
  const segment = builder.objectRef<SegmentDetail>('FlightOfferSegment').implement({
    description: 'A flight of an offer.',
    fields: (t) => ({
      id: t.exposeString('id', {
        description: 'The channel’s id of the flight on that day; its place where it has none.',
      }),
      flightNumber: t.exposeString('flightNumber', { nullable: true, description: 'As it is sold.' }),
      airline: t.exposeString('airline', { nullable: true, description: 'Code of the airline that sells it.' }),
      operatingFlightNumber: t.exposeString('operatingFlightNumber', {
        nullable: true,
        description: 'As it is flown.',
      }),
      operatingAirline: t.exposeString('operatingAirline', {
        nullable: true,
        description: 'Code of the airline that flies it.',
      }),
      codeShare: t.exposeBoolean('codeShare', {
        nullable: true,
        description: 'Whether another airline flies it than sells it.',
      }),
      departureAirport: t.exposeString('departureAirport', { nullable: true, description: 'IATA code.' }),
      departureTerminal: t.exposeString('departureTerminal', { nullable: true, description: 'For example `T2`.' }),
      departure: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it leaves.',
        resolve: ({ departure }) => departure,
      }),
      arrivalAirport: t.exposeString('arrivalAirport', { nullable: true, description: 'IATA code.' }),
      arrivalTerminal: t.exposeString('arrivalTerminal', { nullable: true, description: 'For example `T3`.' }),
      arrival: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it arrives.',
        resolve: ({ arrival }) => arrival,
      }),
      equipment: t.exposeString('equipment', { nullable: true, description: 'Code of the aircraft.' }),
    }),
  });
  return builder.objectRef<JourneyDetail>('FlightOfferJourney').implement({
    description: 'One direction of an offer.',
    fields: (t) => ({
      segments: t.field({
        type: [segment],
        description: 'Its flights, in order.',
        resolve: ({ segments }) => [...segments],
      }),
    }),
  });
}

function addCabin(builder: InterlineBuilder) {
  return builder.objectRef<OfferCabin>('FlightOfferCabin').implement({
    description: 'The cabin of a flight of an offer.',
    fields: (t) => ({
      segment: t.exposeString('segment', { nullable: true, description: 'The `id` of the flight.' }),
      cabin: t.exposeString('cabin', { nullable: true, description: 'Booking class.' }),
      cabinClass: t.exposeString('cabinClass', { nullable: true, description: 'Code of the class.' }),
      cabinClassName: t.exposeString('cabinClassName', {
        nullable: true,
        description: 'Its name, in the channel’s words.',
      }),
    }),
  });
}

function addFare(builder: InterlineBuilder, passengerType: PassengerTypeRef) {
  return builder.objectRef<OfferFare>('FlightOfferFare').implement({
    description: 'What one passenger of a type pays.',
    fields: (t) => ({
      passengerType: t.field({
        type: passengerType,
        description: 'Whose fare it is.',
        resolve: (fare) => fare.passengerType,
      }),
      passengers: t.exposeInt('passengers', { description: 'How many of them are in the party.' }),
      fare: t.field({
        type: 'Money',
        description: 'Without taxes.',
        resolve: ({ fare }) => givenMoney(fare, CURRENCY),
      }),
      airportFee: t.field({
        type: 'Money',
        description: 'Civil aviation development fee.',
        resolve: ({ airportFee }) => givenMoney(airportFee, CURRENCY),
      }),
      fuelFee: t.field({
        type: 'Money',
        description: 'Fuel surcharge.',
        resolve: ({ fuelFee }) => givenMoney(fuelFee, CURRENCY),
      }),
      taxes: t.field({
        type: 'Money',
        description: 'Both fees together.',
        resolve: ({ taxes }) => givenMoney(taxes, CURRENCY),
      }),
      total: t.field({
        type: 'Money',
        description: 'Fare and taxes.',
        resolve: ({ total }) => givenMoney(total, CURRENCY),
      }),
    }),
  });
}

function addMemberPrice(builder: InterlineBuilder) {
  const who = builder.enumType('FlightMemberWho', {
    description: 'Who must be a member of the airline’s programme.',
    values: {
      PASSENGER: { description: 'Each passenger.' },
      BUYER: { description: 'The purchaser: booking needs the whole of `memberBuyer`.' },
    },
  });
  const audience = builder.enumType('FlightMemberAudience', {
    description: 'Which members may buy.',
    values: {
      NEW_MEMBERS: { description: 'Those who were never members before.' },
      ANY_MEMBER: { description: 'Members; whoever is none yet is registered.' },
    },
  });
  return builder.objectRef<MemberPrice>('FlightMemberPrice').implement({
    description: 'A rule that only members may buy. Booking needs `allowMemberRegistration: true`.',
    fields: (t) => ({
      restriction: t.exposeString('restriction', { description: 'In the channel’s words.' }),
      who: t.field({ type: who, description: 'Who must be a member.', resolve: (price) => price.who }),
      audience: t.field({
        type: [audience],
        description: 'Which members may buy.',
        resolve: (price) => [...price.audience],
      }),
    }),
  });
}

function addObstacle(builder: InterlineBuilder) {
  return builder.objectRef<Obstacle>('FlightOfferObstacle').implement({
    description: 'Why an offer cannot be booked.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: '`MEMBER_RULE_UNCLEAR`, `FARE_MISSING` or `KEY_MISSING`.',
      }),
      reason: t.exposeString('reason', { description: 'For people, and what to do instead.' }),
    }),
  });
}
