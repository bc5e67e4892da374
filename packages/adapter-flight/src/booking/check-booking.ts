import type { CheckVerdict, CommandDesk, InvalidField } from '@interline/core';

import { chinaDate } from '../china-date.ts';
import { readOfferFacts } from '../search/offer-facts.ts';
import type { OfferFacts } from '../search/offer-facts.ts';
import type { BookInput, MemberBuyer, Passenger } from './book-input.ts';
import { idCardBirthday } from './id-card.ts';

/** What can be told wrong of a booking before the channel is called, once its offer is opened. */
export function checkBooking(
  input: BookInput,
  { now, openToken }: Pick<CommandDesk, 'now' | 'openToken'>,
): CheckVerdict {
  const offer = readOfferFacts(openToken(input.offer));
  if (offer === null) return OFFER_UNKNOWN;
  if (offer.expiresAt <= now) return OFFER_EXPIRED;
  const { expectedTotal } = input;
  if (expectedTotal != null && expectedTotal !== offer.total) {
    const reason = `The offer costs ${offer.total} fen, not the ${expectedTotal} fen expected: confirm the total, or search again.`;
    return { allowed: false, code: 'PRICE_CHANGED', reason };
  }
  const invalid = [
    ...partyFields(input, offer),
    ...ageFields(input, offer),
    ...documentFields(input, offer),
    ...memberFields(input, offer),
  ];
  return invalid.length === 0 ? { allowed: true } : { invalid };
}

const OFFER_UNKNOWN: CheckVerdict = {
  allowed: false,
  code: 'OFFER_UNKNOWN',
  reason: 'This is no key of an offer that was made to this shop: search with this shop, and pass the key unchanged.',
};
const OFFER_EXPIRED: CheckVerdict = {
  allowed: false,
  code: 'OFFER_EXPIRED',
  reason: 'The offer is over: search again.',
};

function partyFields({ passengers }: BookInput, { fares }: OfferFacts): InvalidField[] {
  const differing = (['ADULT', 'CHILD', 'INFANT'] as const).flatMap((wanted) => {
    const offered = fares.find(({ passengerType }) => passengerType === wanted)?.passengers ?? 0;
    const given = passengers.filter(({ type }) => type === wanted).length;
    return given === offered ? [] : [`${given} instead of ${offered} of type ${wanted}`];
  });
  if (differing.length === 0) return [];
  return [
    { path: 'passengers', message: `are not the party of the offer: ${differing.join(', ')}. Search for this party.` },
  ];
}

/** Ages in whole years, at which a passenger may fly as one of the type. */
const AGES = { ADULT: { from: 12, to: 150 }, CHILD: { from: 2, to: 11 }, INFANT: { from: 0, to: 1 } } as const;

/** A type must fit on the day of every flight: an infant may turn two before the return. */
function ageFields({ passengers }: BookInput, { departures }: OfferFacts): InvalidField[] {
  const days = departures.map(chinaDate);
  return passengers.flatMap((passenger, index) => {
    const { type, documentType, documentNumber } = passenger;
    const isTold = passenger.birthday == null && documentType === 'ID_CARD';
    const birthday = isTold ? idCardBirthday(documentNumber) : passenger.birthday;
    const unfit = birthday == null ? undefined : days.find((day) => !isOf(type, ageOn(birthday, day)));
    if (birthday == null || unfit === undefined) return [];
    const age = ageOn(birthday, unfit);
    const message =
      age < 0
        ? `is after the flight on ${unfit}`
        : `makes the passenger ${age} on ${unfit}, which does not fit the type ${type} (${AGES[type].from} to ${AGES[type].to} years)`;
    return [{ path: `passengers[${index}].${isTold ? 'documentNumber' : 'birthday'}`, message }];
  });
}

/** A document must be good on the day of every flight. */
function documentFields({ passengers }: BookInput, { departures }: OfferFacts): InvalidField[] {
  const last = departures.map(chinaDate).toSorted().at(-1);
  return passengers.flatMap(({ documentValidUntil: until }, index) => {
    if (until == null || last === undefined || until >= last) return [];
    const message = `is before the flight on ${last}: another document is needed`;
    return [{ path: `passengers[${index}].documentValidUntil`, message }];
  });
}

function isOf(type: Passenger['type'], age: number): boolean {
  return age >= AGES[type].from && age <= AGES[type].to;
}

/** @param birthday `yyyy-MM-dd`, as is `day` */
function ageOn(birthday: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthday.slice(0, 4));
  return day.slice(5) < birthday.slice(5) ? years - 1 : years;
}

/** The rules of the channel for a price that only members get (seed). */
function memberFields({ allowMemberRegistration, memberBuyer }: BookInput, { member }: OfferFacts): InvalidField[] {
  if (member === null) return [];
  const consent =
    allowMemberRegistration === true ? [] : [{ path: 'allowMemberRegistration', message: CONSENT_NEEDED }];
  if (member === 'PASSENGER') return consent;
  if (memberBuyer == null)
    return [...consent, { path: 'memberBuyer', message: `${BUYER_NEEDED}: ${BUYER_FIELDS.join(', ')}` }];
  const missing = BUYER_FIELDS.filter((field) => memberBuyer[field] == null);
  return [...consent, ...missing.map((field) => ({ path: `memberBuyer.${field}`, message: BUYER_NEEDED }))];
}

const CONSENT_NEEDED =
  'must be true: the price is for members, and the channel looks up or registers the membership. Book another offer without it.';
const BUYER_NEEDED = 'is needed: the price is for a purchaser who is a member';
const BUYER_FIELDS = [
  'name',
  'birthday',
  'documentType',
  'documentNumber',
  'countryCode',
  'mobile',
  'email',
] as const satisfies readonly (keyof MemberBuyer)[];
