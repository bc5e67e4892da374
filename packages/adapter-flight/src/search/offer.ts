import type { Anomaly } from '@interline/core';

import type { JourneyDetail } from '../mapping/map-route.ts';
import type { FLIGHT_WORDS } from '../wire.ts';

/** Who flies, by the fare he needs. */
export type PassengerType = keyof typeof FLIGHT_WORDS.passengerType;

/** How many of each fly together. */
export type Party = Readonly<Record<PassengerType, number>>;

/** What the channel offers for a search. */
export interface FlightOffers {
  readonly offers: readonly FlightOffer[];
  /** What one should know of what is not among them. */
  readonly notes: readonly string[];
  /** What the answer held that Interline does not know. */
  readonly anomalies: readonly Anomaly[];
}

/** Seats at a price. Amounts are in fen. */
export interface FlightOffer {
  /** What books it, sealed; null when it cannot be booked. */
  readonly key: string | null;
  /** Why it cannot be booked; null when it can. */
  readonly obstacle: Obstacle | null;
  /** When it ends; it may be gone before. */
  readonly expiresAt: Date;
  readonly seller: string | null;
  /** How many seats are left at this price, where the channel says. */
  readonly seats: number | null;
  /** What a refund or a change would cost, in the channel's words. */
  readonly rules: string | null;
  readonly journeys: readonly JourneyDetail[];
  readonly cabins: readonly OfferCabin[];
  /** Of each type of passenger in the party. */
  readonly fares: readonly OfferFare[];
  /** Of the whole party; null when a fare is missing. */
  readonly total: bigint | null;
  readonly memberPrice: MemberPrice | null;
}

/** Why an offer cannot be booked. */
export interface Obstacle {
  /** Stable and upper case. */
  readonly code: 'MEMBER_RULE_UNCLEAR' | 'FARE_MISSING' | 'KEY_MISSING';
  readonly reason: string;
}

/** The cabin of a flight. */
export interface OfferCabin {
  readonly segment: string | null;
  /** Booking class. */
  readonly cabin: string | null;
  readonly cabinClass: string | null;
  readonly cabinClassName: string | null;
}

/** What one passenger of a type pays. */
export interface OfferFare {
  readonly passengerType: PassengerType;
  readonly passengers: number;
  readonly fare: bigint;
  readonly airportFee: bigint;
  readonly fuelFee: bigint;
  /** Airport fee and fuel fee. */
  readonly taxes: bigint;
  /** Fare and taxes of one passenger. */
  readonly total: bigint;
}

/** A price for members of the airline's programme only. */
export interface MemberPrice {
  /** The rule, in the channel's words. */
  readonly restriction: string;
  /** Who must be a member. */
  readonly who: keyof typeof FLIGHT_WORDS.memberType;
  /** Which members; whoever is none yet is registered where `ANY_MEMBER` is among them. */
  readonly audience: readonly (keyof typeof FLIGHT_WORDS.memberSubType)[];
}
