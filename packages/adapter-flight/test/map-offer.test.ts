import { expect, test } from 'vitest';

import { collectAnomalies } from '../src/reading/anomalies.ts';
import { mapOffer } from '../src/search/map-offer.ts';
import { offerFacts } from '../src/search/offer-facts.ts';
import { offersReader } from '../src/search/read-offers.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';

const NOW = new Date('2026-11-22T04:00:00Z');
const PARTY = { ADULT: 1, CHILD: 0, INFANT: 0 };
const { offer: name, fare, searchAnswer } = FLIGHT_NAMES;

const ADULT_FARE = {
  [fare.passengerType]: 0,
  [fare.sellPrice]: '500.10',
  [fare.buildFee]: 50,
  [fare.oilFee]: 0.2,
  [fare.tax]: 50.2,
};
const ORDINARY = {
  [name.key]: 'K1',
  [name.expiresAt]: '2026-11-22 12:10:00',
  [name.fares]: { [name.fare]: [ADULT_FARE] },
};
const MEMBER = {
  [name.memberRestrict]: '乘机人须为会员',
  [name.memberType]: 0,
  [name.memberSubTypes]: { [name.memberSubType]: [0, 1] },
};

function mapped(change: object = {}, party = PARTY) {
  const anomalies = collectAnomalies();
  const answer = { [searchAnswer.offers]: { [searchAnswer.offer]: [{ ...ORDINARY, ...change }] } };
  const [wire] = offersReader(FLIGHT_NAMES)(answer, { path: '', anomalies, isPersonal: false })?.offers ?? [];
  if (!wire) throw new Error('no offer was read');
  const offer = mapOffer(wire, party, NOW, 'offer 1', { names: FLIGHT_NAMES, anomalies });
  return { ...offer, bookable: offerFacts(offer) !== null, anomalies: anomalies.found };
}

test('Yuan become fen, digit by digit', () => {
  const { offer, bookable, anomalies } = mapped();
  expect(offer.total).toBe(55_030n);
  expect(offer.fares).toEqual([
    {
      passengerType: 'ADULT',
      passengers: 1,
      fare: 50_010n,
      airportFee: 5_000n,
      fuelFee: 20n,
      taxes: 5_020n,
      total: 55_030n,
    },
  ]);
  expect(offer.memberPrice).toBeNull();
  expect({ bookable, anomalies }).toEqual({ bookable: true, anomalies: [] });
});

test('A price for members says who may buy, and can be booked', () => {
  const { offer, bookable } = mapped(MEMBER);
  expect(offer.memberPrice).toEqual({
    restriction: '乘机人须为会员',
    who: 'PASSENGER',
    audience: ['NEW_MEMBERS', 'ANY_MEMBER'],
  });
  expect(bookable).toBe(true);
});

test.each([name.memberRestrict, name.memberType, name.memberSubTypes])(
  'Without %s a price for members is shown, cannot be booked, and is reported',
  (missing) => {
    const { offer, bookable, anomalies } = mapped({ ...MEMBER, [missing]: undefined });
    expect(offer.obstacle).toMatchObject({
      code: 'MEMBER_RULE_UNCLEAR',
      reason: expect.stringContaining('does not say for which'),
    });
    expect(offer.memberPrice).toBeNull();
    expect(offer.total).toBe(55_030n);
    expect(bookable).toBe(false);
    expect(anomalies).toEqual([expect.objectContaining({ code: 'MALFORMED_VALUE', path: 'offer 1, member price' })]);
  },
);

test.each([
  ['type', { [name.memberType]: 7 }, '7'],
  ['sub-type', { [name.memberSubTypes]: { [name.memberSubType]: [1, 9] } }, '9'],
])('An unknown member %s is never sold as an ordinary price', (_what, change, value) => {
  const { offer, bookable, anomalies } = mapped({ ...MEMBER, ...change });
  expect(offer.obstacle?.code).toBe('MEMBER_RULE_UNCLEAR');
  expect(bookable).toBe(false);
  expect(anomalies).toEqual([expect.objectContaining({ code: 'UNKNOWN_VALUE', value })]);
});

