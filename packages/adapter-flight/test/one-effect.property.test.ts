import { compareOrders, timelineFaults } from '@interline/adapter-testing';
import type { InboundMessage } from '@interline/core';
import { askChannel, pollShop, requeryOpenOrders, runSync, workCommands } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { orderListSource } from '../src/order-list.ts';
import { outOrderNumber } from '../src/own-number.ts';
import type { FlightOffers } from '../src/search/offer.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { dyingAt } from './dying-at.ts';
import { doneBy, effects, wishesOf } from './effects-of.ts';
import { dayLater, openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import { nextSteps } from './flight-steps.ts';
import { happening } from './happenings.ts';
import type { Breakage, Happening } from './happenings.ts';
import { openMessagePost } from './message-post.ts';
import type { MessagePost } from './message-post.ts';
import type { FlightOrderView } from './sandbox.ts';
import { CONTACT, ordinary, PEOPLE } from './travel-desk.ts';
import { trueFlightOrder } from './true-flight-order.ts';

const SEED = 20_261_122;
const RUNS = 12;
/** Every command is settled by then: the latest effect is four minutes late, absence counts after five. */
const LONG_AFTER_MS = 15 * 60_000;
const STEP_MS = 60_000;
/** Longer than any run, in seconds. */
const HOURS_TO_PAY = 6 * 3_600;

/** What each command calls, and the seconds within which an effect must have come, if it comes at all. */
const WRITES = {
  book: { method: FLIGHT_NAMES.method.book, longest: 300 },
  pay: { method: FLIGHT_NAMES.method.pay, longest: 300 },
  close: { method: FLIGHT_NAMES.method.close, longest: 300 },
  confirmRefund: { method: FLIGHT_NAMES.method.refundCreate, longest: 60 },
  requestChange: { method: FLIGHT_NAMES.method.changeCreate, longest: 60 },
  confirmChange: { method: FLIGHT_NAMES.method.changePay, longest: 60 },
} as const;

/** One run: a hub and a sandbox that takes a payment as often as it is sent. */
interface Run {
  readonly desk: FlightHub;
  readonly post: MessagePost;
  /** Bought before, with tickets: what refunds and changes are of. */
  readonly ticketed: FlightOrderView;
  /** Bought before, and not paid yet. */
  readonly unpaid: FlightOrderView;
  /** The input that each key was first used with. */
  readonly inputs: Map<string, object>;
  /** What breaks the next calls of each command. */
  readonly breakages: Map<keyof typeof WRITES, readonly Breakage[]>;
  readonly held: InboundMessage[];
}

test('Whatever is repeated, lost, late or killed, each wish has one effect, no money is paid twice, and the hub knows the truth', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 16, maxLength: 36, size: 'max' }), async (happenings) => {
      const run = await openRun();
      try {
        for (const event of happenings) await happen(run, event);
        await calm(run);
        await judge(run, seen);
      } finally {
        await run.post.stop();
        await run.desk.close();
      }
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: true },
  );
  // The runs have been where it is dangerous.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'book SUCCEEDED',
      'pay SUCCEEDED',
      'pay again',
      'confirmRefund SUCCEEDED',
      'requestChange SUCCEEDED',
      'confirmChange SUCCEEDED',
    ]),
  );
}, 180_000);

async function openRun(): Promise<Run> {
  const desk = await openFlightHub();
  desk.sandbox.control.flight.setPolicy({ acceptsSecondPayment: true, paymentSeconds: HOURS_TO_PAY });
  const post = await openMessagePost(desk);
  const ticketed = await desk.order({ adults: 2, children: 1 });
  const unpaid = desk.sandbox.control.flight.createOrder();
  await desk.sync(unpaid.id);
  return { desk, post, ticketed, unpaid, inputs: new Map(), breakages: new Map(), held: [] };
}

async function happen(run: Run, event: Happening): Promise<void> {
  const { desk, inputs, ticketed } = run;
  switch (event.kind) {
    case 'book':
      return submit(run, 'book', `book ${event.key}`, event, () => booking(desk));
    case 'pay':
    case 'close': {
      const [booked] = event.key === 0 ? [run.unpaid] : ordersOf(desk, 'book 1');
      const order = booked ?? { id: '1', total: 1 };
      // Two keys for each order: who lost the first one tries with another.
      const total = event.kind === 'pay' ? { expectedTotal: String(order.total) } : {};
      const key = `${event.kind} ${order.id} ${inputs.size % 2}`;
      return submit(run, event.kind, key, event, async () => ({ orderReference: order.id, ...total }));
    }
    case 'change': {
      const passenger = ticketed.passengers[event.key];
      const wish = async () => ({ ...(await dayLater(desk, ticketed)), itemReferences: [passenger?.id] });
      return submit(run, 'requestChange', `change ${event.key}`, event, wish);
    }
    case 'price': {
      const { id: orderReference, passengers } = ticketed;
      const passenger = passengers[event.passenger]?.id ?? '';
      const refund = { orderReference, itemReferences: [passenger], reason: 'VOLUNTARY' };
      const changes = desk.sandbox.control.flight.order(orderReference).changes;
      const changeReference = changes.findLast((change) => change.passengers.includes(passenger))?.id ?? '1';
      await desk.quote(event.what, event.what === 'refund' ? refund : { orderReference, changeReference });
      return;
    }
    case 'confirm': {
      const quotes = await wishesOf.quotes(desk);
      const quote = quotes.at(-1 - event.which);
      if (!quote) return;
      const name = quote.kind === 'REFUND' ? 'confirmRefund' : 'confirmChange';
      return submit(run, name, `${quote.id} ${event.key}`, event, async () => ({ quote: quote.id }));
    }
    case 'play':
      // Two moves of a flight within a second would be one to everybody.
      desk.hub.clock.advance(1_000);
      return play(desk, event.place);
    case 'work':
      await Promise.all(Array.from({ length: event.workers }, () => work(desk.hub.context)));
      return;
    case 'kill':
      return work(dyingAt(desk.hub.context, event.at));
    case 'post':
      return deliver(run, event.fate);
    case 'wait':
      desk.hub.clock.advance(event.seconds * 1_000);
  }
}

