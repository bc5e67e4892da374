import { FLIGHT_NAMES, FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { isTopObject, parseTopJson, stringifyTopJson } from '@interline/top-client/codec';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEMO_SHOPS, manualClock } from '../src/index.ts';
import type { ManualClock } from '../src/index.ts';
import { createFlightControl } from '../src/flight/control/control.ts';
import type { FlightControl } from '../src/flight/control/control.ts';
import { createFlightRoom } from '../src/flight/room.ts';
import type { FlightRoom } from '../src/flight/room.ts';
import { holdsOf } from '../src/flight/tickets.ts';
import { plainTree } from '../src/gateway/encode.ts';
import { createLedger } from '../src/ledger.ts';
import type { Ledger } from '../src/ledger.ts';
import { seededRandom } from '../src/random.ts';
import { noShelf } from '../src/state/shelf.ts';
import type { Shelf } from '../src/state/shelf.ts';
import { noState } from '../src/state/state.ts';
import { createIdentities } from '../src/vacation/identities.ts';
import { firstSegment, passengerIds } from './flight-desk.ts';
import type { Fields } from './gateway-client.ts';

const START = new Date('2026-11-22T04:00:00Z');
const ACTS = [
  'pay',
  'close',
  'ticket',
  'fail',
  'refund',
  'approve',
  'settle',
  'refuse',
  'supplement',
  'change',
  'payChange',
  'cancelChange',
  'ticketChange',
  'closeChange',
  'moveFlight',
  'moveFee',
] as const;

test('whatever is done in whatever order, money, seats, tickets and messages agree', () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.array(
        fc.record({ act: fc.constantFrom(...ACTS), order: fc.nat(2), passenger: fc.nat(3), wait: fc.nat(600) }),
        { minLength: 20, maxLength: 60, size: 'max' },
      ),
      (seed, acts) => {
        const played = playRoom(seed);
        played.control.createOrder({ adults: 2, infants: 1 });
        for (const adults of [1, 2]) played.control.createOrder({ adults, infants: 1, advance: 'ticketed' });
        for (const { act, order, passenger, wait } of acts) {
          attempt(played, act, order, passenger);
          played.clock.advance(wait * 1000);
        }
        expect(problems(played)).toEqual([]);
      },
    ),
    { numRuns: 150, seed: 3 },
  );
});

interface Played {
  readonly room: FlightRoom;
  readonly control: FlightControl;
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  readonly topics: string[];
  /** Seats that are taken, by flight, day and booking class. */
  readonly seats: ReadonlyMap<string, number>;
}

function playRoom(seed: number): Played {
  const clock = manualClock(START);
  const ledger = createLedger(clock);
  const topics: string[] = [];
  const seats = new Map<string, number>();
  const room = createFlightRoom({
    clock,
    ledger,
    random: seededRandom(seed),
    identities: createIdentities(START.getTime()),
    shops: DEMO_SHOPS,
    publish: ({ topic }) => topics.push(topic),
    names: FLIGHT_NAMES,
    settings: { changeOfferSeconds: 30 },
    state: { ...noState(), shelf: (kind) => (kind === 'flight-seats' ? recording(seats) : noShelf()) },
  });
  return { room, control: createFlightControl(room, DEMO_SHOPS), clock, ledger, topics, seats };
}

/** A shelf that keeps numbers in a map. */
function recording<Value>(kept: Map<string, number>): Shelf<Value> {
  return { ...noShelf(), put: (key, value) => kept.set(key, Number(value)) };
}

/** Tries a step, as the merchant or as the platform; a refusal is fine. */
function attempt(played: Played, act: (typeof ACTS)[number], orderPlace: number, passengerPlace: number): void {
  const { room, control } = played;
  const order = room.context.store.all()[orderPlace];
  if (!order) return;
  const id = String(order.id);
  const refund = String(order.refunds.at(-1)?.id ?? 0);
  const change = String(order.changes.at(-1)?.id ?? 0);
  const total = (order.changes.at(-1)?.changeFee ?? 0) + (order.changes.at(-1)?.upgradeFee ?? 0);
  const { payRequest, closeRequest, changePayRequest, changeCancelRequest } = FLIGHT_NAMES;
  const acts: Readonly<Record<(typeof ACTS)[number], () => unknown>> = {
    pay: () => call(played, 'pay', { [payRequest.orderId]: id, [payRequest.total]: order.total / 100 }),
    close: () => call(played, 'close', { [closeRequest.orderId]: id }),
    ticket: () => control.advanceOrder(id, { to: 'ticketed' }),
    fail: () => control.advanceOrder(id, { to: 'ticketingFailed' }),
    refund: () => applyForRefund(played, id, passengerPlace),
    approve: () => control.advanceRefund(refund, { to: 'approved' }),
    settle: () => control.advanceRefund(refund, { to: 'refunded' }),
    refuse: () => control.advanceRefund(refund, { to: 'closed' }),
    supplement: () => control.supplementRefund(refund, { amount: 20 }),
    change: () => askForChange(played, id, passengerPlace),
    payChange: () =>
      call(played, 'changePay', {
        [changePayRequest.orderId]: id,
        [changePayRequest.changeNumber]: change,
        [changePayRequest.total]: total / 100,
      }),
    cancelChange: () =>
      call(played, 'changeCancel', { [changeCancelRequest.orderId]: id, [changeCancelRequest.changeNumber]: change }),
    ticketChange: () => control.advanceChange(change, { to: 'ticketed' }),
    closeChange: () => control.advanceChange(change, { to: 'closed' }),
    moveFlight: () => control.moveSchedule({ order: id }),
    moveFee: () => control.refundFeeMoves({ by: 3 }),
  };
  try {
    acts[act]();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ControlError') throw error;
  }
}

