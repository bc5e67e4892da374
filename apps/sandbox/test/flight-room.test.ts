import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ASSUMED_NAMES, FLIGHT_NAMES, FLIGHT_WORDS, renamed } from '@interline/adapter-flight/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { FlightOrderView, LedgerEntry, ManualClock, Sandbox, SandboxOptions } from '../src/index.ts';
import { DATE, flightDesk, listIn } from './flight-desk.ts';
import type { Desk } from './flight-desk.ts';
import { signed } from './gateway-client.ts';
import { connect, contentOf } from './tmc-client.ts';

const START = new Date('2026-11-22T04:00:00Z');
const { bookAnswer, method, order: orderName, outcome, topic } = FLIGHT_NAMES;

let clock: ManualClock;
let sandbox: Sandbox;
let desk: Desk;

beforeEach(async () => {
  clock = manualClock(START);
  sandbox = await createSandbox({ clock });
  desk = flightDesk(sandbox);
});
afterEach(() => sandbox.close());

describe('messages', () => {
  test('have the documented types: the order’s number is text to trade and a number elsewhere', async () => {
    sandbox.control.flight.setPolicy({ payNotification: true });
    const client = await connect(sandbox);
    const orderId = await desk.ticketed(['ADULT', 'ADULT']);
    const created = await desk.change(orderId);
    sandbox.control.flight.advanceChange(String(created[FLIGHT_NAMES.change.changeNumber]), { to: 'closed' });
    await desk.refund(orderId, await desk.render(orderId));
    sandbox.control.flight.moveSchedule({ order: orderId });
    const seen = [];
    while (seen.length < 8) {
      const frame = await client.next();
      const content = contentOf(frame);
      const { tradeMessage, changeMessage, flightChangeMessage } = FLIGHT_NAMES;
      const about = content[tradeMessage.orderId] ?? content[flightChangeMessage.orderId];
      const what =
        content[tradeMessage.type] ?? content[changeMessage.status] ?? content[FLIGHT_NAMES.refundMessage.type];
      seen.push([frame.values.get('topic')?.value, typeof about, what]);
    }
    expect(seen).toEqual([
      [topic.trade, 'string', FLIGHT_WORDS.tradeMessage.paid],
      [topic.payment, 'string', undefined],
      [topic.trade, 'string', FLIGHT_WORDS.tradeMessage.ticketed],
      [topic.change, 'number', FLIGHT_WORDS.changeStatus.submitted],
      [topic.change, 'number', FLIGHT_WORDS.changeStatus.awaitingPayment],
      [topic.change, 'number', FLIGHT_WORDS.changeStatus.closed],
      [topic.refund, 'number', FLIGHT_WORDS.refundMessage.created],
      [topic.flightChange, 'number', undefined],
    ]);
  });

  test('are lost and doubled by the faults like any other', () => {
    sandbox.control.setFaults({ messages: { drop: 1 } });
    sandbox.control.flight.createOrder({ advance: 'ticketed' });
    expect(messages().map(({ cause }) => cause)).toEqual(['fault:drop', 'fault:drop']);
    sandbox.control.setFaults({ messages: { duplicate: 1 } });
    sandbox.control.flight.createOrder({ advance: 'paid' });
    expect(messages().filter(({ cause }) => cause === 'platform')).toHaveLength(2);
  });
});

