import { createTestHub } from '@interline/adapter-testing';
import type { TestHub } from '@interline/adapter-testing';
import { applySnapshots } from '@interline/core/hub';
import { ChannelError } from '@interline/core';
import type { AnyAdapter, OrderSnapshot, ShopIdentity } from '@interline/core';
import { buildSchema, compileOperation, createLiveFeed } from '@interline/schema';
import type { GraphQLContext } from '@interline/schema';
import * as fc from 'fast-check';
import { graphql, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import flight from '../src/index.ts';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';
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
  SEGMENT,
} from './answers.ts';
import { OWN, SHARED } from './order-queries.ts';
import { wildAnswers } from './wild-answers.ts';

const adapter = flight as AnyAdapter;
const schema = buildSchema({ adapters: [adapter] });

let hub: TestHub;
let shop: ShopIdentity;
let context: GraphQLContext;

beforeAll(async () => {
  const config = { gatewayUrl: 'http://127.0.0.1:1/router/rest', messages: 'pull', appKey: '1', appSecret: 'secret' };
  hub = await createTestHub({ channels: [{ adapter, config }] });
  shop = await hub.addShop({ channel: 'flight', accountId: '1', accountNick: '西湖商旅' });
  const ticket = { number: '784-2412345678', segmentId: SEGMENT.id, status: FLIGHT_WORDS.ticketStatus.issued };
  const status = FLIGHT_WORDS.refundStatus.approved;
  const payments = [
    { tradeNumber: '1', amount: '0.10', time: '2026-11-24 09:00:00' },
    { tradeNumber: '2', amount: '0.20', time: '2026-11-26 09:00:00', supplementary: true },
  ];
  const snapshot = mapped(orderAnswer({}, [passenger(PERSON, {}, [ticket])]), {
    ...refundAnswers(refund({ status, reason: '行程有变' }, payments)),
    changes: changesAnswer({}),
    flightChanges: flightChangesAnswer(FLIGHT_CHANGE),
  });
  await applySnapshots(hub.context, [{ shop, snapshot, observedAt: hub.clock.now(), cause: 'MANUAL' }]);
  context = { viewer: hub.viewer(['orders:read']), hub: hub.context, feed: createLiveFeed(hub.context) };
});

afterAll(() => hub.close());

