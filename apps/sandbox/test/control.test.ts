import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, DEMO_RESERVATION_SECRET, manualClock, systemClock } from '../src/index.ts';
import type { LedgerEntry, ManualClock, OrderView, Sandbox } from '../src/index.ts';
import { flightDesk, passengerIds } from './flight-desk.ts';
import { openMerchant } from './ship-merchant.ts';

let clock: ManualClock;
let sandbox: Sandbox;

beforeAll(async () => {
  clock = manualClock();
  sandbox = await createSandbox({ clock });
});
afterAll(() => sandbox.close());

describe('the self-description', () => {
  test('names the demo application, the addresses and the shops with their sessions', async () => {
    const { body } = await send('GET', '/sandbox');
    expect(body).toMatchObject({
      app: { key: '12345678', secret: 'helloworld' },
      addresses: { gatewayUrl: sandbox.gatewayUrl, tmcUrl: sandbox.tmcUrl, reservationsUrl: sandbox.reservationsUrl },
      reservationSecret: DEMO_RESERVATION_SECRET,
      shops: [
        { id: 'west-lake', sellerId: '3607242345', nick: '西湖旅行专营店', session: expect.any(String) as string },
        { id: 'masked' },
        { id: 'foreign', appKey: '87654321' },
        { id: 'travel-desk', channel: 'flight' },
        { id: 'ferry-line', channel: 'ship' },
        { id: 'harbour-agency', channel: 'ship' },
      ],
    });
  });

  test('lists every field that a body may have', async () => {
    const { body } = await send('GET', '/sandbox');
    const { routes } = body as { routes: { method: string; path: string; body?: { properties?: object } }[] };
    const fieldsOf = (route: string) =>
      Object.keys(routes.find(({ method, path }) => `${method} ${path}` === route)?.body?.properties ?? {});
    expect(fieldsOf('POST /sandbox/orders')).toEqual(expect.arrayContaining(['bizType', 'staged', 'sellerSeconds']));
    expect(fieldsOf('POST /sandbox/orders/:id/advance')).toEqual(['to', 'subOrder']);
    expect(fieldsOf('PUT /sandbox/faults')).toEqual(['messages', 'calls', 'qimen', 'whiteList']);
    expect(fieldsOf('PUT /sandbox/flow')).toContain('pace');
    expect(fieldsOf('PUT /sandbox/shops/:shop')).toEqual(['masked', 'mayClosePaid']);
  });

  test('every example in it works as it stands', async () => {
    const { body } = await send('GET', '/sandbox');
    const { routes } = body as { routes: { method: string; path: string; example?: unknown }[] };
    const order = sandbox.control.createOrder({ subOrders: 1, confirmation: 'manual', advance: 'pay' });
    const merchant = await openMerchant();
    sandbox.control.ship.setPolicy({ target: merchant.url });
    const { id: shipOrder } = await sandbox.control.ship.placeOrder({ goodsId: 'G-XJ0101' });
    await sandbox.control.ship.confirm(shipOrder);
    const flight = await flightWithRefundAndChange();
    for (const { method, path, example } of routes) {
      const url = path
        .replace(':id', order.id)
        .replace(':shipOrder', shipOrder)
        .replace(':shop', 'west-lake')
        .replace(/:(\w+)/, (name) => flight[name] ?? name);
      const { subOrder: _anotherOrders, ...input } = (example ?? {}) as { subOrder?: string };
      const body = JSON.parse(JSON.stringify(input).replace(':flightOrder', flight[':flightOrder'] ?? '')) as unknown;
      const { status } = await send(method, url, example === undefined ? undefined : body);
      expect(`${method} ${path}: ${status}`).toBe(`${method} ${path}: 200`);
    }
    sandbox.control.clearFaults();
    sandbox.control.setFlow({ running: false });
    await merchant.close();
  });
});

