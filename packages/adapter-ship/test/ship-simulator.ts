import { LATE_EFFECT_MS } from '@interline/adapter-testing';
import type {
  ChannelSimulator,
  ManualClock,
  Preparation,
  StartSimulator,
  SubmittedWish,
  WriteFault,
} from '@interline/adapter-testing';
import { seededRandom } from '@interline/core';
import { z } from 'zod';

import type { MerchantPolicy } from '../src/config.ts';
import { returnDigest } from '../src/return-digest.ts';
import { SHIP_NAMES } from '../src/wire.ts';
import { openCallBridge } from './call-bridge.ts';
import type { CallBridge } from './call-bridge.ts';
import { createSandbox, DEMO_RESERVATION_SECRET } from './sandbox.ts';
import type { CallFault, LedgerEntry, Sandbox, ShipOrderView } from './sandbox.ts';
import { trueShipOrder } from './true-ship-order.ts';

/** How long a call waits for a decision; nothing else waits just as long. */
const WAIT_MS = 3_000;
/** No order takes so many steps to its end. */
const LONGEST_LIFE = 12;
/** One ticket for each passenger. */
const PLAIN = { goodsId: 'G-SK0901', adults: 2, children: 1 };

const { method, createRequest, createPassenger } = SHIP_NAMES;

const FAULTS: Readonly<Record<WriteFault, Pick<CallFault, 'kind'> & { readonly seconds?: number }>> = {
  'answer-lost': { kind: 'lost-answer' },
  'request-lost': { kind: 'lost-request' },
  'effect-late': { kind: 'timeout-before-effect', seconds: LATE_EFFECT_MS / 1_000 },
};

const Ordered = z.object({ orderReference: z.string() });

/**
 * Plays Fliggy's ship platform by the sandbox, over HTTP: it calls, and takes reports. Unattended, the merchant's
 * reservation system decides, which is the sandbox's too, and whose tickets come late; a decision is waited for where one
 * is to be proven, and tickets and refunds are left to reports where a report is.
 */
export const startShipSimulator: StartSimulator = async ({ clock, seed, command }) => {
  const sandbox = await createSandbox({ clock, seed });
  const bridge = await openCallBridge(clock, sandbox.app.secret);
  // The suite repeats calls; whoever is kept waiting waits on.
  sandbox.control.ship.setPolicy({
    target: bridge.target,
    attempts: 1,
    waitSeconds: 3_600,
    orderRefusals: 0.15,
    // Longer than the first question: the hub collects the tickets and reports them by itself.
    ticketingSeconds: command === null ? 5 : 0,
    ticketingFailures: 0.15,
    refundRefusals: 0.2,
  });
  return simulatorOf(sandbox, bridge, { clock, seed, policy: policyFor(command, sandbox) });
};

function policyFor(command: string | null, { reservationsUrl }: Sandbox): z.input<typeof MerchantPolicy> {
  if (command === null) return { mode: 'callback', url: reservationsUrl, secret: DEMO_RESERVATION_SECRET };
  const isDecision = command === 'decide' || command === 'decideRefund';
  return isDecision ? { mode: 'decisions', waitMs: WAIT_MS, whenUndecided: 'accept' } : { mode: 'automatic' };
}

