import { describe, expect, it, test } from 'vitest';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';
import { rawOf } from './samples.ts';
import { ADULT, CHILD, mapped, orderAnswer, passenger, PERSON, SEGMENT, SEGMENT_BACK } from './answers.ts';

const { orderStatus, ticketStatus } = FLIGHT_WORDS;

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