describe('a story over HTTP', () => {
  test('create, advance, look, read the ledger', async () => {
    const created = await send('POST', '/sandbox/orders', { bizType: 4, confirmation: 'manual', subOrders: 2 });
    const [order] = created.body as OrderView[];
    await send('POST', `/sandbox/orders/${order?.id}/advance`, { to: 'pay' });
    const subOrder = order?.subOrders[0]?.id;
    const advanced = await send('POST', `/sandbox/orders/${order?.id}/advance`, { to: 'deliver', subOrder });
    expect(advanced.body).toMatchObject({ id: order?.id, status: 'SELLER_CONSIGNED_PART' });
    expect((await send('GET', `/sandbox/orders/${order?.id}`)).body).toEqual(advanced.body);
    const { entries } = (await send('GET', '/sandbox/ledger?kind=change')).body as { entries: LedgerEntry[] };
    const last = entries.findLast((entry) => entry.order === order?.id && entry.subOrder === null);
    expect(last).toMatchObject({
      what: 'status',
      from: 'WAIT_SELLER_SEND_GOODS',
      to: 'SELLER_CONSIGNED_PART',
      cause: 'control',
      time: clock.now().toISOString(),
    });
  });

  test('the ledger is read on from where one stopped, without gaps', async () => {
    const { last } = (await send('GET', '/sandbox/ledger')).body as { last: number };
    sandbox.control.createOrder({ subOrders: 1 });
    const { entries } = (await send('GET', `/sandbox/ledger?after=${last}`)).body as { entries: LedgerEntry[] };
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => last + 1 + index));
    const limited = (await send('GET', `/sandbox/ledger?after=${last}&limit=1`)).body as { entries: LedgerEntry[] };
    expect(limited.entries).toHaveLength(1);
  });

  test('the flow can be started, changed and stopped', async () => {
    const own = await createSandbox({ clock });
    await fetch(`${own.url}/sandbox/flow`, {
      method: 'PUT',
      body: JSON.stringify({ running: true, rate: 60, mix: { 9: 1 }, shops: ['masked'] }),
    });
    clock.advance(9_999);
    expect(own.control.setFlow({ running: false })).toMatchObject({ running: false, rate: 60 });
    clock.advance(60_000);
    const placed = own.control.orderIds();
    expect(placed).toHaveLength(10);
    expect(own.control.order(placed[0] ?? '')).toMatchObject({ shop: 'masked', subOrders: [{ bizType: 9 }] });
    await own.close();
  });

  test('500 orders in one call, each with its own id', async () => {
    const { body } = await send('POST', '/sandbox/orders', { count: 500 });
    expect(new Set((body as OrderView[]).map(({ id }) => id)).size).toBe(500);
  });
});