function simulatorOf(
  { control, app, gatewayUrl, close }: Sandbox,
  bridge: CallBridge,
  { clock, seed, policy }: { clock: ManualClock; seed: number; policy: z.input<typeof MerchantPolicy> },
): ChannelSimulator {
  const { ship } = control;
  const random = seededRandom(seed);
  const lives = new Map<string, number>();
  /** What the platform does with the answers to calls that waited for a decision. */
  const acting: Promise<unknown>[] = [];
  const seller = control.shops().find(({ channel }) => channel === 'ship');
  if (!seller?.session) throw new Error('the sandbox has no account that sells ship tickets');
  const { id: shopId, sellerId: accountId, nick: accountNick, session: accessToken } = seller;
  const tokens = [accessToken];
  const sailings = ship.sailings();
  const rowsOf = (reference: string): readonly LedgerEntry[] =>
    control.ledger().entries.filter(({ order }) => order === reference);

  /** Begins what makes the hub wait for a decision, and goes on when it waits. */
  const waiting = async (begin: () => Promise<unknown>): Promise<void> => {
    acting.push(begin());
    await clock.waits(WAIT_MS);
  };
  const latest = (): ShipOrderView => {
    const order = ship.orders().at(-1);
    if (!order) throw new Error('nobody has ordered');
    return order;
  };
  /** An order whose tickets are asked for. */
  const issuing = async (): Promise<ShipOrderView> => {
    if (policy.mode === 'decisions') {
      await waiting(() => ship.placeOrder(PLAIN));
      clock.advance(WAIT_MS);
      await Promise.all(acting);
    } else await ship.placeOrder(PLAIN);
    return ship.confirm(latest().id);
  };

  /** What a command needs, at the channel, and its input as far as it is known before the hub is asked. */
  const needs: Readonly<Record<string, () => Promise<object>>> = {
    async decide() {
      await waiting(() => ship.placeOrder(PLAIN));
      const { id: orderReference } = latest();
      return { orderReference, accept: true, agentOrderNumber: `F-${orderReference.slice(-8)}` };
    },
    reportTickets: async () => ticketsReport(await issuing()),
    decideRefund: async () => ({ orderReference: (await issuing()).id }),
    reportRefund: async () => ({ orderReference: (await issuing()).id }),
  };

  const decidingRefund = async (orderReference: string): Promise<object> => {
    const ticketIds = ship.order(orderReference).tickets.map(({ id }) => id);
    await waiting(() => ship.refund(orderReference));
    return { orderReference, refundReference: returnDigest(ticketIds), accept: true };
  };
  const reportingRefund = async (orderReference: string): Promise<object> => {
    const { total } = await ship.refund(orderReference);
    return { orderReference, refunded: { amount: String(total - 1_000), mode: 'ONLINE' } };
  };
  /** A refund is of tickets that were reported. */
  const ofIssued = (input: unknown, next: (reference: string) => Promise<object>): Preparation => {
    const { orderReference } = Ordered.parse(input);
    return {
      command: { name: 'reportTickets', input: ticketsReport(ship.order(orderReference)) },
      complete: () => next(orderReference),
    };
  };

  return {
    config: {
      gatewayUrl,
      appKey: app.key,
      appSecret: app.secret,
      callsPerSecond: 1_000,
      merchants: { [accountId]: policy },
    },
    shop: { accountId, accountNick, accessToken },
    secrets: () => [app.secret, DEMO_RESERVATION_SECRET, ...tokens],
    connect(place) {
      bridge.place = place;
    },
    async createOrder() {
      const { id } = await ship.placeOrder();
      lives.set(id, 0);
      return id;
    },
    async createUnknownOrder(word, field) {
      bridge.changeNext((content) => {
        const [first, ...others] = passengersOf(content);
        const passengers = [{ ...first, [createPassenger.type]: word }, ...others];
        return { ...content, [createRequest.passengers]: passengers, [field]: 'kept' };
      });
      return (await ship.placeOrder(PLAIN)).id;
    },
    async advanceOrder(reference) {
      const lived = lives.get(reference) ?? 0;
      lives.set(reference, lived + 1);
      return lived < LONGEST_LIFE && nextStep(ship.order(reference));
    },
    async orderFor(command) {
      const need = needs[command];
      if (!need) throw new Error(`nobody knows what ${command} needs`);
      return need();
    },
    prepare(command, input) {
      if (command === 'decideRefund') return ofIssued(input, decidingRefund);
      return command === 'reportRefund' ? ofIssued(input, reportingRefund) : null;
    },
    truth: () => ship.orders().map((order) => trueShipOrder(order, rowsOf(order.id), sailings)),
    messagesSent: () => 0,
    breakNextWrite(fault) {
      const reports = [method.orderNotify, method.returnNotify];
      control.setFaults({ calls: reports.map((name) => ({ ...FAULTS[fault], method: name, count: 1 }) as CallFault) });
    },
    async effects(wish) {
      // What waits still is not acted on.
      if (bridge.waiting() === 0) await Promise.all(acting);
      return rowsOf(referenceOf(wish)).filter((row) => isEffectOf(wish.command, row)).length;
    },
    expireSession: () => void control.expireSession(shopId),
    renewSession() {
      const { session } = control.renewSession(shopId);
      if (session === null) throw new Error('the sandbox gave no session');
      tokens.push(session);
      return session;
    },
    async close() {
      await close();
      await bridge.close();
    },
  };

  /** What the platform or the buyer does next with an order; false when its life is over. */
  async function nextStep({ id, status, tickets, returns }: ShipOrderView): Promise<boolean> {
    switch (status) {
      case 'placed':
        await ship.create(id);
        return true;
      case 'locked':
      case 'issuing':
        await (random() < 0.2 ? ship.query(id) : ship.confirm(id));
        return true;
      case 'issued': {
        const left = tickets.filter((ticket) => ticket.status === 'issued');
        if (left.length === 0 || random() < 0.2) return false;
        if (returns.length === 0) await ship.quoteRefund(id);
        const given = random() < 0.5 ? left : left.slice(0, 1);
        await ship.refund(id, { tickets: given.map((ticket) => ticket.id) });
        return true;
      }
      case 'failed':
      case 'refused':
        return false;
    }
  }
}

/** A report that all tickets of the order are issued. */
function ticketsReport({ id, total, passengers }: ShipOrderView): object {
  return {
    orderReference: id,
    issued: {
      ticketCount: passengers.length,
      totalPrice: String(total),
      passengers: passengers.map((passenger, place) => ({
        itemReference: passenger.id,
        tickets: [{ ticketId: `T-${id.slice(-8)}-${place + 1}`, price: String(passenger.price), kind: 'SHIP' }],
      })),
    },
  };
}

/** Whether the platform did by it what the command wished for. */
function isEffectOf(command: string, { kind, what, to, from }: LedgerEntry): boolean {
  switch (command) {
    case 'decide':
      return kind === 'change' && what === 'status' && from === 'placed';
    case 'decideRefund':
      return kind === 'change' && what === 'refund' && to !== 'processing';
    case 'reportTickets':
      return kind === 'effect' && what === method.orderNotify;
    default:
      return kind === 'effect' && what === method.returnNotify;
  }
}

function referenceOf({ subject }: SubmittedWish): string {
  return subject.kind === 'order' ? subject.reference : '';
}

function passengersOf(content: Readonly<Record<string, unknown>>): readonly object[] {
  const passengers = content[createRequest.passengers];
  return Array.isArray(passengers) ? (passengers as readonly object[]) : [];
}
