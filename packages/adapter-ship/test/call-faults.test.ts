import { compareOrders, timelineFaults } from '@interline/adapter-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { SHIP_NAMES, SHIP_WORDS } from '../src/wire.ts';
import type { FaultSettingsInput, MadeCall, ShipOrderView } from './sandbox.ts';
import { openShipHub } from './ship-hub.ts';
import type { ShipHub } from './ship-hub.ts';
import { trueShipOrder } from './true-ship-order.ts';

type Fault = NonNullable<FaultSettingsInput['qimen']>[number];

const { method } = SHIP_NAMES;
const { answerCode: CODE } = SHIP_WORDS;
const WISH = { goodsId: 'G-BW0201', adults: 2, children: 1 };

/** The calls of the platform, each with what it tells the merchant when it contradicts itself. */
const CALLS = [
  { name: 'orderCreate', contradiction: CODE.otherContent },
  { name: 'orderConfirm', contradiction: CODE.wrongNumber },
  { name: 'orderQuery', contradiction: CODE.wrongNumber },
  { name: 'returnQuery', contradiction: CODE.wrongNumber },
  { name: 'returnConfirm', contradiction: CODE.otherContent },
] as const;
type CallName = (typeof CALLS)[number]['name'];

/** What strangers' calls, and those that are not of now, are answered with. */
const REFUSED: Readonly<Record<string, string>> = {
  'no-sign': CODE.signature,
  'bad-sign': CODE.signature,
  tampered: CODE.signature,
  stale: CODE.stale,
  ahead: CODE.stale,
};

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['repeated three times', { kind: 'repeat', times: 3 }],
  ['made three times at once', { kind: 'concurrent', times: 3 }],
  ['made three times at once, byte for byte the same', { kind: 'concurrent', times: 3, sameSecond: true }],
  ['cut off with half of the request sent', { kind: 'cut', when: 'sending' }],
  ['cut off with the request sent', { kind: 'cut', when: 'sent' }],
  ['cut off in the middle of the answer', { kind: 'cut', when: 'answered' }],
  ['played again', { kind: 'replay' }],
  ['followed by one that says otherwise', { kind: 'contradict' }],
  ['preceded by one without a sign', { kind: 'no-sign' }],
  ['preceded by one with another’s sign', { kind: 'bad-sign' }],
  ['preceded by one that was changed on its way', { kind: 'tampered' }],
  ['preceded by one of an hour ago', { kind: 'stale' }],
  ['preceded by one of an hour ahead', { kind: 'ahead' }],
];

let desk: ShipHub;

beforeAll(async () => {
  desk = await openShipHub('callback');
  // A connection that is cut after the request was sent leaves open whether the hub has it.
  desk.ship.setPolicy({ attempts: 3, waitSeconds: 3_600 });
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.control.clearFaults();
});

describe.each(CALLS)('$name', ({ name, contradiction }) => {
  it.each(FAULTS)('%s, has one effect, and hub and platform agree', async (_what, fault) => {
    const plain = await told(await called(name));
    const order = await called(name, fault);
    expect(desk.sandbox.control.faults().qimen).toEqual([]);
    expect(order.problems).toEqual([]);
    const { dossier, platform } = await told(order);
    // That the platform contradicted itself is said besides, and changes nothing.
    const contradictions = dossier.filter((kind) => kind.endsWith('.contradicted'));
    expect({ platform, dossier: dossier.filter((kind) => !contradictions.includes(kind)) }).toEqual(plain);
    expect(fault.kind === 'contradict' ? [] : contradictions).toEqual([]);
    await expectTruth();

    const calls = desk.ship.calls({ order: order.id }).filter((call) => call.method === method[name]);
    const own = calls.find(({ success, purpose }) => success === true && purpose !== 'repeat');
    expect(own).toMatchObject({ code: CODE.ok });
    for (const call of calls) expect(said(call)).toBeOneOf(allowed(call, own, contradiction));
  });
});