describe('bad input is answered with the field and the remedy', () => {
  test.each<[string, string, string | (() => string), unknown, number, string | undefined, RegExp]>([
    ['no JSON', 'POST', '/sandbox/orders', '{', 400, undefined, /the body is not JSON/],
    ['wrong type', 'POST', '/sandbox/orders', { bizType: 'one' }, 400, 'bizType', /expected number/],
    ['too many sub-orders', 'POST', '/sandbox/orders', { subOrders: 6 }, 400, 'subOrders', /<=5/],
    ['unknown field', 'POST', '/sandbox/orders', { biztype: 1 }, 400, 'biztype', /GET \/sandbox lists/],
    ['no body', 'PUT', '/sandbox/faults', undefined, 400, undefined, /body: .*expected object/],
    ['unknown shop', 'POST', '/sandbox/orders', { shop: 'x' }, 404, 'shop', /shops: west-lake, masked, foreign/],
    ['time without zone', 'POST', '/sandbox/orders', { createdAt: '2026-01-01' }, 400, 'createdAt', /ISO/],
    ['future', 'POST', '/sandbox/orders', { createdAt: '2999-01-01T00:00:00Z' }, 400, 'createdAt', /in the future/],
    ['unknown order', 'GET', '/sandbox/orders/1', undefined, 404, 'id', /order 1 does not exist/],
    ['unknown step', 'POST', () => `/sandbox/orders/${closedOrder()}/advance`, { to: 'fly' }, 400, 'to', /"pay"/],
    [
      'step too late',
      'POST',
      () => `/sandbox/orders/${closedOrder()}/advance`,
      { to: 'pay' },
      409,
      'to',
      /possible now: nothing/,
    ],
    [
      'foreign sub-order',
      'POST',
      () => `/sandbox/orders/${closedOrder()}/advance`,
      { to: 'deliver', subOrder: '5' },
      404,
      'subOrder',
      /its sub-orders: \d+/,
    ],
    ['a rate beyond 1', 'PUT', '/sandbox/faults', { messages: { drop: 20 } }, 400, 'messages.drop', /between 0 and 1/],
    ['an unknown fault', 'PUT', '/sandbox/faults', { calls: [{ kind: 'x' }] }, 400, 'calls.0.kind', /GET \/sandbox/],
    [
      'a fault of a method that is not played',
      'PUT',
      '/sandbox/faults',
      { calls: [{ kind: 'truncated', method: 'alitrip.travel.trade.delivr' }] },
      404,
      'method',
      /methods: \*, .*alitrip\.travel\.trade\.deliver/,
    ],
    ['a shop of the flow', 'PUT', '/sandbox/flow', { shops: ['x'] }, 404, 'shop', /does not exist/],
    ['a mix without weight', 'PUT', '/sandbox/flow', { mix: { 1: 0 } }, 400, 'mix', /weight above 0/],
    ['an empty mix', 'PUT', '/sandbox/flow', { mix: {} }, 400, 'mix', /weight above 0/],
    ['a ledger place', 'GET', '/sandbox/ledger?after=-1', undefined, 400, 'after', />=0/],
    ['an unknown session', 'POST', '/sandbox/sessions/x/expire', undefined, 404, 'shop', /shops:/],
    ['an unknown route', 'GET', '/sandbox/nowhere', undefined, 404, undefined, /GET \/sandbox lists them/],
    ['another verb', 'DELETE', '/sandbox/orders', undefined, 405, undefined, /use POST, GET/],
    ['a broken escape', 'GET', '/sandbox/orders/%E0%A4%A', undefined, 400, undefined, /%-escape/],
  ])('%s', async (_name, method, path, body, status, field, message) => {
    const answer = await send(method, typeof path === 'string' ? path : path(), body);
    const { error } = answer.body as { error: { message: string; field?: string } };
    expect(answer.status).toBe(status);
    expect(error.field).toBe(field);
    expect(error.message).toMatch(message);
  });

  test('a body beyond 1 MB', async () => {
    const answer = await send('POST', '/sandbox/orders', { shop: 'x'.repeat(1_100_000) });
    expect(answer).toMatchObject({
      status: 413,
      body: { error: { message: expect.stringContaining('1048576') as string } },
    });
  });

  test('moving the machine’s clock', async () => {
    const real = await createSandbox({ clock: systemClock() });
    expect(() => real.control.advanceClock({ seconds: 1 })).toThrow(/start it with a manual clock/);
    await real.close();
  });
});

test.each([
  [{ shops: ['nowhere'] }, /shop nowhere does not exist; shops: west-lake/],
  [{ mix: {} }, /at least one biz_type/],
])('a sandbox with the flow %j does not start', async (flow, reason) => {
  await expect(createSandbox({ flow })).rejects.toThrow(reason);
});

test('a path that nobody serves points to the description', async () => {
  const response = await fetch(`${sandbox.url}/`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('GET /sandbox');
});

async function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(sandbox.url + path, { method, ...(payload === undefined ? {} : { body: payload }) });
  return { status: response.status, body: await response.json() };
}

/** A ticketed flight order with a refund and a change, by the names of the routes' parameters. */
async function flightWithRefundAndChange(): Promise<Record<string, string>> {
  const desk = flightDesk(sandbox);
  const { names } = desk;
  const order = await desk.ticketed(['ADULT', 'ADULT']);
  const [one, other] = passengerIds(await desk.detail(order), names);
  const first = { [names.refundCreateRequest.passengerIds]: [one] };
  const refund = await desk.refund(order, await desk.render(order, first), first);
  const change = await desk.change(order, { more: { [names.changeCreateRequest.passengerIds]: [other] } });
  return {
    ':flightOrder': order,
    get ':ticketedOrder'() {
      return sandbox.control.flight.createOrder({ advance: 'ticketed' }).id;
    },
    ':refund': String(refund[names.refundCreateAnswer.refundNumber]),
    ':change': String(change[names.changeCreateAnswer.changeNumber]),
  };
}

function closedOrder(): string {
  return sandbox.control.createOrder({ withoutPayment: true, advance: 'close-unpaid' }).id;
}
