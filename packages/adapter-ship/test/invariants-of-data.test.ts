import type { AnyAdapter, InboundCall } from '@interline/core';
import { answerCall, authoriseShop, readFeed, submitCommand } from '@interline/core/hub';
import type { HubContext, Scope } from '@interline/core/hub';
import { buildSchema, createLiveFeed } from '@interline/schema';
import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import ship from '../src/index.ts';
import { openQimenHub, read } from './qimen-hub.ts';
import type { Answer, QimenHub } from './qimen-hub.ts';
import { openReportGateway } from './report-gateway.ts';
import type { ReportGateway } from './report-gateway.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE } from './ship-calls.ts';

const schema = buildSchema({ adapters: [ship as AnyAdapter] });
let gateway: ReportGateway;
let line: QimenHub;

beforeEach(async () => {
  gateway = await openReportGateway();
  line = await openQimenHub({ gatewayUrl: gateway.url, defaultPolicy: { mode: 'automatic' } });
  await authoriseShop(line.hub.context, line.shop.id, { accessToken: 'session', expiresAt: null });
});
afterEach(async () => {
  await line.close();
  await gateway.close();
});

/** Delivers a call to a shop as it is. */
async function deliver(shop: string, call: InboundCall): Promise<Answer> {
  const answered = await answerCall(line.hub.context, { path: 'qimen', shop, call }, new AbortController().signal);
  await answered.delivered();
  return read(answered);
}

function submit(name: string, input: object, shopIds?: readonly string[]) {
  const viewer = line.hub.viewer(['orders:read', 'orders:write'], shopIds);
  return submitCommand(line.hub.context, viewer, { channel: 'ship', name, idempotencyKey: name, input });
}

/** Tickets of an order: one for each passenger, at his price. */
function tickets(prices: readonly number[]) {
  return {
    ticketCount: prices.length,
    totalPrice: String(prices.reduce((sum, price) => sum + price, 0)),
    passengers: prices.map((price, place) => ({
      itemReference: PEOPLE[place]?.passenger_id ?? '',
      tickets: [{ ticketId: `T-${place + 1}`, price: String(price), kind: 'SHIP', password: `open-${place + 1}` }],
    })),
    pickUp: { place: '蛇口', password: 'pick-4502039' },
  };
}

async function ask(source: string, scopes: readonly Scope[], context: HubContext, shopIds?: readonly string[]) {
  const contextValue = { viewer: line.hub.viewer(scopes, shopIds), hub: context, feed: createLiveFeed(context) };
  const { data, errors } = await graphql({ schema, source, contextValue });
  return { data: JSON.stringify(data ?? null), errors: errors ?? [] };
}