test('An offer without a fare for somebody in the party cannot be booked', () => {
  const { offer, bookable } = mapped({}, { ...PARTY, INFANT: 1 });
  expect(offer).toMatchObject({
    total: null,
    obstacle: { code: 'FARE_MISSING', reason: expect.stringContaining('INFANT') },
  });
  expect(bookable).toBe(false);
});

test.each([
  ['type', { [name.memberType]: 'passenger' }],
  ['list of sub-types', { [name.memberSubTypes]: 'new' }],
  ['sub-type', { [name.memberSubTypes]: { [name.memberSubType]: ['new'] } }],
])('A member %s that cannot be read and stands alone makes no ordinary price', (_what, change) => {
  const { offer, bookable, anomalies } = mapped(change);
  expect(offer.obstacle?.code).toBe('MEMBER_RULE_UNCLEAR');
  expect(bookable).toBe(false);
  expect(anomalies).toContainEqual(expect.objectContaining({ code: 'MALFORMED_VALUE', path: 'offer 1, member price' }));
});

test.each([
  ['a fraction of a fen', fare.sellPrice, '500.105'],
  ['a fee with a fraction of a fen', fare.buildFee, 0.001],
  ['a fee that is no amount', fare.oilFee, 'free'],
])('An offer at %s is shown, cannot be booked, and is reported', (_what, field, value) => {
  const { offer, bookable, anomalies } = mapped({ [name.fares]: { [name.fare]: [{ ...ADULT_FARE, [field]: value }] } });
  expect(offer).toMatchObject({ total: null, fares: [], obstacle: { code: 'FARE_MISSING' } });
  expect(bookable).toBe(false);
  expect(anomalies).toEqual([
    expect.objectContaining({ code: 'MALFORMED_VALUE', path: expect.stringContaining(field), value: String(value) }),
  ]);
});

test('An offer without key cannot be booked', () => {
  expect(mapped({ [name.key]: '' })).toMatchObject({ bookable: false, offer: { obstacle: { code: 'KEY_MISSING' } } });
});

test('An offer that names no end is taken to hold ten minutes', () => {
  expect(mapped({ [name.expiresAt]: undefined }).offer.expiresAt).toEqual(new Date('2026-11-22T04:10:00Z'));
});

test('Taxes that are not the sum of both fees are told', () => {
  const { anomalies, offer } = mapped({ [name.fares]: { [name.fare]: [{ ...ADULT_FARE, [fare.tax]: 90 }] } });
  expect(offer.total).toBe(55_030n);
  expect(anomalies).toEqual([expect.objectContaining({ code: 'MALFORMED_VALUE', value: '9000 fen, fees 5020 fen' })]);
});

test('Taxes count where no fee is told', () => {
  const bare = { [fare.passengerType]: 0, [fare.sellPrice]: 500, [fare.tax]: 90 };
  const { offer } = mapped({ [name.fares]: { [name.fare]: [bare] } });
  expect(offer.fares).toMatchObject([{ airportFee: 9_000n, fuelFee: 0n, taxes: 9_000n, total: 59_000n }]);
});

test.each([
  ['a negative fare', [{ ...ADULT_FARE, [fare.sellPrice]: '-500' }], 'a negative amount', 'FARE_MISSING'],
  ['two fares of one type', [ADULT_FARE, { ...ADULT_FARE, [fare.sellPrice]: 1 }], 'a second one', undefined],
])('Of %s nothing is added up, and it is told', (_what, fares, value, obstacle) => {
  const { offer, anomalies } = mapped({ [name.fares]: { [name.fare]: fares } });
  expect([offer.obstacle?.code, offer.total]).toEqual(obstacle ? [obstacle, null] : [undefined, 55_030n]);
  expect(anomalies).toEqual([expect.objectContaining({ path: 'offer 1, fare of type ADULT', value })]);
});

test('A field that the table does not name is told', () => {
  expect(mapped({ colour: 'red' }).anomalies).toEqual([
    expect.objectContaining({ code: 'UNKNOWN_FIELD', path: expect.stringContaining('colour') }),
  ]);
});
