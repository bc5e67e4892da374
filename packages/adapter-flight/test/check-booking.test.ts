import { expect, test } from 'vitest';

import type { JsonObject } from '@interline/core';
import { BookInput } from '../src/booking/book-input.ts';
import { checkBooking } from '../src/booking/check-booking.ts';
import { mayClose, mayPay } from '../src/booking/order-rules.ts';
import { CONTACT, PEOPLE, plainTokens } from './travel-desk.ts';

const NOW = new Date('2026-11-22T04:00:00Z');
const { issueToken, openToken } = plainTokens('shop-1');
const { adult, spouse, child, infant } = PEOPLE;

const OFFER = {
  kind: 'flight-offer',
  itemKey: 'K1',
  expiresAt: '2026-11-22T04:10:00.000Z',
  fares: [fare('ADULT', 1)],
  total: '55000',
  member: null,
  departures: ['2026-12-20T00:00:00.000Z'],
};

/** What is wrong with a booking of an offer; empty when nothing is. */
function wrong(change: object = {}, offer: object = {}, token?: string): string[] {
  const key = token ?? issueToken({ ...OFFER, ...offer } as JsonObject);
  const parsed = BookInput.safeParse({ offer: key, passengers: [adult], contact: CONTACT, ...change });
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const verdict = checkBooking(parsed.data, { now: NOW, openToken });
  if ('invalid' in verdict) return verdict.invalid.map(({ path, message }) => `${path}: ${message}`);
  return verdict.allowed ? [] : [`${verdict.code}: ${verdict.reason}`];
}

const family = { passengers: [adult, spouse, child, infant] };
const familyFares = { fares: [fare('ADULT', 2), fare('CHILD', 1), fare('INFANT', 1)] };
const member = {
  name: '张伟',
  birthday: '1949-12-31',
  documentType: 'PASSPORT',
  documentNumber: 'E12345678',
  countryCode: '86',
  mobile: '13900001234',
  email: 'a@example.com',
};

test.each<[string, object, object?]>([
  ['one adult', {}],
  ['a family', family, familyFares],
  ['the expected total', { expectedTotal: '55000' }],
  ['a foreign mobile number', { contact: { ...CONTACT, countryCode: '852', mobile: '51234567' } }],
  ['a price for a passenger who is a member', { allowMemberRegistration: true }, { member: 'PASSENGER' }],
  [
    'a price for a purchaser who is a member',
    { allowMemberRegistration: true, memberBuyer: member },
    { member: 'BUYER' },
  ],
  ['an infant of one on the way back', { passengers: [adult, infant] }, withInfant('2027-02-27T04:00:00.000Z')],
  ['a child on its second birthday', { passengers: [adult, { ...child, birthday: '2024-12-20' }] }, withChild()],
  [
    'a child a day before its twelfth birthday',
    { passengers: [adult, { ...child, birthday: '2014-12-21' }] },
    withChild(),
  ],
])('%s is fine', (_name, change, offer) => expect(wrong(change, offer)).toEqual([]));

