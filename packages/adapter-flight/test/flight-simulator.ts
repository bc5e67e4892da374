import { LATE_EFFECT_MS } from '@interline/adapter-testing';
import type {
  ChannelSimulator,
  Preparation,
  StartSimulator,
  SubmittedWish,
  WriteFault,
} from '@interline/adapter-testing';
import { seededRandom } from '@interline/core';
import { z } from 'zod';

import { chinaDate } from '../src/china-date.ts';
import { outOrderNumber } from '../src/own-number.ts';
import type { FlightOffers } from '../src/search/offer.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { nextSteps } from './flight-steps.ts';
import { createSandbox } from './sandbox.ts';
import type { CallFault, FlightOrderInput, FlightOrderView, Sandbox } from './sandbox.ts';
import { CONTACT, ordinary, PEOPLE } from './travel-desk.ts';
import { trueFlightOrder } from './true-flight-order.ts';

/** More steps than an order mostly needs to come to an end. */
const LONGEST_LIFE = 8;
const DAY_MS = 86_400_000;
/** Weeks before any flight of a run leaves. */
const FIRST_DAY = 30;

const { method } = FLIGHT_NAMES;
const WRITES = [
  method.book,
  method.pay,
  method.close,
  method.refundCreate,
  method.changeCreate,
  method.changePay,
  method.changeCancel,
];

const FAULTS: Readonly<Record<WriteFault, Pick<CallFault, 'kind'> & { readonly seconds?: number }>> = {
  'answer-lost': { kind: 'lost-answer' },
  'request-lost': { kind: 'lost-request' },
  'effect-late': { kind: 'timeout-before-effect', seconds: LATE_EFFECT_MS / 1_000 },
};

/** As the channel tells of them: nothing is said of an order that is only booked. */
const BEGINNINGS: readonly FlightOrderInput[] = [
  { adults: 2, advance: 'paid' },
  { advance: 'ticketed' },
  { adults: 2, children: 1, advance: 'ticketed' },
  { returnDate: 'later', adults: 2, advance: 'ticketed' },
  { advance: 'closed' },
];

const Ordered = z.object({ orderReference: z.string() });
const Searched = z.object({ directions: z.array(z.object({ date: z.string() })) });
const OfOffer = z.object({ offer: z.string() });

/** Plays the airlines by the sandbox: its gateway and its message channel, over real sockets. */
export const startFlightSimulator: StartSimulator = async ({ clock, seed }) => {
  // Nothing is delivered again within a test: a confirmation may still be on its way when the clock moves.
  const sandbox = await createSandbox({ clock, seed, queueTimes: { unconfirmed: DAY_MS } });
  return simulatorOf(sandbox, seed);
};

