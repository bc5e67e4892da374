import type { Random } from '../random.ts';
import { inventPerson } from '../vacation/people.ts';
import type { FlightContext } from './context.ts';
import { dayOf } from './inventory/flights.ts';
import { findOffers } from './inventory/find-offers.ts';
import { offerFares, offerKey } from './inventory/offers.ts';
import { judgeBooking } from './judge-booking.ts';
import { makeOrder } from './make-order.ts';
import type { Booking } from './methods/read-booking.ts';
import { fareTotal, sumFares } from './order.ts';
import type { FlightOrder, PassengerType, Traveller } from './order.ts';

/** What kind of order to invent. */
export interface FlightWish {
  readonly from: string;
  readonly to: string;
  /** `yyyy-MM-dd` in China; default: in 30 days. */
  readonly date: string | undefined;
  /** Day of the flight back; one way without it. */
  readonly returnDate: string | undefined;
  readonly party: Readonly<Record<PassengerType, number>>;
  readonly outOrderNumber: string;
}

const DAY = 86_400_000;
const AGE_DAYS = { ADULT: 35 * 365, CHILD: 7 * 365, INFANT: 300 } as const;

/** An order as a desk might book it: the cheapest offer without membership. Undefined when there is no such offer. */
export function inventFlightOrder(
  context: FlightContext,
  shop: string,
  wish: FlightWish,
  random: Random,
): FlightOrder | undefined {
  const { inventory, clock } = context;
  const now = clock.now().getTime();
  const date = wish.date ?? dayOf(now + 30 * DAY);
  const { ADULT: adults, CHILD: children, INFANT: infants } = wish.party;
  const out = { from: wish.from, to: wish.to, date, flights: [] };
  const back = wish.returnDate === undefined ? [] : [{ ...out, from: wish.to, to: wish.from, date: wish.returnDate }];
  const offers = findOffers(
    inventory,
    {
      named: false,
      cabinClasses: ['ECONOMY'],
      directions: [out, ...back],
      adults,
      children,
      infants,
    },
    { now, expiresAt: now + DAY },
  );
  const offer = offers.find(({ product }) => product.member === undefined);
  if (!offer) return undefined;
  const fareOf = (type: PassengerType) => sumFares(offerFares(type, offer, inventory) ?? []);
  const travellers = (['ADULT', 'CHILD', 'INFANT'] as const).flatMap((type) =>
    Array.from({ length: wish.party[type] }, (_, place) => inventTraveller(random, type, place, now)),
  );
  const { name, phone } = inventPerson(random, now);
  const booking: Booking = {
    outOrderNumber: wish.outOrderNumber,
    itemKey: offerKey(offer),
    total: travellers.reduce((sum, { type }) => sum + fareTotal(fareOf(type)), 0),
    fares: { ADULT: fareOf('ADULT'), CHILD: fareOf('CHILD'), INFANT: fareOf('INFANT') },
    childTaxes: undefined,
    travellers,
    contact: { name, countryCode: '86', mobile: phone, ...NO_MORE },
    allowMember: false,
    missingOfMember: undefined,
  };
  const judged = judgeBooking(booking, inventory, now);
  return judged.kind === 'refused' ? undefined : makeOrder(context, shop, booking, judged);
}

const NO_MORE = { phone: undefined, email: undefined, documentType: undefined, documentNumber: undefined };

function inventTraveller(random: Random, type: PassengerType, place: number, now: number): Traveller {
  const { name, sex, credentialType, credentialNo, validDate, phone } = inventPerson(random, now);
  return {
    name,
    type,
    birthday: dayOf(now - AGE_DAYS[type] * DAY),
    sex: String(sex),
    nationality: 'CN',
    documentType: credentialType,
    documentNumber: credentialNo,
    documentExpiry: validDate,
    countryCode: '86',
    mobile: phone,
    guardian: type === 'INFANT' ? place : undefined,
  };
}