test.each<[string, string, object, object?]>([
  [
    'a passenger without document',
    'passengers.0.documentNumber: Invalid input',
    { passengers: [{ ...adult, documentNumber: undefined }] },
  ],
  [
    'an empty document number',
    'passengers.0.documentNumber: must be 4 to 30',
    { passengers: [{ ...adult, documentNumber: ' ' }] },
  ],
  [
    'an unknown kind of document',
    'passengers.0.documentType: Invalid option',
    { passengers: [{ ...adult, documentType: 'LIBRARY_CARD' }] },
  ],
  [
    'an identity card with a wrong digit',
    'passengers.0.documentNumber: is no number of an identity card',
    { passengers: [{ ...adult, documentNumber: '110105194912310021' }] },
  ],
  [
    'another birthday than the identity card’s',
    'passengers.0.birthday: is not the one',
    { passengers: [{ ...adult, birthday: '1949-12-30' }] },
  ],
  [
    'an adult on a birth certificate',
    'passengers.0.documentType: an adult needs',
    { passengers: [{ ...spouse, documentType: 'BIRTH_CERTIFICATE' }] },
  ],
  [
    'a child without birthday',
    'passengers.1.birthday: is needed for a passenger of type CHILD',
    { passengers: [adult, { ...child, birthday: null }] },
  ],
  [
    'one document for two',
    'passengers.1.documentNumber: is the document of passenger 1 too',
    { passengers: [adult, adult] },
  ],
  [
    'a mobile number that is none',
    'passengers.0.mobile: must be a Chinese mobile number',
    { passengers: [{ ...adult, mobile: '123456' }] },
  ],
  ['a contact without name', 'contact.name: is needed', { contact: { ...CONTACT, name: ' ' } }],
  [
    'a contact whose number has letters',
    'contact.mobile: must be digits',
    { contact: { ...CONTACT, mobile: '139-0000' } },
  ],
  [
    'an e-mail address that is none',
    'contact.email: must be an e-mail address',
    { contact: { ...CONTACT, email: 'nobody' } },
  ],
  [
    'another party than the offer’s',
    'passengers: are not the party of the offer: 1 instead of 0 of type CHILD',
    { passengers: [adult, child] },
  ],
  [
    'a child of twelve',
    'passengers[1].birthday: makes the passenger 12 on 2026-12-20',
    { passengers: [adult, { ...child, birthday: '2014-12-20' }] },
    withChild(),
  ],
  [
    'a child of one',
    'passengers[1].birthday: makes the passenger 1 on 2026-12-20',
    { passengers: [adult, { ...child, birthday: '2024-12-21' }] },
    withChild(),
  ],
  [
    'an adult of eleven',
    'passengers[0].birthday: makes the passenger 11 on 2026-12-20',
    { passengers: [{ ...spouse, birthday: '2015-01-01' }] },
  ],
  [
    'an adult of eleven by the identity card',
    'passengers[0].documentNumber: makes the passenger 11 on 2026-12-20',
    { passengers: [{ ...adult, documentNumber: idCard('11010520150101002') }] },
  ],
  [
    'an identity card with a day that is none',
    'passengers.0.documentNumber: is no number of an identity card',
    { passengers: [{ ...adult, documentNumber: idCard('11010519901331002') }] },
  ],
  [
    'a passport that ends before the flight',
    'passengers[0].documentValidUntil: is before the flight on 2026-12-20',
    { passengers: [{ ...spouse, documentValidUntil: '2026-12-19' }] },
  ],
  [
    'an infant that turns two before the way back',
    'passengers[1].birthday: makes the passenger 2 on 2028-03-01',
    { passengers: [adult, infant] },
    withInfant('2028-03-01T04:00:00.000Z'),
  ],
  [
    'an infant not yet born',
    'passengers[1].birthday: is after the flight on 2026-12-20',
    { passengers: [adult, { ...infant, birthday: '2026-12-21' }] },
    withInfant('2026-12-24T04:00:00.000Z'),
  ],
  ['an offer that is over', 'OFFER_EXPIRED: ', {}, { expiresAt: '2026-11-22T04:00:00.000Z' }],
  ['another total', 'PRICE_CHANGED: The offer costs 55000 fen, not the 54000 fen expected', { expectedTotal: '54000' }],
  ['a price for members without consent', 'allowMemberRegistration: must be true', {}, { member: 'PASSENGER' }],
  [
    'a price for members with consent refused',
    'allowMemberRegistration: must be true',
    { allowMemberRegistration: false },
    { member: 'PASSENGER' },
  ],
  [
    'a price for a member without purchaser',
    'memberBuyer: is needed',
    { allowMemberRegistration: true },
    { member: 'BUYER' },
  ],
  [
    'a purchaser without e-mail address',
    'memberBuyer.email: is needed',
    { allowMemberRegistration: true, memberBuyer: { ...member, email: null } },
    { member: 'BUYER' },
  ],
])('%s is refused, naming the field', (_name, expected, change, offer) => {
  expect(wrong(change, offer)).toEqual([expect.stringContaining(expected)]);
});

test('Every missing field of the purchaser is named', () => {
  const given = wrong({ allowMemberRegistration: true, memberBuyer: {} }, { member: 'BUYER' });
  expect(given.map((line) => line.split(':')[0])).toEqual(Object.keys(member).map((field) => `memberBuyer.${field}`));
});

test.each<[string, string]>([
  ['another shop’s', plainTokens('shop-2').issueToken(OFFER as JsonObject)],
  ['changed', `${issueToken(OFFER as JsonObject).slice(0, -9)}AAAAAAAAA`],
  ['of something else', issueToken({ kind: 'attachment' })],
  ['made up', 'cheap seats'],
])('A key that is %s is refused', (_name, key) => {
  expect(wrong({}, {}, key)).toEqual([expect.stringContaining('OFFER_UNKNOWN: ')]);
});

test.each([
  ['AWAITING_PAYMENT', 'yes', 'yes'],
  ['PAYMENT_PENDING', 'PAYMENT_PENDING', 'PAYMENT_PENDING'],
  ['AWAITING_FULFILMENT', 'ALREADY_PAID', 'ALREADY_PAID'],
  ['PARTLY_FULFILLED', 'ALREADY_PAID', 'ALREADY_PAID'],
  ['FULFILLED', 'ALREADY_PAID', 'ALREADY_PAID'],
  ['REFUNDED', 'ALREADY_PAID', 'ALREADY_PAID'],
  ['CANCELLED', 'ORDER_CLOSED', 'ORDER_CLOSED'],
  ['UNKNOWN', 'STATUS_UNKNOWN', 'STATUS_UNKNOWN'],
] as const)('An order that is %s: pay %s, close %s', (status, toPay, toClose) => {
  const order = { status, channelStatus: '某状态' };
  const verdicts = [mayPay(order), mayClose(order)].map((verdict) => (verdict.allowed ? 'yes' : verdict.code));
  expect(verdicts).toEqual([toPay, toClose]);
});

/** The number with its check digit, of which there is one that fits. */
function idCard(digits: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits.charAt(place)), 0);
  return `${digits}${'10X98765432'.charAt(sum % 11)}`;
}

function fare(passengerType: string, passengers: number) {
  return { passengerType, passengers, fare: '50000', airportFee: '5000', fuelFee: '0', taxes: '5000' };
}

function withChild() {
  return { fares: [fare('ADULT', 1), fare('CHILD', 1)] };
}

function withInfant(back: string) {
  return { fares: [fare('ADULT', 1), fare('INFANT', 1)], departures: [...OFFER.departures, back] };
}
