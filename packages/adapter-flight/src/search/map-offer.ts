import { meaningOf } from '../mapping/meaning-of.ts';
import type { MappingContext } from '../mapping/mapping-context.ts';
import { mapRoute } from '../mapping/map-route.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import type { FlightOffer, MemberPrice, Obstacle, OfferFare, PassengerType, Party } from './offer.ts';
import type { WireOffer } from './read-offers.ts';

/** An offer without the key that books it, and what the channel calls it. */
export interface MappedOffer {
  readonly offer: Omit<FlightOffer, 'key'>;
  /** The channel's own key. */
  readonly itemKey: string | null;
}

/** How long an offer is taken to hold that does not say it, in milliseconds. */
const DEFAULT_LIFE_MS = 10 * 60_000;

/** @param path where it stood in the answer */
export function mapOffer(wire: WireOffer, party: Party, now: Date, path: string, context: MappingContext): MappedOffer {
  const member = mapMemberPrice(wire, path, context);
  const fares = mapFares(wire, party, path, context);
  const itemKey = wire.key ?? null;
  const missing = TYPES.filter((type) => party[type] > 0 && !fares.some(({ passengerType }) => passengerType === type));
  return {
    itemKey,
    offer: {
      obstacle: member.obstacle ?? fareObstacle(missing) ?? (itemKey === null ? KEY_MISSING : null),
      expiresAt: wire.expiresAt ?? new Date(now.getTime() + DEFAULT_LIFE_MS),
      seller: wire.seller ?? null,
      seats: wire.seats ?? null,
      rules: wire.rules ?? null,
      journeys: mapRoute(wire.route === undefined ? {} : { route: wire.route }, [], context).journeys,
      cabins: (wire.cabins ?? []).map(({ segmentId, cabin, cabinClass, cabinClassName }) => ({
        segment: segmentId ?? null,
        cabin: cabin ?? null,
        cabinClass: cabinClass ?? null,
        cabinClassName: cabinClassName ?? null,
      })),
      fares,
      total: missing.length > 0 ? null : sum(fares.map(({ total, passengers }) => total * BigInt(passengers))),
      memberPrice: member.price,
    },
  };
}

const TYPES = Object.keys(FLIGHT_WORDS.passengerType) as PassengerType[];

function mapFares(wire: WireOffer, party: Party, path: string, { anomalies }: MappingContext): OfferFare[] {
  const taken = new Set<PassengerType>();
  return (wire.fares ?? []).flatMap(({ passengerType, sellPrice, buildFee, oilFee, tax }) => {
    const type = passengerType === undefined ? undefined : meaningOf(FLIGHT_WORDS.passengerType, passengerType);
    if (type === undefined) {
      anomalies.unknownValue(`${path}, passenger type of a fare`, passengerType ?? 'none');
      return [];
    }
    if (party[type] === 0 || sellPrice === undefined) return [];
    // What could not be read has been reported; without it the sum would be wrong.
    if (sellPrice === null || buildFee === null || oilFee === null || tax === null) return [];
    if (taken.has(type) || [sellPrice, buildFee, oilFee, tax].some((amount) => amount !== undefined && amount < 0n)) {
      anomalies.malformed(`${path}, fare of type ${type}`, taken.has(type) ? 'a second one' : 'a negative amount');
      return [];
    }
    taken.add(type);
    // Booking names the two fees, so they count, and their sum only where neither is sent.
    const airportFee = buildFee ?? (oilFee === undefined ? (tax ?? 0n) : 0n);
    const fuelFee = oilFee ?? 0n;
    const taxes = airportFee + fuelFee;
    if (tax !== undefined && tax !== taxes)
      anomalies.malformed(`${path}, taxes of a fare`, `${tax} fen, fees ${taxes} fen`);
    const total = sellPrice + taxes;
    return [{ passengerType: type, passengers: party[type], fare: sellPrice, airportFee, fuelFee, taxes, total }];
  });
}

/** The three fields of a member price come together or not at all (seed). */
function mapMemberPrice(
  { memberRestrict, memberType, memberSubTypes }: WireOffer,
  path: string,
  { anomalies }: MappingContext,
): { readonly price: MemberPrice | null; readonly obstacle: Obstacle | null } {
  const given = [
    memberRestrict !== undefined,
    memberType !== undefined,
    memberSubTypes?.length !== 0 && memberSubTypes !== undefined,
  ];
  if (!given.includes(true)) return { price: null, obstacle: null };
  if (memberRestrict === undefined || !isThere(memberType) || !isThere(memberSubTypes) || memberSubTypes.length === 0) {
    anomalies.malformed(`${path}, member price`, 'some of its three fields are missing or cannot be read');
    return unclear('The channel marks it as a price for members and does not say for which');
  }
  const who = meaningOf(FLIGHT_WORDS.memberType, memberType);
  const subTypes = memberSubTypes.filter(isThere);
  const audience = subTypes.flatMap((subType) => meaningOf(FLIGHT_WORDS.memberSubType, subType) ?? []);
  if (who === undefined) anomalies.unknownValue(`${path}, member type`, memberType);
  subTypes
    .filter((subType) => meaningOf(FLIGHT_WORDS.memberSubType, subType) === undefined)
    .forEach((subType) => anomalies.unknownValue(`${path}, member sub-type`, subType));
  if (who === undefined || audience.length < memberSubTypes.length) {
    return unclear('It is a price for members under a rule that Interline does not know');
  }
  return { price: { restriction: memberRestrict, who, audience }, obstacle: null };
}

function isThere<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function unclear(what: string): { price: null; obstacle: Obstacle } {
  return { price: null, obstacle: { code: 'MEMBER_RULE_UNCLEAR', reason: `${what}: book another offer.` } };
}

function fareObstacle(missing: readonly PassengerType[]): Obstacle | null {
  if (missing.length === 0) return null;
  const reason = `It has no fare that could be read for ${missing.join(' and ')}: book another offer, or search without them.`;
  return { code: 'FARE_MISSING', reason };
}

const KEY_MISSING: Obstacle = {
  code: 'KEY_MISSING',
  reason: 'The channel sent no key to book it by: search again, or book another offer.',
};

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