/** Submits the same several times at once; refusals before anything is sent are fine, two commands for a key are not. */
async function submit(
  run: Run,
  name: keyof typeof WRITES,
  key: string,
  { atOnce, breakages }: { readonly atOnce: number; readonly breakages: readonly Breakage[] },
  wish: () => Promise<object>,
): Promise<void> {
  const input = run.inputs.get(key) ?? (await wish());
  run.inputs.set(key, input);
  if (breakages.length > 0) run.breakages.set(name, breakages);
  const calls = [...run.breakages].flatMap(([of, some]) => some.map((one) => faultOf(WRITES[of], one)));
  run.desk.sandbox.control.setFaults({ calls });
  const submissions = await Promise.all(Array.from({ length: atOnce }, () => run.desk.submit(name, key, input)));
  const accepted = submissions.flatMap((submission) => (submission.kind === 'accepted' ? [submission.command.id] : []));
  expect(new Set(accepted).size).toBeLessThanOrEqual(1);
}

function faultOf({ method, longest }: (typeof WRITES)[keyof typeof WRITES], { fault: kind, lateness }: Breakage) {
  const hit = { method, count: 1 };
  if (kind !== 'timeout-before-effect') return { kind, ...hit };
  return { kind, ...hit, seconds: Math.ceil(lateness * longest) };
}

async function booking({ hub }: FlightHub): Promise<object> {
  const date = new Date(hub.clock.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10);
  const input = { directions: [{ from: 'BJS', to: 'XMN', date }] };
  const wish = { channel: 'flight', name: 'searchFlights', input };
  const asked = await askChannel(hub.context, hub.viewer(['orders:read']), wish);
  if (asked.kind !== 'answered') throw new Error(`the search was refused: ${asked.message}`);
  const offer = ordinary((asked.answer as FlightOffers).offers);
  return { offer: offer.key, passengers: [PEOPLE.adult], contact: CONTACT };
}

/** One of the things that the airlines may do next, to one of the orders. Paying and closing is the hub's. */
function play({ sandbox }: FlightHub, place: number): void {
  const { flight } = sandbox.control;
  const steps = flight
    .orders()
    .filter(({ status }) => status !== 'booked')
    .flatMap((order) => nextSteps(flight, order).filter(({ isMerchants }) => !isMerchants));
  steps[place % (steps.length || 1)]?.take();
}

/** What a worker does in a turn; one that dies leaves its work to be taken up by others. */
async function work(context: HubContext): Promise<void> {
  await Promise.allSettled([runSync(context, { limit: 50 }), workCommands(context, { limit: 10 })]);
}

async function deliver({ post, held }: Run, fate: Extract<Happening, { kind: 'post' }>['fate']): Promise<void> {
  const messages = [...held.splice(0), ...(await post.take())];
  const half = Math.ceil(messages.length / 2);
  if (fate === 'halved') held.push(...messages.slice(half));
  const arriving = {
    delivered: messages,
    doubled: messages.flatMap((message) => [message, message]),
    reversed: messages.toReversed(),
    halved: messages.slice(0, half),
    lost: [],
  }[fate];
  await post.deliver(arriving);
}

/** Nothing breaks any more, time passes, and the searches find what no message told. */
async function calm(run: Run): Promise<void> {
  const { desk } = run;
  const { hub, sandbox, shop } = desk;
  sandbox.control.clearFaults();
  for (let passed = 0; passed < LONG_AFTER_MS; passed += STEP_MS) {
    await hub.settle();
    hub.clock.advance(STEP_MS);
  }
  await deliver(run, 'delivered');
  await hub.settle();
  await pollShop(hub.context, shop.id, orderListSource(FLIGHT_NAMES, 86_400_000), {});
  await requeryOpenOrders(hub.context, shop.id, { openAfterMs: 0, closedAfterMs: 0 });
  await hub.settle();
}

async function judge({ desk, ticketed, unpaid }: Run, seen: Set<string>): Promise<void> {
  const { hub, sandbox, shop } = desk;
  const wishes = await wishesOf.commands(desk);
  for (const { name, state, attempts } of wishes) {
    seen.add(`${name} ${state}`);
    if (attempts > 1) seen.add(`${name} again`);
  }
  expect(wishes.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'FAILED')).toEqual([]);
  const believed = wishes.flatMap((wish) => doneBy(shop.id, wish) ?? []);
  const before = [ticketed, unpaid].map(({ outOrderNumber: number, id }) => `book ${number}: ${id}`);
  expect([...before, ...believed].toSorted()).toEqual(effects(desk).toSorted());
  expect(believed).toEqual([...new Set(believed)]);

  const orders = sandbox.control.flight.orders();
  const { hub: stored, truth } = await compareOrders(hub.database, shop.id, orders.map(trueFlightOrder));
  expect(stored).toEqual(truth);
  expect(await timelineFaults(hub.database, shop.id)).toEqual([]);
}

function ordersOf(desk: FlightHub, key: string): readonly FlightOrderView[] {
  const number = outOrderNumber(desk.shop.id, key);
  return desk.sandbox.control.flight.orders().filter(({ outOrderNumber: own }) => own === number);
}