describe('a flight order in the schema', () => {
  it('shows every fact of its own', async () => {
    expect(await asked(OWN)).toEqual({
      __typename: 'FlightOrder',
      direction: 'PURCHASE',
      status: 'FULFILLED',
      outOrderNumber: 'ILa1b2c3',
      tripType: 'ONE_WAY',
      seller: '南航旗舰店',
      tradeNumber: '2026112222001188',
      payBy: '2026-11-22T04:30:00+00:00',
      journeys: [
        {
          segments: [
            {
              id: SEGMENT.id,
              flightNumber: 'CZ8957',
              airline: 'CZ',
              operatingFlightNumber: 'MF8202',
              operatingAirline: 'MF',
              codeShare: true,
              departureAirport: 'PKX',
              departureTerminal: 'T1',
              departure: '2026-11-30T23:30:00+00:00',
              arrivalAirport: 'XMN',
              arrivalTerminal: 'T3',
              arrival: '2026-12-01T02:45:00+00:00',
              equipment: '320',
              cabinClassNames: ['经济舱'],
              scheduleChange: {
                kind: 'CHANGED',
                flightNumber: 'CZ8957',
                departure: '2026-12-01T01:30:00+00:00',
                arrival: '2026-12-01T04:45:00+00:00',
                departureAirport: 'PKX',
                arrivalAirport: 'XMN',
                changedAt: '2026-11-25T00:00:00+00:00',
                reason: '天气原因',
              },
            },
          ],
        },
      ],
      items: [
        {
          __typename: 'FlightItem',
          kind: 'FLIGHT',
          passengerType: 'ADULT',
          fare: { decimal: '420.00' },
          airportFee: { decimal: '40.00' },
          fuelFee: { decimal: '40.00' },
          taxes: { decimal: '90.00' },
          cabins: [{ segment: SEGMENT.id, cabin: 'T', cabinClass: 'Y', cabinClassName: '经济舱' }],
        },
      ],
      refunds: [
        {
          __typename: 'FlightRefund',
          status: 'REQUESTED',
          amount: { minorUnits: '30' },
          outRefundNumber: 'ILd4e5f6',
          reason: 'VOLUNTARY',
          fee: { decimal: '84.00' },
          itemReferences: [],
          segments: [],
          refusal: null,
          payments: [
            { tradeNumber: '1', amount: { minorUnits: '10' }, at: '2026-11-24T01:00:00+00:00', supplementary: false },
            { tradeNumber: '2', amount: { minorUnits: '20' }, at: '2026-11-26T01:00:00+00:00', supplementary: true },
          ],
        },
      ],
      changes: [
        {
          __typename: 'FlightChange',
          status: 'AWAITING_PAYMENT',
          amount: { decimal: '80.50' },
          deadline: '2026-11-24T02:30:00+00:00',
          outChangeNumber: 'ILaa11',
          changeFee: { decimal: '50.00' },
          upgradeFee: { decimal: '30.50' },
          itemReferences: [String(PERSON.id)],
          refusal: null,
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
      ],
      tickets: [
        {
          __typename: 'FlightTicket',
          status: 'ISSUED',
          kind: 'FLIGHT',
          number: '784-2412345678',
          segment: SEGMENT.id,
        },
      ],
    });
  });

  it('shows its refunds, changes and tickets to whoever knows the shared types alone', async () => {
    const item = String(PERSON.id);
    const currency = 'CNY';
    expect(await asked(SHARED)).toEqual({
      refunds: [
        {
          reference: '70191382000000001',
          itemReference: item,
          status: 'REQUESTED',
          channelStatus: '退款中',
          amount: { minorUnits: '30', currency },
          requestedAt: '2026-11-23T01:00:00+00:00',
        },
      ],
      changes: [
        {
          reference: '60191382000000001',
          itemReference: item,
          status: 'AWAITING_PAYMENT',
          channelStatus: '2',
          amount: { minorUnits: '8050', currency },
          deadline: '2026-11-24T02:30:00+00:00',
          requestedAt: '2026-11-24T02:00:00+00:00',
        },
      ],
      tickets: [
        {
          reference: `${item}-${SEGMENT.id}`,
          itemReference: item,
          status: 'ISSUED',
          channelStatus: '已出票',
          kind: 'FLIGHT',
          number: '784-2412345678',
        },
      ],
    });
  });

  it.each([
    ['own', OWN],
    ['shared', SHARED],
  ])('is read by the hub in one statement, with the same answer: %s facts', async (_which, source) => {
    const compiled = await compileOperation(schema, parse(source), null)?.execute(context, {});
    const { data } = await graphql({ schema, source, contextValue: context });
    expect(compiled).toBe(JSON.stringify(data));
  });
});

it('shows whatever the channel may have sent, with no field missing that is promised', async () => {
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(wildAnswers(), async (raw) => {
      const snapshot = readable(raw);
      if (snapshot === undefined) return;
      shown += 1;
      const reference = String(shown);
      const one = { ...snapshot, reference };
      await applySnapshots(hub.context, [{ shop, snapshot: one, observedAt: hub.clock.now(), cause: 'MANUAL' }]);
      for (const source of [OWN, SHARED]) await asked(source.replace('1188515074720535309', reference));
    }),
    { seed: 20_261_122, numRuns: 150 },
  );
  expect(shown).toBeGreaterThan(100);
});

/** The order in the answers; undefined when they are refused as unreadable. */
function readable(raw: string): OrderSnapshot | undefined {
  try {
    return mapOrder(raw);
  } catch (error) {
    if (error instanceof ChannelError && error.kind === 'unreadable') return undefined;
    throw error;
  }
}

async function asked(source: string): Promise<unknown> {
  const { data, errors } = await graphql({ schema, source, contextValue: context });
  expect(errors).toBeUndefined();
  return (JSON.parse(JSON.stringify(data)) as { readonly order: unknown }).order;
}
