import { snapshotFaults } from '@interline/adapter-testing';
import { describe, expect, it, test } from 'vitest';

import type { OrderSnapshot } from '@interline/core';
import { composeAnswers } from '../src/mapping/answers.ts';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_NAMES, FLIGHT_WORDS } from '../src/wire.ts';
import {
  changesAnswer,
  FLIGHT_CHANGE,
  flightChangesAnswer,
  mapped,
  orderAnswer,
  passenger,
  PERSON,
  refund,
  refundAnswers,
  route,
  SECOND_PERSON,
  SEGMENT,
  SEGMENT_BACK,
} from './answers.ts';
import { rawOf, SAMPLES } from './samples.ts';

const { orderStatus, refundStatus, changeStatus, ticketStatus, flightChangeType } = FLIGHT_WORDS;
const names = FLIGHT_NAMES;
const COUPLE = [passenger(PERSON), passenger(SECOND_PERSON)];
const [ADULT, CHILD] = [String(PERSON.id), String(SECOND_PERSON.id)];

describe('every sample', () => {
  test.each(SAMPLES.map(({ name, raw }) => [name, raw]))('%s is read without a fault or an anomaly', (_name, raw) => {
    const snapshot = mapOrder(raw);
    expect(snapshotFaults(snapshot)).toEqual([]);
    expect(snapshot.anomalies).toEqual([]);
    expect(snapshot.raw).toBe(raw);
  });

  test.each(SAMPLES.map(({ name, raw }) => [name, raw]))('%s tells of persons only as travellers', (_name, raw) => {
    const { travellers, raw: _raw, ...rest } = mapOrder(raw);
    const elsewhere = JSON.stringify(
      [rest, travellers.map(({ personal: _personal, ...other }) => other)],
      (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    );
    const secrets = travellers.flatMap(({ personal }) => Object.values(personal));
    expect(secrets.length).toBeGreaterThan(3);
    expect(secrets.filter((secret) => elsewhere.includes(secret))).toEqual([]);
  });
});

describe('the documented sample', () => {
  it('is read', () => {
    expect(mapOrder(rawOf('documented'))).toMatchObject({
      reference: '1234125412',
      direction: 'PURCHASE',
      status: 'AWAITING_PAYMENT',
      channelStatus: '生单预定成功',
      createdAt: new Date('2022-02-24T03:46:26Z'),
      modifiedAt: new Date('2022-02-24T03:46:26Z'),
      totalAmount: 50_000n,
      detail: { outOrderNumber: '1234324786812', tripType: 'ONE_WAY', seller: 'tb123456' },
    });
  });

  it('shows a payment on an order that its status calls unpaid: the status counts', () => {
    expect(mapOrder(rawOf('documented'))).toMatchObject({ paidAt: null, paidAmount: 0n });
  });
});

describe('the status of an order', () => {
  test.each([
    ['booked', 'AWAITING_PAYMENT'],
    ['paying', 'PAYMENT_PENDING'],
    ['paid', 'AWAITING_FULFILMENT'],
    ['ticketing', 'PARTLY_FULFILLED'],
    ['ticketed', 'FULFILLED'],
    ['closed', 'CANCELLED'],
    ['closed-after-payment', 'REFUNDED'],
    ['ticketing-failed', 'REFUNDED'],
    ['refund-refunded', 'REFUNDED'],
    ['refund-requested', 'FULFILLED'],
  ])('of sample %s is %s', (name, expected) => {
    expect(mapOrder(rawOf(name)).status).toBe(expected);
  });

  test.each(Object.entries(orderStatus))('%s has a meaning', (_meaning, word) => {
    const { channelStatus, anomalies } = mapped(orderAnswer({ status: word }));
    expect([channelStatus, anomalies]).toEqual([word, []]);
  });

  it('with a text that no table lists is UNKNOWN, kept and reported', () => {
    expect(mapped(orderAnswer({ status: '部分退票' }))).toMatchObject({
      status: 'UNKNOWN',
      channelStatus: '部分退票',
      items: [{ status: 'UNKNOWN' }],
      anomalies: [{ code: 'UNKNOWN_VALUE', path: names.order.status, value: '部分退票' }],
    });
  });

  it('stays FULFILLED when some of the passengers are refunded, and they say so', () => {
    const refunds = refundAnswers(
      refund({ status: refundStatus.refunded, passengerIds: { number: [SECOND_PERSON.id] } }, [{ amount: 300 }]),
    );
    const { status, items } = mapped(orderAnswer({}, COUPLE), refunds);
    expect(status).toBe('FULFILLED');
    expect(items).toMatchObject([
      { reference: ADULT, status: 'FULFILLED', refundStatus: 'NONE' },
      { reference: CHILD, status: 'REFUNDED', refundStatus: 'SUCCEEDED' },
    ]);
  });

  it('is REFUNDED when the last passenger is, flight by flight', () => {
    const there = { status: refundStatus.refunded, segmentIds: { string: [SEGMENT.id] } };
    const back = { ...there, refundNumber: 2, segmentIds: { string: [SEGMENT_BACK.id] } };
    const order = orderAnswer({ route: route(SEGMENT, SEGMENT_BACK) }, [
      passenger(PERSON, { cabins: [SEGMENT.id, SEGMENT_BACK.id] }),
    ]);
    expect(mapped(order, refundAnswers(refund(there))).status).toBe('FULFILLED');
    expect(mapped(order, refundAnswers(refund(there), refund(back)))).toMatchObject({
      status: 'REFUNDED',
      endedAt: new Date('2026-11-23T01:00:00Z'),
    });
  });
});

describe('an item', () => {
  it('is a passenger with price, fees and cabins; the taxes are told as sent', () => {
    const { items } = mapped(orderAnswer({}, COUPLE));
    expect(items[1]).toMatchObject({
      reference: CHILD,
      kind: 'FLIGHT',
      title: 'CZ8957 PKX–XMN',
      quantity: 1,
      unitAmount: 42_000n,
      totalAmount: 50_000n,
      paidAmount: 50_000n,
      confirmation: 'NOT_REQUIRED',
      travelStart: new Date('2026-11-30T23:30:00Z'),
      travelEnd: new Date('2026-12-01T02:45:00Z'),
      detail: {
        passengerType: 'CHILD',
        fare: '42000',
        airportFee: '4000',
        fuelFee: '4000',
        taxes: '9000',
        cabins: [{ segment: SEGMENT.id, cabin: 'T', cabinClass: 'Y', cabinClassName: '经济舱' }],
      },
    });
  });

  it('has its place as reference where the channel sends no id', () => {
    const { items, travellers } = mapped(
      orderAnswer({}, [passenger({ ...PERSON, id: undefined }), passenger({ ...SECOND_PERSON, id: undefined })]),
    );
    expect(items.map(({ reference }) => reference)).toEqual(['1', '2']);
    expect(travellers.map(({ itemReference, role }) => [itemReference, role])).toEqual([
      [null, 'CONTACT'],
      ['1', 'TRAVELLER'],
      ['2', 'TRAVELLER'],
    ]);
  });

  it('tells the flights of its own passenger after a change for some of them', () => {
    const order = orderAnswer({ route: route(SEGMENT, SEGMENT_BACK) }, [
      passenger(PERSON, { cabins: [SEGMENT_BACK.id] }),
      passenger(SECOND_PERSON),
    ]);
    expect(mapped(order).items.map(({ title }) => title)).toEqual(['CZ8958 XMN–PKX', 'CZ8957 PKX–XMN']);
  });

  it('that waits for payment says until when', () => {
    const { items, detail } = mapOrder(rawOf('booked'));
    expect(items[0]?.deadline).toEqual(new Date('2026-11-22T04:30:00Z'));
    expect(detail['payBy']).toBe('2026-11-22T04:30:00+00:00');
    expect(mapOrder(rawOf('paid')).items[0]?.deadline).toBeNull();
  });
});

describe('the persons', () => {
  it('are the contact and the passengers', () => {
    const { travellers } = mapped(orderAnswer());
    expect(travellers).toEqual([
      {
        itemReference: null,
        role: 'CONTACT',
        position: 0,
        personal: {
          name: '上官明月',
          phone: '+86 13676048430',
          email: 'mingyue@example.com',
          documentNumber: 'E98765432',
          attributes: 'phone:0571-88155188',
        },
        documentType: 'PASSPORT',
        detail: {},
      },
      {
        itemReference: ADULT,
        role: 'TRAVELLER',
        position: 0,
        personal: {
          name: '欧阳春晓',
          phone: '+86 13976048428',
          documentNumber: '110101198804170024',
          birthday: '1988-04-17',
        },
        documentType: 'ID_CARD',
        detail: { sex: 'FEMALE', nationality: 'CN', documentValidUntil: '2038-04-17' },
      },
    ]);
  });

  test.each(Object.entries(FLIGHT_WORDS.documentType))('with document %s', (documentType, number) => {
    const { travellers, anomalies } = mapped(orderAnswer({}, [passenger({ ...PERSON, documentType: number })]));
    expect([travellers[1]?.documentType, anomalies]).toEqual([documentType, []]);
  });

  it('with a document that no table lists keep its number, and it is reported', () => {
    const { travellers, anomalies } = mapped(orderAnswer({}, [passenger({ ...PERSON, documentType: 77 })]));
    expect(travellers[1]).toMatchObject({ documentType: 'OTHER', detail: { documentTypeCode: 77 } });
    expect(anomalies).toMatchObject([{ code: 'UNKNOWN_VALUE', value: '77' }]);
  });

  it('are never quoted in a report', () => {
    const raw = orderAnswer({}, [passenger({ ...PERSON, sex: '欧阳春晓', name: ['欧阳春晓'] })]);
    const { anomalies } = mapped(raw);
    expect(anomalies.map(({ value }) => value)).toEqual(['a list', 'a value of type string']);
  });
});

describe('the tickets', () => {
  const number = '784-2412345678';

  it('have their number in clear, their segment and their status', () => {
    expect(mapOrder(rawOf('ticketing')).tickets).toEqual([
      {
        reference: `${ADULT}-${SEGMENT.id}`,
        itemReference: ADULT,
        status: 'ISSUED',
        channelStatus: '已出票',
        kind: 'FLIGHT',
        number,
        amount: null,
        detail: { segment: SEGMENT.id },
      },
      {
        reference: `${CHILD}-${SEGMENT.id}`,
        itemReference: CHILD,
        status: 'ISSUING',
        channelStatus: '出票中',
        kind: 'FLIGHT',
        number: null,
        amount: null,
        detail: { segment: SEGMENT.id },
      },
    ]);
  });

  it('with one number for two segments are told apart by the segment', () => {
    expect(mapOrder(rawOf('return-trip')).tickets).toMatchObject([
      { reference: `${ADULT}-${SEGMENT.id}`, number, status: 'ISSUED' },
      { reference: `${ADULT}-${SEGMENT_BACK.id}`, number, status: 'EXCHANGED' },
    ]);
  });

  const { issuing, issued, refunding, refunded, changed } = ticketStatus;
  const other = '784-2499999999';
  const own = `${ADULT}-${SEGMENT.id}`;
  const first = { number, segmentId: SEGMENT.id };
  const second = { number: other, segmentId: SEGMENT.id };
  const third = { number: '784-2400000000', segmentId: SEGMENT.id };

  test.each([
    ['to come', [{ segmentId: SEGMENT.id, status: issuing }], [own]],
    ['with a number', [{ ...first, status: issued }], [own]],
    ['given back', [{ ...first, status: refunding }], [own]],
    ['paid back', [{ ...first, status: refunded }], [own]],
    ['with another to come', [{ ...first, status: issued }, { segmentId: SEGMENT.id }], [own, `${own}#2`]],
    ['listed after the one to come', [{ segmentId: SEGMENT.id }, { ...first, status: issued }], [`${own}#2`, own]],
    ['exchanged', [{ ...first, status: changed }, second], [own, `${own}#2`]],
    ['listed after the one that took its place', [second, { ...first, status: changed }], [`${own}#2`, own]],
    [
      'whose successor was exchanged',
      [third, { ...first, status: changed }, { ...second, status: changed }],
      [`${own}#3`, own, `${own}#2`],
    ],
    ['for the whole route', [{ number }], [ADULT]],
  ])('keep their reference from the first sight on: one %s', (_when, tickets, references) => {
    const { tickets: found, anomalies } = mapped(orderAnswer({}, [passenger(PERSON, {}, tickets)]));
    expect([found?.map(({ reference }) => reference), anomalies]).toEqual([references, []]);
  });

  it('that were exchanged are not among those that a passenger needs to be ticketed', () => {
    const item = (tickets: Parameters<typeof passenger>[2]): unknown =>
      mapped(orderAnswer({ status: orderStatus.ticketing }, [passenger(PERSON, {}, tickets)])).items[0]?.status;
    const exchanged = { ...first, status: changed };
    expect(item([exchanged])).toBe('AWAITING_FULFILMENT');
    expect(item([exchanged, { segmentId: SEGMENT.id, status: issuing }])).toBe('AWAITING_FULFILMENT');
    expect(item([exchanged, { ...second, status: issued }])).toBe('FULFILLED');
  });

  test.each([
    [{ status: ticketStatus.issuing }, 'ISSUING'],
    [{ status: ticketStatus.issued }, 'ISSUED'],
    [{ status: ticketStatus.refunding }, 'REFUNDING'],
    [{ status: ticketStatus.refunded }, 'REFUNDED'],
    [{ status: ticketStatus.changed }, 'EXCHANGED'],
    [{ status: '挂起' }, 'UNKNOWN'],
    [{ number }, 'ISSUED'],
    [{ segmentId: SEGMENT.id }, 'ISSUING'],
  ])('%j is %s', (facts, status) => {
    expect(mapped(orderAnswer({}, [passenger(PERSON, {}, [facts])])).tickets).toMatchObject([{ status }]);
  });
});

describe('the refunds', () => {
  test.each([
    ['refund-requested', 'REQUESTED'],
    ['refund-approved', 'REQUESTED'],
    ['refund-refunded', 'SUCCEEDED'],
    ['refund-closed', 'CLOSED'],
    ['refund-refused', 'REFUSED'],
  ])('%s is %s', (name, status) => {
    const { refunds, items } = mapOrder(rawOf(name));
    expect([refunds[0]?.status, items[0]?.refundStatus]).toEqual([status, status]);
  });

  it('are told with what they cost, and what is to come back until it did', () => {
    expect(mapOrder(rawOf('refund-requested')).refunds).toMatchObject([
      {
        reference: '70191382000000001',
        itemReference: ADULT,
        channelStatus: '退票申请中',
        amount: 41_600n,
        requestedAt: new Date('2026-11-23T01:00:00Z'),
        detail: { outRefundNumber: 'ILd4e5f6', applyType: 'VOLUNTARY', fee: '8400', passengers: [], segments: [] },
      },
    ]);
  });

  it('add up when one is paid in several parts: 0.1 yuan and 0.2 yuan are 30 fen', () => {
    const { refunds, modifiedAt } = mapOrder(rawOf('refund-supplementary'));
    expect(refunds).toMatchObject([
      {
        amount: 30n,
        detail: {
          payments: [
            { tradeNumber: '1', amount: '10', at: '2026-11-24T01:00:00+00:00', supplementary: false },
            { tradeNumber: '2', amount: '20', at: '2026-11-26T01:00:00+00:00', supplementary: true },
          ],
        },
      },
    ]);
    expect(modifiedAt).toEqual(new Date('2026-11-26T01:00:00Z'));
  });

  it('of several passengers belong to the order', () => {
    const ids = { number: [PERSON.id, SECOND_PERSON.id] };
    const { refunds } = mapped(orderAnswer({}, COUPLE), refundAnswers(refund({ passengerIds: ids })));
    expect(refunds).toMatchObject([{ itemReference: null, detail: { passengers: [ADULT, CHILD] } }]);
  });

  it('are told as far as the list tells, where the detail was not asked', () => {
    const { refundList } = refundAnswers(refund());
    expect(mapped(orderAnswer(), { refundList }).refunds).toMatchObject([{ status: 'REQUESTED', amount: null }]);
  });

  it('with a text or reason that no table lists are kept and reported', () => {
    const { refunds, anomalies } = mapped(orderAnswer(), refundAnswers(refund({ status: '复核中', applyType: 55 })));
    expect(refunds).toMatchObject([{ status: 'UNKNOWN', channelStatus: '复核中', detail: { applyType: '55' } }]);
    expect(anomalies.map(({ value }) => value)).toEqual(['55', '复核中']);
  });
});

describe('the changes', () => {
  test.each([
    [changeStatus.submitted, 'REQUESTED'],
    [changeStatus.awaitingPayment, 'AWAITING_PAYMENT'],
    [changeStatus.awaitingTicketing, 'AWAITING_FULFILMENT'],
    [changeStatus.closed, 'CLOSED'],
    [changeStatus.ticketed, 'SUCCEEDED'],
    ['5', 'SUCCEEDED'],
  ])('with number %j are %s', (status, expected) => {
    const { changes, anomalies } = mapped(orderAnswer(), { changes: changesAnswer({ status }) });
    expect([changes?.[0]?.status, changes?.[0]?.channelStatus, anomalies]).toEqual([expected, String(status), []]);
  });

  it('with a number that no table lists are kept and reported', () => {
    const { changes, anomalies } = mapped(orderAnswer(), { changes: changesAnswer({ status: 6 }) });
    expect(changes).toMatchObject([{ status: 'UNKNOWN', channelStatus: '6' }]);
    expect(anomalies).toMatchObject([{ code: 'UNKNOWN_VALUE', value: '6' }]);
  });

  it('are told with their price, and how long the seat is held', () => {
    const { changes } = mapOrder(rawOf('change-awaitingPayment'));
    expect(changes).toEqual([
      {
        reference: '60191382000000001',
        itemReference: ADULT,
        status: 'AWAITING_PAYMENT',
        channelStatus: '2',
        amount: 8_050n,
        deadline: new Date('2026-11-24T02:30:00Z'),
        requestedAt: new Date('2026-11-24T02:00:00Z'),
        detail: {
          outChangeNumber: 'ILaa11',
          changeFee: '5000',
          upgradeFee: '3050',
          passengers: [ADULT],
          segments: [
            {
              segment: SEGMENT.id,
              flightNumber: 'CZ8961',
              departureAirport: 'PKX',
              arrivalAirport: 'XMN',
              departure: '2026-12-02T01:00:00+00:00',
              cabin: 'V',
            },
          ],
        },
      },
    ]);
    expect(mapOrder(rawOf('change-awaitingTicketing')).changes?.[0]?.deadline).toBeNull();
  });

  it('cost their fees where no total is sent', () => {
    const { changes } = mapped(orderAnswer(), { changes: changesAnswer({ total: undefined }) });
    expect(changes?.[0]?.amount).toBe(8_050n);
  });
});

describe('a change of a flight', () => {
  it('is a fact of the segment and a notice', () => {
    const { detail, notices, modifiedAt } = mapOrder(rawOf('schedule-changed'));
    expect(detail['journeys']).toMatchObject([
      {
        segments: [
          {
            departure: '2026-11-30T23:30:00+00:00',
            scheduleChange: {
              kind: 'CHANGED',
              flightNumber: 'CZ8957',
              departure: '2026-12-01T01:30:00+00:00',
              arrival: '2026-12-01T04:45:00+00:00',
              departureAirport: 'PKX',
              changedAt: '2026-11-25T00:00:00+00:00',
              reason: '天气原因',
              subType: 3,
            },
          },
        ],
      },
    ]);
    expect(notices).toMatchObject([
      {
        code: 'SCHEDULE_CHANGED',
        itemReference: null,
        from: '2026-11-30T23:30:00+00:00',
        to: '2026-12-01T01:30:00+00:00',
        data: { segment: SEGMENT.id, kind: 'CHANGED', before: { flightNumber: 'CZ8957', date: '2026-12-01' } },
      },
    ]);
    expect(modifiedAt).toEqual(new Date('2026-11-25T00:00:00Z'));
  });

  it('is told once, however often it is seen, and a later one is told beside it', () => {
    const key = (...changes: readonly object[]): (string | undefined)[] | undefined =>
      mapped(orderAnswer(), {
        flightChanges: flightChangesAnswer(...changes.map((change) => ({ ...change }))),
      }).notices?.map((notice) => notice.key);
    const later = { ...FLIGHT_CHANGE, newDepTime: '2026-12-01 11:00:00', changeTime: '2026-11-26 08:00:00' };
    const [first] = key(FLIGHT_CHANGE) ?? [];
    expect(key(later, FLIGHT_CHANGE)?.[1]).toBe(first);
    expect(new Set(key(later, FLIGHT_CHANGE)).size).toBe(2);
    const { detail } = mapped(orderAnswer(), { flightChanges: flightChangesAnswer(later, FLIGHT_CHANGE) });
    expect(detail).toMatchObject({
      journeys: [{ segments: [{ scheduleChange: { departure: '2026-12-01T03:00:00+00:00' } }] }],
    });
  });

  it('that is a cancellation leaves nothing to fly', () => {
    const { notices, detail } = mapOrder(rawOf('flight-cancelled'));
    expect(notices).toMatchObject([{ from: '2026-11-30T23:30:00+00:00', to: null }]);
    expect(detail).toMatchObject({ journeys: [{ segments: [{ scheduleChange: { kind: 'CANCELLED' } }] }] });
  });

  it('finds its segment by the number of the airline that flies it, too', () => {
    const byOperator = { ...FLIGHT_CHANGE, oldFlightNumber: 'MF8202', newFlightNumber: 'MF8202' };
    const { detail } = mapped(orderAnswer(), { flightChanges: flightChangesAnswer(byOperator) });
    expect(detail).toMatchObject({ journeys: [{ segments: [{ scheduleChange: { kind: 'CHANGED' } }] }] });
  });

  it('may give times of the day alone; an arrival before the departure is of the next day', () => {
    const short = { ...FLIGHT_CHANGE, newDepTime: '23:10', newArrTime: '02:20' };
    const { detail } = mapped(orderAnswer(), { flightChanges: flightChangesAnswer(short) });
    expect(detail).toMatchObject({
      journeys: [
        {
          segments: [
            { scheduleChange: { departure: '2026-12-01T15:10:00+00:00', arrival: '2026-12-01T18:20:00+00:00' } },
          ],
        },
      ],
    });
  });

  it('of a kind that no document lists is kept and reported', () => {
    const odd = flightChangesAnswer({ ...FLIGHT_CHANGE, changeType: flightChangeType.changed + 1 });
    const { notices, anomalies } = mapped(orderAnswer(), { flightChanges: odd });
    expect(notices).toMatchObject([{ data: { kind: 'UNKNOWN' } }]);
    expect(anomalies).toMatchObject([{ code: 'UNKNOWN_VALUE', value: '3' }]);
  });
});

it('gives an order the keys of its flights, for news that name a flight and no order', () => {
  expect(mapped(orderAnswer()).detail['segmentKeys']).toEqual([
    { flightNumber: 'CZ8957', date: '2026-12-01' },
    { flightNumber: 'MF8202', date: '2026-12-01' },
  ]);
});

describe('the raw answers', () => {
  it('are kept byte for byte in one text', () => {
    const order = orderAnswer();
    const { refundList } = refundAnswers(refund());
    const { raw } = mapped(order, { refundList });
    expect(raw).toContain(order);
    expect(raw).toContain(refundList);
  });

  it('have one digest as long as the channel says the same, whatever the request', () => {
    const digest = ({ rawDigest }: OrderSnapshot): string | undefined => rawDigest;
    const again = orderAnswer().replace('"r1"', '"r2"');
    expect(digest(mapped(again))).toBe(digest(mapped(orderAnswer())));
    expect(digest(mapped(orderAnswer({ total: 501 })))).not.toBe(digest(mapped(orderAnswer())));
  });

  test.each([
    ['cut off', rawOf('ticketed').slice(0, 300), 'not complete JSON'],
    ['empty', '', 'not complete JSON'],
    ['no object', '[]', 'not a JSON object'],
    ['without the order', '{}', 'alitrip_flight_service_queryorderdetail_response'],
    ['without an order id', composeAnswers({ order: orderAnswer({ orderId: undefined }) }), 'order_id'],
    ['with half of the refunds', composeAnswers({ order: orderAnswer(), refundList: '{}' }), 'refund.list'],
  ])('%s are unreadable, and the place is named', (_name, raw, place) => {
    expect(() => mapOrder(raw)).toThrow(expect.objectContaining({ name: 'ChannelError', kind: 'unreadable' }));
    expect(() => mapOrder(raw)).toThrow(place);
  });
});
