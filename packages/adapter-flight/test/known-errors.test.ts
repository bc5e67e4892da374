import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import { FLIGHT_NAMES, FLIGHT_WORDS } from '../src/wire.ts';
import { ask, bookInput, listing, ordinaryOffer, request, unpaidOrder } from './flight-client.ts';
import type { Told } from './flight-client.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FaultSettingsInput } from './sandbox.ts';

const { method } = FLIGHT_NAMES;
const { refusalText } = FLIGHT_WORDS;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(() => desk.close());

const ERRORS: readonly [what: string, faults: FaultSettingsInput, code: string, remedy: RegExp, parks: boolean][] = [
  [
    'no channel assigned (question 1)',
    { calls: [{ kind: 'error', code: 41, subMsg: refusalText.badRequest }] },
    'NO_CHANNEL_ASSIGNED',
    /Ask the operators of Fliggy whether a channel is assigned to your app/,
    false,
  ],
  [
    'no session (question 2)',
    { calls: [{ kind: 'error', code: 26, subMsg: '传入http参数中必需包含session字段' }] },
    'MISSING_SESSION',
    /Authorise the app for the purchase account to get a session/,
    true,
  ],
  [
    'the white list (question 3)',
    { whiteList: ['192.0.2.1'] },
    'IP_NOT_ALLOWED',
    /IP white list of the app.*console of the Taobao Open Platform/,
    true,
  ],
];

describe.each(ERRORS)('%s, as a client sees it', (_what, faults, code, remedy, parks) => {
  test.each<[string, (given: Given) => Promise<Told>]>([
    ['who searches', () => ask(desk, 'search', listing(desk))],
    [
      'who asks for a price',
      ({ ticketed }) => ask(desk, 'quoteRefund', { orderReference: ticketed, reason: 'VOLUNTARY' }),
    ],
  ])('%s is told its code and remedy', async (_who, act) => {
    const given = await prepare();
    desk.sandbox.control.setFaults(faults);
    const told = await act(given);
    expect(told).toMatchObject({ __typename: parks ? 'ShopParked' : 'ChannelRefused', code });
    expect(told.message).toMatch(remedy);
  });

  test.each<[string, (given: Given) => Promise<Told>]>([
    ['books', ({ offer }) => request(desk, 'book', bookInput(offer))],
    ['pays', ({ unpaid, total }) => request(desk, 'pay', { orderReference: unpaid, expectedTotal: total })],
    ['closes', ({ unpaid }) => request(desk, 'close', { orderReference: unpaid })],
  ])('who %s is told its remedy, and nothing has happened', async (_who, act) => {
    const given = await prepare();
    desk.sandbox.control.setFaults(faults);
    const { command } = await act(given);
    expect(command).toMatchObject(parks ? { state: 'PENDING', code: null } : { state: 'FAILED', code });
    expect(command?.message).toMatch(remedy);
    for (const name of ['book', 'pay', 'close'] as const) expect(desk.ledger(name, 'effect')).toEqual([]);
  });

  it('whoever runs the hub is told when an order is fetched', async () => {
    const { ticketed } = await prepare();
    desk.sandbox.control.setFaults(faults);
    await desk.sync(ticketed);
    const [trouble] = await desk.hub.database.query<{ code: string | null; reason: string | null }>({
      name: 'test.trouble',
      text: parks
        ? 'select parked_code as code, parked_reason as reason from interline.shop'
        : 'select null as code, reason from interline.dead_letter',
    });
    expect(trouble).toEqual({ code: parks ? code : null, reason: expect.stringMatching(remedy) });
  });
});