function simulatorOf({ control, clock, app, gatewayUrl, tmcUrl, close }: Sandbox, seed: number): ChannelSimulator {
  const random = seededRandom(seed);
  const lives = new Map<string, number>();
  /** Orders of which something has happened that no message told. */
  const untold = new Set<string>();
  /** The order of each quote, and the day of each offer. */
  const quoted = new Map<string, string>();
  const offered = new Map<string, string>();
  const buyer = control.shops().find(({ channel }) => channel === 'flight');
  if (!buyer?.session) throw new Error('the sandbox has no account that buys flights');
  const { id: shopId, sellerId: accountId, nick: accountNick, session: accessToken } = buyer;
  const tokens = [accessToken];
  const ledger = (kind: 'effect' | 'message') => control.ledger({ kind }).entries;
  let days = FIRST_DAY;

  /** Three orders share a day, and so a flight. */
  const nextDay = (): string => {
    days += 1 / 3;
    return dayIn(Math.floor(days));
  };
  const dayIn = (ahead: number): string => chinaDate(new Date(clock.now().getTime() + ahead * DAY_MS));
  const order = ({ returnDate, ...input }: FlightOrderInput): FlightOrderView => {
    const date = nextDay();
    const back = returnDate === undefined ? {} : { returnDate: dayIn(Math.floor(days) + 4) };
    return control.flight.createOrder({ ...input, date, ...back });
  };

  /** What a command needs, at the channel, and its input as far as it is known before the hub is asked. */
  const needs: Readonly<Record<string, () => object>> = {
    book: () => ({ directions: [{ from: 'BJS', to: 'XMN', date: dayIn((days = Math.ceil(days) + 1)) }] }),
    pay() {
      const { id: orderReference, total } = order({});
      return { orderReference, expectedTotal: String(total) };
    },
    close: () => ({ orderReference: order({}).id, reason: '行程取消' }),
    confirmRefund: () => ({ orderReference: order({ advance: 'ticketed' }).id, reason: 'VOLUNTARY' }),
    requestChange() {
      const { id: orderReference, segments } = order({ advance: 'ticketed' });
      return { orderReference, segments: segments.map(dayLater) };
    },
    confirmChange: () => offeredChange(),
    cancelChange: () => offeredChange(),
  };
  const offeredChange = (): object => {
    const { id: orderReference } = order({ advance: 'ticketed' });
    const [change] = control.flight.applyForChange(orderReference).changes;
    return { orderReference, changeReference: change?.id };
  };

  const confirming = (name: 'refund' | 'change', input: unknown): Preparation => ({
    quote: { name, input },
    complete(quote: string) {
      quoted.set(quote, Ordered.parse(input).orderReference);
      return { quote };
    },
  });
  const booking = (input: unknown): Preparation => ({
    query: { name: 'searchFlights', input },
    complete(answer: object) {
      const { key } = ordinary((answer as FlightOffers).offers);
      offered.set(key ?? '', Searched.parse(input).directions[0]?.date ?? '');
      return { offer: key, passengers: [PEOPLE.adult], contact: CONTACT };
    },
  });

  return {
    config: { gatewayUrl, messageUrl: tmcUrl, appKey: app.key, appSecret: app.secret, callsPerSecond: 1_000 },
    shop: { accountId, accountNick, accessToken },
    secrets: () => [app.secret, ...tokens],
    createOrder() {
      const beginning = BEGINNINGS[lives.size % BEGINNINGS.length];
      const { id } = order(beginning ?? {});
      lives.set(id, 0);
      return id;
    },
    advanceOrder(reference) {
      const lived = lives.get(reference) ?? 0;
      lives.set(reference, lived + 1);
      const steps = nextSteps(control.flight, control.flight.order(reference));
      const possible = lived < LONGEST_LIFE ? steps : steps.filter(({ isTold }) => isTold);
      const step = possible[Math.floor(random() * possible.length)];
      if (step === undefined || (lived >= LONGEST_LIFE && !untold.has(reference))) return false;
      step.take();
      if (step.isTold) untold.delete(reference);
      else untold.add(reference);
      return true;
    },
    orderFor(command) {
      const need = needs[command];
      if (!need) throw new Error(`nobody knows what ${command} needs`);
      return need();
    },
    prepare(command, input) {
      if (command === 'book') return booking(input);
      if (command === 'confirmRefund') return confirming('refund', input);
      return command === 'confirmChange' ? confirming('change', input) : null;
    },
    truth: () => control.flight.orders().map(trueFlightOrder),
    messagesSent: () => ledger('message').filter(({ cause, to }) => cause === 'platform' && to !== 'expired').length,
    breakNextWrite(fault) {
      control.setFaults({ calls: WRITES.map((name) => ({ ...FAULTS[fault], method: name, count: 1 }) as CallFault) });
    },
    effects(wish) {
      if (wish.subject.kind === 'new-order') return booked(wish).length;
      const about = wish.subject.kind === 'order' ? wish.subject.reference : quoted.get(wish.subject.id);
      return ledger('effect').filter(({ order: of }) => of === about).length;
    },
    expireSession: () => void control.expireSession(shopId),
    renewSession() {
      const { session } = control.renewSession(shopId);
      if (session === null) throw new Error('the sandbox gave no session');
      tokens.push(session);
      return session;
    },
    close,
  };

  function booked({ shopId: hubShop, idempotencyKey, input }: SubmittedWish): FlightOrderView[] {
    const number = outOrderNumber(hubShop, idempotencyKey);
    const day = offered.get(OfOffer.parse(input).offer);
    return control.flight
      .orders()
      .filter(({ outOrderNumber: own, segments: [first] }) => own === number && dayOf(first) === day);
  }
}

function dayLater(segment: FlightOrderView['segments'][number]): object {
  const { id, flightNumber, departure, depAirport, arrAirport } = segment;
  return {
    segment: id,
    flightNumber,
    departure: new Date(Date.parse(departure) + DAY_MS).toISOString(),
    departureAirport: depAirport,
    arrivalAirport: arrAirport,
  };
}

function dayOf(segment: FlightOrderView['segments'][number] | undefined): string | undefined {
  return segment && chinaDate(new Date(segment.departure));
}