function applyForRefund(played: Played, orderId: string, place: number): void {
  const { refundRenderRequest, refundCreateRequest, refundRenderAnswer, orderDetailRequest } = FLIGHT_NAMES;
  const detail = call(played, 'orderDetail', { [orderDetailRequest.orderId]: orderId });
  const person = passengerIds(detail, FLIGHT_NAMES)[place];
  const fields = {
    [refundRenderRequest.orderId]: orderId,
    [refundRenderRequest.applyType]: FLIGHT_WORDS.refundApplyType.VOLUNTARY,
    ...(person === undefined ? {} : { [refundRenderRequest.passengerIds]: [person] }),
  };
  const rendered = call(played, 'refundRender', fields);
  const fee = rendered[refundRenderAnswer.fee];
  call(played, 'refundCreate', { ...fields, [refundCreateRequest.fee]: fee });
}

function askForChange(played: Played, orderId: string, place: number): void {
  const { changeCreateRequest, changeTarget, orderDetailRequest, segment } = FLIGHT_NAMES;
  const { timetable } = played.room.context.inventory;
  const detail = call(played, 'orderDetail', { [orderDetailRequest.orderId]: orderId });
  const old = firstSegment(detail, FLIGHT_NAMES);
  const person = passengerIds(detail, FLIGHT_NAMES)[place];
  const from = timetable.flight(String(old[segment.marketingFlightNumber]));
  const target = from && timetable.between(from.from, from.to)[place];
  if (!target) return;
  const minute = target.departureMinute;
  const hours = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
  call(played, 'changeCreate', {
    [changeCreateRequest.orderId]: orderId,
    ...(person === undefined ? {} : { [changeCreateRequest.passengerIds]: [person] }),
    [changeCreateRequest.segments]: [
      {
        [changeTarget.segmentId]: old[segment.id],
        [changeTarget.flightNumber]: target.flightNumber,
        [changeTarget.depTime]: `${String(old[segment.depTime]).slice(0, 10)} ${hours}`,
        [changeTarget.cabin]: 'J',
      },
    ],
  });
}

const ROOT: Readonly<Record<string, string>> = {
  pay: FLIGHT_NAMES.payRequest.root,
  close: FLIGHT_NAMES.closeRequest.root,
  orderDetail: FLIGHT_NAMES.orderDetailRequest.root,
  refundRender: FLIGHT_NAMES.refundRenderRequest.root,
  refundCreate: FLIGHT_NAMES.refundCreateRequest.root,
  changeCreate: FLIGHT_NAMES.changeCreateRequest.root,
  changePay: FLIGHT_NAMES.changePayRequest.root,
  changeCancel: FLIGHT_NAMES.changeCancelRequest.root,
};

/** Calls a method of the room without the gateway before it. */
function call({ room }: Played, name: keyof typeof FLIGHT_NAMES.method, fields: Fields): Fields {
  const method = room.methods.find((candidate) => candidate.name === FLIGHT_NAMES.method[name]);
  const shop = DEMO_SHOPS.find(({ channel }) => channel === 'flight');
  if (!method || !shop) throw new Error(`${name} is not played`);
  const parameters = new Map([[ROOT[name] ?? '', JSON.stringify(fields)]]);
  const prepared = method.prepare({ app: shop.app, shop, files: new Map() }, parameters);
  const result = prepared.kind === 'prepared' ? prepared.run() : prepared;
  if (result.kind === 'error') return {};
  const tree = parseTopJson(stringifyTopJson(plainTree(result.fields)));
  return isTopObject(tree) ? tree : {};
}

/** What does not agree: seats, money or statuses. */
function problems({ room, ledger, topics, seats }: Played): string[] {
  const { store } = room.context;
  const found: string[] = [];
  const held = new Map<string, number>();
  for (const order of store.all()) {
    const open = order.status === 'closed' || order.status === 'ticketingFailed' ? [] : holdsOf(order);
    const waiting = order.changes.filter(({ status }) => status !== 'closed' && status !== 'ticketed');
    for (const { flightNumber, date, cabin, seats: count } of [...open, ...waiting.flatMap(({ hold }) => hold)]) {
      const key = `${flightNumber}/${date}/${cabin}`;
      held.set(key, (held.get(key) ?? 0) + count);
    }
    const paidChanges = order.changes.filter(({ paidAt }) => paidAt !== undefined);
    const received = paidChanges.reduce(
      (sum, { changeFee, upgradeFee }) => sum + changeFee + upgradeFee,
      order.paidAt === undefined ? 0 : order.total,
    );
    if (order.received !== received) found.push(`order ${order.id} received ${order.received}, not ${received}`);
    if (order.returned > order.received) found.push(`order ${order.id} gave back more than it received`);
    const segments = new Set(order.journeys.flat().map(({ id }) => id));
    const flown = order.passengers.flatMap(({ coupons }) => coupons.map(({ segmentId }) => segmentId));
    if (flown.some((segment) => !segments.has(segment))) found.push(`order ${order.id} has a ticket for no segment`);
    if (segments.size !== new Set(flown).size) found.push(`order ${order.id} has a segment that nobody flies`);
  }
  for (const [key, taken] of seats) {
    if (taken !== (held.get(key) ?? 0))
      found.push(`${taken} seats of ${key} are taken, ${held.get(key) ?? 0} are held`);
  }
  const told = ledger.after(0).filter(({ kind, what }) => kind === 'change' && what === 'change status').length;
  if (topics.filter((topic) => topic === FLIGHT_NAMES.topic.change).length !== told) {
    found.push('a step of a change was not told');
  }
  return found;
}