describe('a question that takes the channel too long', () => {
  it('is told with the faster way (question 5)', async () => {
    desk.sandbox.control.flight.setPolicy({ slowListing: true });
    expect(await ask(desk, 'search', listing(desk))).toMatchObject({
      __typename: 'ChannelRefused',
      code: 'SEARCH_TIMED_OUT',
      message: expect.stringContaining('name the flights of each direction'),
    });
  });

  it('is told with the faster way when no answer comes at all', async () => {
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: method.search }] });
    expect(await ask(desk, 'search', listing(desk))).toMatchObject({
      __typename: 'ChannelBusy',
      message: expect.stringContaining('name the flights of each direction'),
    });
  });

  it('is no question of speed when the channel failed', async () => {
    const calls = [{ kind: 'error', method: method.search, code: 15, subCode: FLIGHT_WORDS.errorCode.system } as const];
    desk.sandbox.control.setFaults({ calls });
    expect(await ask(desk, 'search', listing(desk))).toMatchObject({
      __typename: 'ChannelBusy',
      message: 'flight search: the channel broke off the search. Nothing is changed by asking: try again.',
    });
  });
});

it('no offer is told with the two things to check (question 6)', async () => {
  const [direction] = listing(desk).directions;
  const told = await ask(desk, 'search', { directions: [{ ...direction, to: 'URC' }] });
  expect(told).toMatchObject({
    __typename: 'ChannelRefused',
    code: 'NO_OFFER',
    message: expect.stringMatching(/city code, not airport code.*naming it in every direction/),
  });
});

it('offers that are missing for an infant are told of (question 4)', async () => {
  expect(await ask(desk, 'search', { ...listing(desk), infants: 1 })).toMatchObject({
    notes: [expect.stringContaining('no fares for infants are left out')],
  });
});

test.each(['book', 'pay'] as const)(
  'a %s that runs out of time counts as unknown, and is asked about (question 7)',
  async (name) => {
    const { offer, unpaid, total } = await prepare();
    desk.sandbox.control.setFaults({ calls: [{ kind: 'timeout-after-effect', method: method[name], count: 1 }] });
    const input = name === 'book' ? bookInput(offer) : { orderReference: unpaid, expectedTotal: total };
    const { command } = await request(desk, name, input);
    expect(command).toMatchObject({ state: 'SUCCEEDED', reference: expect.stringMatching(/^\d+$/) });
    expect(desk.ledger(name, 'effect')).toHaveLength(1);
    expect(desk.ledger(name, 'attempt')).toHaveLength(1);
  },
);

it('an order that the channel booked twice is named, so that it can be closed', async () => {
  const { offer } = await prepare();
  const input = { ...bookInput(offer), idempotencyKey: 'twice', waitSeconds: 0 };
  const mute = { kind: 'error', code: 41, subMsg: refusalText.badRequest } as const;
  desk.sandbox.control.setFaults({
    calls: [
      { kind: 'timeout-after-effect', method: method.book, count: 1 },
      { ...mute, method: method.orderList },
      { ...mute, method: method.orderDetail },
    ],
  });
  const first = await ask(desk, 'book', input);
  await desk.hub.settle();
  const { flight } = desk.sandbox.control;
  const counts = flight.orders().find(({ outOrderNumber }) => outOrderNumber.startsWith('IL'));
  const double = flight.createOrder({ outOrderNumber: counts?.outOrderNumber });
  desk.sandbox.control.setFaults({});
  desk.hub.clock.advance(60_000);
  await desk.hub.settle();
  expect(await ask(desk, 'book', input)).toMatchObject({
    command: {
      id: first.command?.id,
      state: 'SUCCEEDED',
      reference: counts?.id,
      message: expect.stringContaining(`${counts?.id} is the one that counts: close ${double.id} before`),
    },
  });
});

interface Given {
  readonly offer: string | null;
  readonly unpaid: string;
  readonly total: string;
  readonly ticketed: string;
}

async function prepare(): Promise<Given> {
  const { key } = await ordinaryOffer(desk);
  const unpaid = await unpaidOrder(desk);
  const { id } = await desk.order();
  return { offer: key, unpaid: unpaid.id, total: String(unpaid.total), ticketed: id };
}