describe('faults', () => {
  test('a payment that times out has been made; the text is the channel’s own', async () => {
    const view = sandbox.control.flight.createOrder();
    sandbox.control.setFaults({ calls: [{ kind: 'timeout-after-effect', method: method.pay }] });
    const answer = await desk.pay(view.id, view.total / 100);
    expect(answer).toMatchObject({ code: 15, sub_msg: FLIGHT_WORDS.refusalText.timeout });
    expect(sandbox.control.flight.order(view.id).status).toBe('paid');
  });

  test('a booking whose answer is lost is found by its number', async () => {
    const offer = (await desk.search({ cabinClass: 'Y' })).find((one) => !one[FLIGHT_NAMES.offer.memberRestrict]);
    sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: method.book, count: 1 }] });
    await expect(desk.book(offer ?? {})).rejects.toThrow('fetch failed');
    const found = await desk.call('orderDetail', { [FLIGHT_NAMES.orderDetailRequest.outOrderNumber]: 'IL1' });
    expect(found).toMatchObject({ [outcome.isSuccess]: true, [orderName.outOrderNumber]: 'IL1' });
  });

  test('a refund that is lost on the way is not there', async () => {
    const orderId = await desk.ticketed();
    const rendered = await desk.render(orderId);
    sandbox.control.setFaults({ calls: [{ kind: 'lost-request', method: method.refundCreate }] });
    await expect(desk.refund(orderId, rendered)).rejects.toThrow('fetch failed');
    expect(sandbox.control.flight.order(orderId).refunds).toEqual([]);
  });

  test('unknown statuses reach orders, tickets, refunds and changes', async () => {
    const orderId = await desk.ticketed(['ADULT', 'ADULT']);
    const created = await desk.change(orderId);
    sandbox.control.setFaults({ calls: [{ kind: 'unknown-status' }] });
    const detail = await desk.detail(orderId);
    const [passenger = {}] = listIn(detail, orderName.passengers);
    const [ticket] = listIn(passenger, FLIGHT_NAMES.orderPassenger.tickets);
    expect([detail[orderName.status], ticket?.[FLIGHT_NAMES.ticket.status]]).toEqual(['状态待核实', '状态待核实']);
    const { changeQueryRequest, changeQueryAnswer, change } = FLIGHT_NAMES;
    const answer = await desk.call('changeQuery', { [changeQueryRequest.orderId]: orderId });
    expect(listIn(answer, changeQueryAnswer.changes)).toMatchObject([
      { [change.status]: 99, [change.changeNumber]: created[change.changeNumber] },
    ]);
  });
});

test('renaming every assumed name in the table renames it here: the whole story in other words', async () => {
  const names = renamed((name, _path, assumed) => (assumed ? `other_${name}` : name));
  const other = await createSandbox({ clock, flight: { names } });
  const stranger = flightDesk(other, names);
  const orderId = await stranger.ticketed(['ADULT', 'CHILD']);
  const created = await stranger.change(orderId, { cabin: 'J' });
  expect(created).toHaveProperty(`other_${FLIGHT_NAMES.change.payBy}`);
  other.control.flight.advanceChange(String(created[names.change.changeNumber]), { to: 'ticketed' });
  const applied = await stranger.refund(orderId, await stranger.render(orderId));
  other.control.flight.advanceRefund(String(applied[names.refundCreateAnswer.refundNumber]), { to: 'refunded' });
  expect(other.control.flight.order(orderId).status).toBe('refunded');

  const said = JSON.stringify([await stranger.detail(orderId), created, applied, await stranger.search()]);
  const old = ASSUMED_NAMES.map((path) => {
    const [group = '', key = ''] = path.split('.');
    return (FLIGHT_NAMES as Readonly<Record<string, Readonly<Record<string, string>>>>)[group]?.[key] ?? '';
  }).filter((name) => !isDocumentedToo(name));
  expect(old.filter((name) => said.includes(`"${name}":`))).toEqual([]);
  await other.close();
});

test('only the account that buys may call, and sees only its own orders', async () => {
  const { id } = sandbox.control.flight.createOrder();
  const seller = sandbox.control.shops().find(({ channel }) => channel === 'vacation');
  const fields = signed(sandbox, {
    method: method.orderDetail,
    session: seller?.session ?? undefined,
    [FLIGHT_NAMES.orderDetailRequest.root]: JSON.stringify({ [FLIGHT_NAMES.orderDetailRequest.orderId]: id }),
  });
  const answer = await (await fetch(sandbox.gatewayUrl, { method: 'POST', body: new URLSearchParams(fields) })).text();
  expect(answer).toContain(FLIGHT_WORDS.refusalText.badRequest);
});

test('npm topsdk, an independent client, searches as the platform answers', async () => {
  const script = new URL('./clients/gateway.cjs', import.meta.url).pathname;
  const { searchRequest, direction, searchAnswer } = FLIGHT_NAMES;
  const real = await createSandbox();
  const wish = {
    [searchRequest.searchMode]: FLIGHT_WORDS.searchMode.listing,
    [searchRequest.directions]: [
      {
        [direction.depCity]: 'BJS',
        [direction.arrCity]: 'XMN',
        [direction.depDate]: new Date(Date.now() + 864e6).toISOString().slice(0, 10),
      },
    ],
  };
  const session = real.control.shops().find(({ channel }) => channel === 'flight')?.session;
  const parameters = JSON.stringify({ session, [searchRequest.root]: JSON.stringify(wish) });
  const argv = [script, 'topsdk', real.gatewayUrl, real.app.key, real.app.secret, method.search, parameters];
  const environment = { ...process.env, TZ: 'Asia/Shanghai', NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env: environment });
  expect(stdout).toContain(`"${searchAnswer.offers}":{"${searchAnswer.offer}":[`);
  await real.close();
});