describe('invariant 13: nothing of a shop crosses to another', () => {
  let other: string;
  let orderId: string;
  beforeEach(async () => {
    const shop = { channel: 'ship', accountId: '77', accountNick: 'another-line', accessToken: 'another' };
    other = (await line.hub.addShop(shop)).id;
    await line.call(METHOD.create, CREATE);
    await line.call(METHOD.confirm, about(ORDER));
    const [row] = await line.hub.database.query<{ id: string }>({
      name: 'test.id',
      text: 'select id from interline.orders',
    });
    orderId = row?.id ?? '';
  });

  it.each(['confirm', 'query', 'quote'] as const)(
    '%s at one shop knows no order of the other, by any number',
    async (method) => {
      for (const content of [about(ORDER), { alitrip_order_id: ORDER, extAttr: '{}' }]) {
        expect(await line.call(METHOD[method], content, { shop: other })).toMatchObject({ ret_code: 'ORDER_UNKNOWN' });
      }
    },
  );

  it('a refund at one shop touches no ticket of the other', async () => {
    await submit('reportTickets', { orderReference: ORDER, issued: tickets([12_000, 6_000]) });
    await line.hub.settle();
    const content = { ...about(ORDER), passenger_list: [{ ticket_id: 'T-1', passenger_id: PEOPLE[0].passenger_id }] };
    expect(await line.call(METHOD.refund, content, { shop: other })).toMatchObject({ ret_code: 'ORDER_UNKNOWN' });
    expect(await line.order(ORDER)).toMatchObject({ status: 'FULFILLED', channelStatus: 'tickets.reported' });
  });

  it('a call that was signed for one shop is not played at the other', async () => {
    const call = line.sign(METHOD.query, about(ORDER));
    expect(await deliver(line.shop.id, call)).toMatchObject({ success: true });
    expect(await deliver(other, call)).toMatchObject({ success: false, ret_code: 'CALL_REPLAYED' });
  });

  it('the same order id at the other shop is another order', async () => {
    expect(await line.call(METHOD.create, { ...CREATE, goods_id: 'G-9' }, { shop: other })).toMatchObject({
      success: true,
    });
    const rows = await line.hub.database.query<{ shop: string; goods: string }>({
      name: 'test.goods',
      text: `select shop_id as shop, detail -> 'sailing' ->> 'goodsId' as goods from interline.orders`,
    });
    expect(Object.fromEntries(rows.map(({ shop, goods }) => [shop, goods]))).toEqual({
      [line.shop.id]: 'G2002',
      [other]: 'G-9',
    });
  });

  it('a token of the other shop sees no order, node or event, and reports and decides nothing', async () => {
    const { context } = line.hub;
    const source = `{ node(id: "order_${orderId}") { id } order(channel: "ship", reference: "${ORDER}") { id } orders { totalCount } }`;
    expect((await ask(source, ['orders:read', 'pii:read'], context, [other])).data).toBe(
      '{"node":null,"order":null,"orders":{"totalCount":0}}',
    );
    expect((await ask(source, ['orders:read'], context, [line.shop.id])).data).toContain(orderId);
    const input = { orderReference: ORDER, issued: tickets([12_000, 6_000]) };
    expect(await submit('reportTickets', input, [other])).toMatchObject({ kind: 'refused', code: 'ORDER_NOT_FOUND' });
    expect(await submit('decide', { orderReference: ORDER, accept: false, code: 'X' }, [other])).toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    expect(gateway.calls).toEqual([]);
  });

  it('a place in the feed of one shop opens none of its events to the other', async () => {
    const { database } = line.hub;
    const all = await readFeed(database, { after: null, limit: 100, shopIds: [line.shop.id] });
    expect(all.length).toBeGreaterThan(2);
    const [first] = all;
    const after = { after: first?.cursor ?? '', limit: 100 };
    expect(await readFeed(database, { ...after, shopIds: [line.shop.id] })).toHaveLength(all.length - 1);
    expect(await readFeed(database, { ...after, shopIds: [other] })).toEqual([]);
  });
});

it('invariant 14: an id of 2^53 + 1 and 0.1 + 0.2 yuan are the same from order.create to what Fliggy is told', async () => {
  const id = '9007199254740993';
  const people = PEOPLE.map((person, place) => ({ ...person, ticket_price: [10, 20][place] }));
  const content = { ...CREATE, alitrip_order_id: 0, order_amount: 30, passenger_list: people };
  const body = JSON.stringify(content).replace('"alitrip_order_id":0', `"alitrip_order_id":${id}`);
  expect(await line.call(METHOD.create, {}, { body })).toMatchObject({
    success: true,
    agent_order_id: id,
    alitrip_order_id: id,
  });
  const named = { agent_order_id: id, alitrip_order_id: id, extAttr: '{}' };
  await line.call(METHOD.confirm, named);
  await submit('reportTickets', { orderReference: id, issued: tickets([10, 20]) });
  await line.hub.settle();
  const given = PEOPLE.map(({ passenger_id }, place) => ({
    ticket_id: `T-${place + 1}`,
    passenger_id,
    refund_surcharge: 0,
  }));
  await line.call(METHOD.refund, { ...named, passenger_list: given });
  await submit('reportRefund', { orderReference: id, ticketId: null, refunded: { amount: '30' } });
  await line.hub.settle();
  const [report, refund] = gateway.calls;
  expect(report).toContain(`"alitrip_order_id":"${id}"`);
  expect(report).toContain('"total_price":30,');
  expect(refund).toContain(`"alitrip_order_id":${id},`);
  expect(refund).toContain('"agent_refund_amount":30,');
  const rows = await line.hub.database.query({
    name: 'test.exact',
    text: `select reference, total_amount::text as total, status, detail ->> 'refundedAmount' as back from interline.orders`,
  });
  expect(rows).toEqual([{ reference: id, total: '30', status: 'REFUNDED', back: '30' }]);
});

