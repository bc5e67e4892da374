import type { TestHub } from '@interline/adapter-testing';
import type { AnyAdapter } from '@interline/core';
import type { Scope } from '@interline/core/hub';
import { buildSchema, createLiveFeed } from '@interline/schema';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import ship from '../src/index.ts';
import { accepted, asked, confirmed, created, issued, ORDER_ID } from './dossier-entries.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';

const schema = buildSchema({ adapters: [ship as AnyAdapter] });
let shop: ReportHub;

beforeAll(async () => {
  shop = await openReportHub(created(), accepted(), confirmed(), issued(), asked('a', 'T1'));
});
afterAll(() => shop.close());

async function ask(source: string, scopes: readonly Scope[] = ['orders:read']) {
  const { hub }: { readonly hub: TestHub } = shop;
  const contextValue = { viewer: hub.viewer(scopes), hub: hub.context, feed: createLiveFeed(hub.context) };
  const { data, errors } = await graphql({ schema, source, contextValue });
  expect(errors).toBeUndefined();
  return data?.['order'];
}

describe('a ship order in the schema', () => {
  it('shows its own facts, and the shared ones through the interfaces', async () => {
    const order = await ask(`{
      order(channel: "ship", reference: "${ORDER_ID}") {
        __typename status refundStatus
        ... on ShipOrder {
          agentOrderNumber ticketCount tradeNumber gate issuedVia refundedAmount { minorUnits }
          sailing { scheduleId goodsId departure date time } from { portName } to { cityName }
          decision { accepted by code } pickUp { place number } reportFailure { code }
        }
        items { ... on ShipItem { passengerId passengerType } refunds { ... on ShipRefund { ticketIds answer surcharge { minorUnits } } amount { minorUnits } status } }
        tickets { reference status channelStatus kind number ... on ShipTicket { ticketId subKind surcharge { minorUnits } } }
      }
    }`);
    expect(order).toMatchObject({
      __typename: 'ShipOrder',
      status: 'FULFILLED',
      refundStatus: 'REQUESTED',
      agentOrderNumber: 'A-1',
      ticketCount: 2,
      tradeNumber: '2026020122001',
      gate: '3',
      issuedVia: 'REPORT',
      refundedAmount: null,
      sailing: { scheduleId: 'S-77', goodsId: 'G-1', departure: '2026-02-01T00:30:00+00:00', date: '2026-02-01' },
      from: { portName: '蛇口港' },
      to: { cityName: '珠海' },
      decision: { accepted: true, by: 'PERSON', code: null },
      pickUp: { place: '人民广场', number: '344420' },
      reportFailure: null,
      items: [
        {
          passengerId: '301',
          passengerType: 'ADULT',
          refunds: [
            {
              ticketIds: ['T1'],
              answer: null,
              surcharge: { minorUnits: '1000' },
              amount: { minorUnits: '11000' },
              status: 'REQUESTED',
            },
          ],
        },
        { passengerId: '302', passengerType: 'CHILD', refunds: [] },
      ],
      tickets: [
        {
          reference: '301-1',
          status: 'REFUNDING',
          channelStatus: '4',
          kind: 'SHIP',
          number: 'N-T1',
          ticketId: 'T1',
          subKind: 'OUTWARD',
          surcharge: { minorUnits: '1000' },
        },
        { reference: '302-1', status: 'ISSUED', channelStatus: '2', surcharge: null },
      ],
    });
  });

  it.each<[string, readonly Scope[], readonly unknown[]]>([
    ['hides passwords and persons', ['orders:read'], ['***', '***', '***']],
    [
      'shows passwords to whoever may read personal data',
      ['orders:read', 'pii:read'],
      ['pickUpPassword:pick-4502039', 'ticketPassword.T1:secret-T1', 'ticketPassword.T2:secret-T2'],
    ],
  ])('%s', async (_what, scopes, passwords) => {
    const order = await ask(
      `{ order(channel: "ship", reference: "${ORDER_ID}") { contact { attributes } travellers { attributes } } }`,
      scopes,
    );
    const [contact, ...travellers] = passwords;
    expect(order).toEqual({
      contact: { attributes: contact },
      travellers: travellers.map((attributes) => ({ attributes })),
    });
  });

  it('keeps no password in clear in the database', async () => {
    const rows = await shop.hub.database.query({
      name: 'test.dump',
      text: `select to_jsonb(orders)::text from interline.orders
             union all select to_jsonb(item)::text from interline.item
             union all select to_jsonb(traveller)::text from interline.traveller
             union all select to_jsonb(ticket)::text from interline.ticket
             union all select to_jsonb(entry)::text from interline.dossier_entry entry
             union all select to_jsonb(event)::text from interline.order_event event`,
    });
    expect(rows.length).toBeGreaterThan(10);
    expect(JSON.stringify(rows)).not.toMatch(/pick-4502039|secret-T|罗大佑|212100198902171763/);
  });
});