describe('a sandbox that was closed and started again', () => {
  let directory: string;
  let kept: SandboxOptions;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-flight-'));
    kept = { clock, stateFile: join(directory, 'sandbox.sqlite') };
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('has the same orders, refunds and changes, seats, prices and policy', async () => {
    const first = await createSandbox(kept);
    const buyer = flightDesk(first);
    const orderId = await buyer.ticketed(['ADULT', 'ADULT']);
    await buyer.change(orderId);
    const other = await buyer.ticketed();
    await buyer.refund(other, await buyer.render(other));
    first.control.flight.movePrices({ by: 30 });
    first.control.flight.setPolicy({ epidemic: true });
    const [views, offers] = [first.control.flight.orders(), await buyer.search()];
    await first.close();

    const second = await createSandbox(kept);
    expect(second.control.flight.orders()).toEqual(views);
    expect(await flightDesk(second).search()).toEqual(offers);
    expect(second.control.flight.policy()).toMatchObject({ epidemic: true });
    await second.close();
  });

  test('goes on: unpaid orders and changes end, tickets and refunds come', async () => {
    const first = await createSandbox({
      ...kept,
      flight: { ticketingSeconds: 600, reviewSeconds: 600, refundSeconds: 600 },
    });
    const buyer = flightDesk(first);
    const changed = await buyer.ticketed();
    await buyer.change(changed);
    const refunded = await buyer.ticketed();
    await buyer.refund(refunded, await buyer.render(refunded));
    const unpaid = first.control.flight.createOrder();
    const paid = first.control.flight.createOrder({ advance: 'paid' });
    await first.close();
    clock.advance(3_600_000);

    const second = await createSandbox({
      ...kept,
      flight: { ticketingSeconds: 600, reviewSeconds: 600, refundSeconds: 600 },
    });
    clock.advance(600_000);
    const look = (id: string): FlightOrderView => second.control.flight.order(id);
    expect(look(unpaid.id).status).toBe('closed');
    expect(look(paid.id).status).toBe('ticketed');
    expect(look(changed).changes[0]?.status).toBe('closed');
    expect(look(refunded).status).toBe('refunded');
    await second.close();
  });
});

test('airlines move flights of ticketed orders by themselves when set so', async () => {
  sandbox.control.flight.setPolicy({ scheduleSeconds: 60 });
  const views = [1, 2, 3].map(() => sandbox.control.flight.createOrder({ date: DATE, advance: 'ticketed' }));
  clock.advance(600_000);
  expect(views.map(({ id }) => sandbox.control.flight.order(id).flightChanges)).toEqual([1, 1, 1]);
  expect(messages().some(({ what }) => what === topic.flightChange)).toBe(true);
});

test('the merchant’s own numbers and money of each write are in the ledger', async () => {
  const orderId = await desk.ticketed();
  const total = sandbox.control.flight.order(orderId).total;
  const effects = sandbox.control.ledger({ kind: 'effect' }).entries;
  expect(effects.map(({ what, order, ownNumber, amount }) => [what, order, ownNumber, amount])).toEqual([
    [method.book, orderId, 'IL1', String(total)],
    [method.pay, orderId, 'IL1', String(total)],
  ]);
  await desk.pay(orderId, total / 100);
  const attempts = sandbox.control.ledger({ kind: 'attempt' }).entries.filter(({ what }) => what === method.pay);
  expect(attempts).toHaveLength(2);
  expect(sandbox.control.ledger({ kind: 'effect' }).entries).toHaveLength(2);
  expect(bookAnswer.orderId in (await desk.detail(orderId))).toBe(true);
});

/** Whether a name that is assumed in one place is documented in another, where it must stay. */
function isDocumentedToo(name: string): boolean {
  const places = Object.entries(FLIGHT_NAMES).flatMap(([group, entries]) =>
    Object.entries(entries).flatMap(([key, value]) => (value === name ? [`${group}.${key}`] : [])),
  );
  return places.some((place) => !ASSUMED_NAMES.includes(place));
}

function messages(): readonly LedgerEntry[] {
  return sandbox.control.ledger({ kind: 'message' }).entries;
}