describe('invariant 15: personal data and passwords are clear by scope alone, and no reading is without its record', () => {
  const PEOPLE_AND_PASSWORDS = `{ order(channel: "ship", reference: "${ORDER}") { contact { name phone attributes } travellers { name documentNumber attributes } } }`;
  const CLEAR = ['张伟测试', '王芳测试', '13800001111', '110101199003070011', 'open-1', 'open-2', 'pick-4502039'];
  const readings = () =>
    line.hub.database.query<{ order_ids: string[] }>({
      name: 'test.readings',
      text: 'select order_ids from interline.disclosure',
    });
  beforeEach(async () => {
    await line.call(METHOD.create, CREATE);
    await line.call(METHOD.confirm, about(ORDER));
    await submit('reportTickets', { orderReference: ORDER, issued: tickets([12_000, 6_000]) });
    await line.hub.settle();
  });

  it('without the scope they are masked, and nothing is recorded', async () => {
    const { data, errors } = await ask(PEOPLE_AND_PASSWORDS, ['orders:read', 'orders:write'], line.hub.context);
    expect(errors).toEqual([]);
    expect(CLEAR.filter((text) => data.includes(text))).toEqual([]);
    expect(await readings()).toEqual([]);
  });

  it('with it they are clear, and the reading is recorded', async () => {
    const { data } = await ask(PEOPLE_AND_PASSWORDS, ['orders:read', 'pii:read'], line.hub.context);
    expect(CLEAR.filter((text) => !data.includes(text))).toEqual([]);
    expect(await readings()).toHaveLength(1);
  });

  it('a hub that is killed before the record has shown none of them', async () => {
    const { context } = line.hub;
    const { database } = context;
    const query: typeof database.query = (asked, values) =>
      asked.name === 'disclosure.insert' ? Promise.reject(new Error('killed')) : database.query(asked, values);
    const dying = { ...context, database: { ...database, query } };
    const { data, errors } = await ask(PEOPLE_AND_PASSWORDS, ['orders:read', 'pii:read'], dying);
    expect(errors.length).toBeGreaterThan(0);
    expect(CLEAR.filter((text) => data.includes(text))).toEqual([]);
    expect(await readings()).toEqual([]);
  });
});

describe('invariant 16: what cannot be read is refused with its reason, and harms no other order', () => {
  const TEN_MB = 10 * 1024 * 1024;

  it.each<[string, string, string]>([
    ['JSON that is cut off', JSON.stringify(CREATE).slice(0, -20), 'CALL_UNREADABLE'],
    ['XML that is cut off', '<request><alitrip_order_id>1</alitrip_order_id>', 'CALL_UNREADABLE'],
    ['no object', '[1]', 'CALL_UNREADABLE'],
    ['10 MB in one field', JSON.stringify({ ...CREATE, contact_name: 'x'.repeat(TEN_MB) }), 'PARAMETER_INVALID'],
    ['10 MB of brackets', '['.repeat(TEN_MB), 'CALL_UNREADABLE'],
  ])('%s', async (_what, body, code) => {
    const [poisoned, other] = await Promise.all([
      line.call(METHOD.create, {}, { body }),
      line.call(METHOD.create, { ...CREATE, alitrip_order_id: '7' }),
    ]);
    expect(poisoned).toMatchObject({ success: false, ret_code: code });
    expect(other).toMatchObject({ success: true });
    expect(await line.call(METHOD.create, CREATE)).toMatchObject({ success: true });
    expect((await line.order(ORDER)).status).toBe('AWAITING_CONFIRMATION');
  });

  it('a word that no document knows is kept and reported, and the order is sold all the same', async () => {
    const people = PEOPLE.map((person) => ({ ...person, passenger_type: '9' }));
    expect(await line.call(METHOD.create, { ...CREATE, passenger_list: people })).toMatchObject({ success: true });
    const { anomalies } = await line.order(ORDER);
    expect(anomalies).toContainEqual({ code: 'UNKNOWN_VALUE', path: 'passenger_list[0].passenger_type', value: '9' });
    await line.call(METHOD.confirm, about(ORDER));
    await submit('reportTickets', { orderReference: ORDER, issued: tickets([12_000, 6_000]) });
    await line.hub.settle();
    expect(await line.order(ORDER)).toMatchObject({ status: 'FULFILLED' });
  });

  it('something unreadable in a dossier is kept and reported, and loses nothing of what was said before and after', async () => {
    await line.call(METHOD.create, CREATE);
    await line.dossiers.append(ORDER, () => [
      { kind: 'tickets.reported', key: 'poison', content: { passengers: 'none' } },
    ]);
    expect(await line.call(METHOD.confirm, about(ORDER))).toMatchObject({ success: true });
    const { status, anomalies } = await line.order(ORDER);
    expect(status).toBe('AWAITING_FULFILMENT');
    expect(anomalies).toContainEqual({ code: 'MALFORMED_VALUE', path: 'dossier[3]', value: 'tickets.reported' });
    expect(await line.dossiers.read(ORDER)).toHaveLength(4);
  });
});