it('whatever happens to the calls of many orders at once, hub and platform end the same', async () => {
  const faults = FAULTS.map(([, fault]) => ({ ...fault, rate: 0.15 }));
  desk.sandbox.control.setFaults({ qimen: faults });
  desk.ship.setPolicy({ orderRefusals: 0.2, ticketingFailures: 0.4, refundRefusals: 0.2, attempts: 8 });
  const orders = await Promise.all(Array.from({ length: 12 }, () => live()));
  desk.sandbox.control.clearFaults();
  desk.ship.setPolicy({ orderRefusals: 0, ticketingFailures: 0, refundRefusals: 0, attempts: 3 });
  expect(new Set(orders.map(({ id }) => id)).size).toBe(12);
  expect(orders.flatMap(({ problems }) => problems)).toEqual([]);
  expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['issued', 'refused', 'failed']));
  await expectTruth();
});

/** A whole life of an order. */
async function live(): Promise<ShipOrderView> {
  const placed = await desk.ship.placeOrder(WISH);
  if (placed.status !== 'locked') return placed;
  const { id } = placed;
  const confirmed = await desk.ship.confirm(id);
  if (confirmed.status !== 'issued') return confirmed;
  await desk.ship.query(id);
  await desk.ship.quoteRefund(id);
  const [first, ...others] = confirmed.tickets.map((ticket) => ticket.id);
  await desk.ship.refund(id, { tickets: [first ?? ''] });
  return desk.ship.refund(id, { tickets: others });
}

/** A new order after the call, which is hit by the fault, if any. */
async function called(name: CallName, fault?: Fault): Promise<ShipOrderView> {
  const strike = (own: CallName): void => {
    if (fault && own === name) desk.sandbox.control.setFaults({ qimen: [{ ...fault, method: method[own], count: 1 }] });
  };
  strike('orderCreate');
  const { id } = await desk.ship.placeOrder(WISH);
  const steps: Readonly<Record<Exclude<CallName, 'orderCreate'>, () => Promise<unknown>>> = {
    orderConfirm: () => desk.ship.confirm(id),
    orderQuery: () => desk.ship.query(id),
    returnQuery: () => desk.ship.quoteRefund(id),
    returnConfirm: () => desk.ship.refund(id),
  };
  for (const { name: step } of CALLS.slice(1, CALLS.findIndex((each) => each.name === name) + 1)) {
    if (step === 'orderCreate') continue;
    strike(step);
    await steps[step]();
  }
  return desk.ship.order(id);
}

/** What was said of an order at the hub, and what became of it at the platform, without what differs from order to order. */
async function told({ id }: ShipOrderView): Promise<{ dossier: readonly string[]; platform: readonly string[] }> {
  const entries = await desk.dossiers.read(id);
  const rows = desk.sandbox.control.ledger({ kind: 'change' }).entries.filter(({ order }) => order === id);
  return {
    dossier: entries.map(({ kind }) => kind),
    platform: rows.map(({ what, from, to, amount }) => [what, from, to, amount].join(' ')),
  };
}

async function expectTruth(): Promise<void> {
  const { entries } = desk.sandbox.control.ledger({ limit: 100_000 });
  const rows = Map.groupBy(entries, ({ order }) => order);
  const truth = desk.ship.orders().map((order) => trueShipOrder(order, rows.get(order.id) ?? [], desk.ship.sailings()));
  const compared = await compareOrders(desk.hub.database, desk.shop.id, truth);
  expect(compared.hub).toEqual(compared.truth);
  expect(await timelineFaults(desk.hub.database, desk.shop.id)).toEqual([]);
}

/** What the merchant said to a call; null where nobody heard it. */
function said({ text, code, success }: MadeCall): string | null {
  if (text === null) return null;
  return success === true ? text : code;
}

/** What it may have said. A repeat is answered as the call was. */
function allowed({ purpose }: MadeCall, own: MadeCall | undefined, contradiction: string): (string | null)[] {
  const refusal = REFUSED[purpose];
  if (refusal !== undefined) return [refusal];
  switch (purpose) {
    case 'replay':
      return [CODE.replayed];
    case 'contradict':
      return [contradiction];
    case 'call':
      return [own?.text ?? '', CODE.replayed, null];
    case 'concurrent':
      // One that comes to another node when the first is answered is a recording for all that it knows.
      return [own?.text ?? '', CODE.replayed];
    default:
      return [own?.text ?? ''];
  }
}
