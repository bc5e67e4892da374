import { describe, expect, it } from 'vitest';

import { mapDossier } from '../src/dossier/map-dossier.ts';
import {
  accepted,
  answered,
  asked,
  confirmed,
  created,
  dossier,
  failed,
  issued,
  ORDER_ID,
  PASSENGERS,
  refundReported,
  refused,
} from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';

const order = (...told: readonly Told[]) => mapDossier(ORDER_ID, dossier(...told));
const PASSENGERS_WITHOUT_IDS = PASSENGERS.map((passenger) => ({ ...passenger, id: null as string | null }));
const sold = [created(), accepted(), confirmed(), issued()];

/** Status, confirmation, and where each ticket and refund stands. */
function standing(...told: readonly Told[]) {
  const { status, items, tickets = [], refunds } = order(...told);
  return [
    status,
    items[0]?.confirmation,
    tickets.map((ticket) => ticket.status).join(' '),
    refunds.map((refund) => `${refund.status} ${refund.amount}`).join(', '),
  ];
}

describe('the order of a dossier', () => {
  it.each<[string, readonly Told[], readonly string[]]>([
    ['placed', [created()], ['AWAITING_CONFIRMATION', 'AWAITING', '', '']],
    ['accepted', [created(), accepted()], ['AWAITING_CONFIRMATION', 'CONFIRMED', '', '']],
    ['refused', [created(), refused()], ['REFUNDED', 'REFUSED', '', '']],
    ['not decided in time', [created(), refused('time')], ['REFUNDED', 'EXPIRED', '', '']],
    ['being issued', [created(), accepted(), confirmed()], ['AWAITING_FULFILMENT', 'CONFIRMED', 'ISSUING ISSUING', '']],
    [
      'not issued',
      [created(), accepted(), confirmed(), failed()],
      ['AWAITING_FULFILMENT', 'CONFIRMED', 'NOT_ISSUED NOT_ISSUED', ''],
    ],
    [
      'issued after a failure',
      [created(), accepted(), confirmed(), failed(), issued()],
      ['FULFILLED', 'CONFIRMED', 'ISSUED ISSUED', ''],
    ],
    ['issued', sold, ['FULFILLED', 'CONFIRMED', 'ISSUED ISSUED', '']],
    [
      'one ticket being refunded',
      [...sold, asked('a', 'T1')],
      ['FULFILLED', 'CONFIRMED', 'REFUNDING ISSUED', 'REQUESTED 11000'],
    ],
    [
      'one refund refused',
      [...sold, asked('a', 'T1'), answered('a', { accepted: false, code: 'X', message: 'x', by: 'person' })],
      ['FULFILLED', 'CONFIRMED', 'REFUND_FAILED ISSUED', 'REFUSED 11000'],
    ],
    [
      'one refund accepted',
      [...sold, asked('a', 'T1'), answered('a', { accepted: true, by: 'person' })],
      ['FULFILLED', 'CONFIRMED', 'REFUNDED ISSUED', 'SUCCEEDED 11000'],
    ],
    [
      'one refund being processed',
      [...sold, asked('a', 'T1'), answered('a', { accepted: null, by: 'time' })],
      ['FULFILLED', 'CONFIRMED', 'REFUNDING ISSUED', 'REQUESTED 11000'],
    ],
    [
      'one refund reported, and another that failed',
      [
        ...sold,
        asked('a', 'T1'),
        asked('b', 'T2'),
        refundReported('1', { ticketIds: ['T1'], amount: '10500' }),
        refundReported('2', { ticketIds: ['T2'], success: false, amount: '0', code: '7' }),
      ],
      ['FULFILLED', 'CONFIRMED', 'REFUNDED REFUND_FAILED', 'SUCCEEDED 10500, REFUSED 0'],
    ],
    [
      'a failed refund that was asked for again',
      [
        ...sold,
        asked('a', 'T1'),
        refundReported('1', { ticketIds: ['T1'], success: false, amount: '0', code: '7' }),
        asked('b', 'T1', 'T2'),
        refundReported('2', { ticketIds: ['T1'], amount: '11000' }),
      ],
      ['FULFILLED', 'CONFIRMED', 'REFUNDED REFUNDING', 'REFUSED 0, REQUESTED 21000'],
    ],
    [
      'all refunded by one report',
      [...sold, asked('a', 'T1'), asked('b', 'T2'), refundReported('1')],
      ['REFUNDED', 'CONFIRMED', 'REFUNDED REFUNDED', 'SUCCEEDED 11000, SUCCEEDED 10000'],
    ],
    ['unreadable', [{ ...created(), content: {} }], ['UNKNOWN', '', '', '']],
  ])('stands where it was left: %s', (_what, told, expected) => {
    expect(standing(...told).map((part) => part ?? '')).toEqual(expected);
  });

  it('keeps the money whole however a report is split', () => {
    const { refunds } = order(...sold, asked('a', 'T1', 'T2'), refundReported('1', { amount: '20999' }));
    expect(refunds.map(({ amount }) => amount)).toEqual([20_999n]);
    expect(
      order(...sold, asked('a', 'T1'), asked('b', 'T2'), refundReported('1', { amount: '7' })).detail,
    ).toMatchObject({
      refundedAmount: '7',
    });
  });

  it('keeps the first tickets, whatever is said later', () => {
    const other = issued({ passengers: [{ passengerId: '301', tickets: [] }] });
    const { tickets } = order(...sold, { ...other, key: 'tickets-2' }, failed());
    expect(tickets?.map(({ status, reference }) => [reference, status])).toEqual([
      ['301-1', 'ISSUED'],
      ['302-1', 'ISSUED'],
    ]);
  });

  it('keeps a ticket the same before and after it has an id', () => {
    const before = order(created(), accepted(), confirmed()).tickets ?? [];
    const after = order(...sold).tickets ?? [];
    expect(after.map(({ reference }) => reference)).toEqual(before.map(({ reference }) => reference));
    expect(
      after.map(({ number, amount, kind, channelStatus, detail }) => [number, amount, kind, channelStatus, detail]),
    ).toEqual([
      ['N-T1', 12_000n, 'SHIP', '2', { ticketId: 'T1', subKind: 'OUTWARD', price: '12000' }],
      ['N-T2', 11_000n, 'SHIP', '2', { ticketId: 'T2', subKind: 'OUTWARD', price: '11000' }],
    ]);
  });

  it('shows the sailing, the money and the passengers', () => {
    expect(order(...sold)).toMatchObject({
      reference: ORDER_ID,
      direction: 'SALE',
      channelStatus: 'tickets.reported',
      createdAt: new Date('2026-01-01T00:00:00Z'),
      modifiedAt: new Date('2026-01-01T00:00:03Z'),
      totalAmount: 23_000n,
      paidAmount: 23_000n,
      items: [
        {
          reference: '301',
          title: '蛇口港 → 珠海',
          unitAmount: 12_000n,
          travelStart: new Date('2026-02-01T00:30:00Z'),
          detail: { passengerId: '301', passengerType: 'ADULT' },
        },
        { reference: '302', unitAmount: 11_000n, detail: { passengerType: 'CHILD' } },
      ],
      detail: {
        agentOrderNumber: 'A-1',
        sailing: { scheduleId: 'S-77', goodsId: 'G-1', departure: '2026-02-01T00:30:00+00:00' },
        from: { portName: '蛇口港' },
        to: { cityName: '珠海' },
        ticketCount: 2,
        tradeNumber: '2026020122001',
        decision: { accepted: true, by: 'person' },
        issuedVia: 'report',
        pickUp: { place: '人民广场', number: '344420' },
        gate: '3',
      },
    });
  });

  it('has what is secret and personal nowhere but with its persons, and in what is sealed whole', () => {
    const { raw: _raw, travellers, ...open } = order(...sold, asked('a', 'T1'));
    const shown = JSON.stringify(open, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    const secrets = /pick-4502039|secret-T|罗大佑|212100198902171763|13800001234|李宗盛/;
    expect(shown).not.toMatch(secrets);
    expect(
      travellers.map(({ role, itemReference, personal, documentType }) => [
        role,
        itemReference,
        personal,
        documentType,
      ]),
    ).toEqual([
      [
        'CONTACT',
        null,
        {
          name: '李宗盛',
          phone: '13800001234',
          documentNumber: '110101195807199876',
          message: '取票密码 pick-4502039',
          attributes: 'pickUpPassword:pick-4502039',
        },
        'ID_CARD',
      ],
      [
        'TRAVELLER',
        '301',
        { name: '罗大佑', documentNumber: '212100198902171763', attributes: 'ticketPassword.T1:secret-T1' },
        'ID_CARD',
      ],
      [
        'TRAVELLER',
        '302',
        { name: '张艾嘉', documentNumber: '310101195307221526', attributes: 'ticketPassword.T2:secret-T2' },
        'ID_CARD',
      ],
    ]);
  });

  it('counts passengers that have no id, or share one, and has an item for an order that names nobody', () => {
    const [first, second] = PASSENGERS_WITHOUT_IDS;
    const references = (passengers: readonly (typeof first)[]) =>
      order(created({ passengers: passengers.flatMap((passenger) => passenger ?? []) })).items.map(
        ({ reference }) => reference,
      );
    expect(references([first, second])).toEqual(['1', '2']);
    expect(references([first && { ...first, id: '2' }, second])).toEqual(['2', '2#2']);
    expect(references([])).toEqual(['1']);
  });

  it.each<[string, Told, string]>([
    ['an unknown kind', { kind: 'weather', key: 'w', content: { secret: 'x' } }, 'weather'],
    ['an unreadable one', { ...issued(), key: 'i', content: { passengers: 'x' } }, 'tickets.reported'],
  ])('reports %s by its kind alone, and is not changed by it', (_what, told, value) => {
    const before = order(...sold);
    const after = order(...sold, told);
    expect(after.anomalies).toEqual([{ code: 'MALFORMED_VALUE', path: 'dossier[5]', value }]);
    expect({ ...after, raw: '', rawDigest: '', modifiedAt: 0, anomalies: [] }).toEqual({
      ...before,
      raw: '',
      rawDigest: '',
      modifiedAt: 0,
      anomalies: [],
    });
  });

  it('reports refunds that nobody asked for, of tickets that are not there, and sailings that leave at no time', () => {
    const reported = order(...sold, refundReported('1', { ticketIds: ['T1'], amount: '12000' }));
    expect(reported.anomalies).toEqual([
      { code: 'UNEXPECTED_TRANSITION', path: 'refund.reported.tickets', value: 'T1' },
    ]);
    expect(reported.refunds.map(({ status, amount }) => [status, amount])).toEqual([['SUCCEEDED', 12_000n]]);
    expect(order(...sold, asked('a', 'T9')).anomalies).toEqual([
      { code: 'UNKNOWN_VALUE', path: 'return.confirm.tickets', value: 'T9' },
    ]);
    expect(order(created({ time: '25:00:00' })).anomalies).toEqual([
      { code: 'MALFORMED_VALUE', path: 'order.create.date', value: '2026-02-01 25:00:00' },
    ]);
  });
});
