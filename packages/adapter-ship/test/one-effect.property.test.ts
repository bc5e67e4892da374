import { inspect } from 'node:util';

import { timelineFaults } from '@interline/adapter-testing';
import { requeryOpenOrders, runSync, workCommands } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { SHIP_NAMES } from '../src/wire.ts';
import { alike, believed, disagreements, disagreementsOfEvents, truly } from './books.ts';
import { dyingAt } from './dying-at.ts';
import { history } from './happenings.ts';
import type { Breakage, Fate, Happening } from './happenings.ts';
import { ControlError } from './sandbox.ts';
import type { ShipOrderView } from './sandbox.ts';
import { openShipHub, WAIT_MS } from './ship-hub.ts';
import type { Mode, ShipHub } from './ship-hub.ts';
import { decision, refundReport, ticketsReport } from './ship-wishes.ts';

const SEED = 20_261_122;
/** Of each policy. More of them, and other ones: `ONE_EFFECT_RUNS=200 ONE_EFFECT_SEED=1`. */
const RUNS = Number(process.env['ONE_EFFECT_RUNS'] ?? 5);
/** Every command is settled by then: the latest effect is 50 seconds late, a no counts after sixty. */
const LONG_AFTER_MS = 20 * 60_000;
const STEP_MS = 60_000;
/** One ticket for each passenger; two, and passengers without ids. */
const ORDERS = [
  { goodsId: 'G-SK0901', adults: 2, children: 1 },
  { goodsId: 'G-BW0201', adults: 1, children: 0 },
] as const;
/** How far the first order gets, undisturbed. */
const STAGES = ['placed', 'issuing', 'issued', 'asked back', 'asked back'] as const;
const REPORTS = {
  reportTickets: SHIP_NAMES.method.orderNotify,
  reportRefund: SHIP_NAMES.method.returnNotify,
} as const;

/** One run: a hub of two processes, and a platform that calls it. */
interface Run {
  readonly desk: ShipHub;
  /** The input that each key was first used with. */
  readonly inputs: Map<string, object>;
  /** What breaks the next reports of each kind. */
  readonly breakages: Map<keyof typeof REPORTS, readonly Breakage[]>;
  /** What the platform does and has not ended yet. */
  readonly underWay: Set<Promise<unknown>>;
  readonly faults: unknown[];
}

test.each<Mode>(['automatic', 'decisions', 'callback'])(
  'Whatever is repeated, lost, late or killed, each report has one effect, and hub and platform agree: %s',
  async (mode) => {
    const seen = new Set<string>();
    const start = fc.constantFrom(...STAGES);
    await fc.assert(
      fc.asyncProperty(start, fc.boolean(), history, async (stage, isQuick, events) => {
        const desk = await openShipHub(mode, isQuick ? { surchargePercent: 10 } : {});
        const run: Run = { desk, inputs: new Map(), breakages: new Map(), underWay: new Set(), faults: [] };
        try {
          desk.ship.setPolicy(isQuick ? {} : { ticketingSeconds: 90, refundSeconds: 90 });
          await arrive(run, stage);
          for (const event of events) {
            await happen(run, event);
            expect(disagreements(await believed.orders(desk))).toEqual([]);
          }
          await calm(run);
          await judge(desk, seen);
        } finally {
          await desk.close();
        }
      }),
      { seed: Number(process.env['ONE_EFFECT_SEED'] ?? SEED), numRuns: RUNS, endOnFailure: true },
    );
    // The runs have been where it is dangerous.
    expect([...seen]).toEqual(expect.arrayContaining(['reportTickets SUCCEEDED', 'reportRefund SUCCEEDED']));
  },
  60_000 + RUNS * 20_000,
);

async function arrive(run: Run, stage: (typeof STAGES)[number]): Promise<void> {
  const { desk } = run;
  await begin(run, () => desk.ship.placeOrder(ORDERS[0]));
  if (stage === 'placed') return;
  const [order] = desk.ship.orders();
  if (!order) throw new Error('no order was placed');
  await desk.submit('decide', 'arrive', decision(order, true));
  await desk.hub.settle();
  await calmCalls(run);
  await begin(run, () => desk.ship.confirm(order.id));
  if (stage === 'issuing') return;
  run.inputs.set('arrived', ticketsReport(order, 0));
  await desk.submit('reportTickets', 'arrived', ticketsReport(order, 0));
  await desk.hub.settle();
  if (stage === 'issued') return;
  const [ticket] = desk.ship.order(order.id).tickets;
  await begin(run, () => desk.ship.refund(order.id, ticket ? { tickets: [ticket.id] } : {}));
  await calmCalls(run);
}

async function happen(run: Run, event: Happening): Promise<void> {
  const { desk } = run;
  const { ship, hub, nodes, sandbox } = desk;
  switch (event.kind) {
    case 'place': {
      const next = ORDERS[ship.orders().length];
      if (!next) return;
      ship.setPolicy({ passengerIds: ship.orders().length === 0 });
      return called(run, event.fate, () => ship.placeOrder(next));
    }
    case 'wait':
      return void hub.clock.advance(event.seconds * 1_000);
    case 'break':
      run.breakages.set(event.report, event.breakages);
      sandbox.control.setFaults({ calls: brokenReports(run) });
      return;
    case 'work':
      await Promise.all(nodes.slice(0, event.nodes).map(work));
      return;
    case 'kill':
      return work(dyingAt(hub.context, event.at, event.nth).context);
    default:
  }
  const order = ship.orders()[event.order];
  if (!order) return;
  const { id, tickets } = order;
  switch (event.kind) {
    case 'call':
      return called(run, event.fate, () => ship[event.what](id));
    case 'giveBack': {
      const given = tickets.filter((_, place) => (event.tickets >> place) % 2 === 1).map((ticket) => ticket.id);
      return called(run, event.fate, () => ship.refund(id, given.length > 0 ? { tickets: given } : {}));
    }
    case 'decide':
      return submit(run, 'decide', event, decision(order, event.accept), `${event.accept}`);
    case 'decideRefund': {
      const [refund] = (await refundsOf(desk, id)).slice(event.which);
      if (refund === undefined) return;
      const input = { orderReference: id, refundReference: refund, accept: event.accept };
      return submit(run, 'decideRefund', event, event.accept ? input : { ...input, code: 'USED' }, refund);
    }
    case 'reportTickets':
      return submit(run, 'reportTickets', event, ticketsReport(order, event.wording), `${event.wording}`);
    case 'reportRefund': {
      const ticket = event.ticket === 'all' ? null : tickets[event.ticket];
      if (ticket === undefined) return;
      const input = refundReport(order, ticket?.id ?? null, event.wording);
      return submit(run, 'reportRefund', event, input, `${event.ticket} ${event.wording}`);
    }
    default:
  }
}

/** The platform calls, and something goes wrong. */
async function called(run: Run, { fault, kill }: Fate, call: () => Promise<unknown>): Promise<void> {
  const { sandbox, calls, nodes } = run.desk;
  const qimen = fault ? [{ ...fault, method: '*', count: 1 }] : [];
  sandbox.control.setFaults({ calls: brokenReports(run), qimen });
  if (kill) calls.dieNext(dyingAt(nodes[1], kill.at, kill.nth));
  await begin(run, call);
}

/** What the platform does goes on while somebody is waited for. */
async function begin({ desk, underWay, faults }: Run, call: () => Promise<unknown>): Promise<void> {
  const work = call()
    // Not possible of the order as it is now.
    .catch((error: unknown) => (error instanceof ControlError ? undefined : faults.push(error)))
    .finally(() => underWay.delete(work));
  underWay.add(work);
  await desk.begin(work);
}

/** Submits the same several times at once; refusals before anything is sent are fine, two commands for a key are not. */
async function submit(
  run: Run,
  name: 'decide' | 'decideRefund' | keyof typeof REPORTS,
  { order, key, atOnce, breakages }: Extract<Happening, { readonly atOnce: number }>,
  wish: object,
  about: string,
): Promise<void> {
  const idempotencyKey = `${name} ${order} ${key} ${about}`;
  const input = run.inputs.get(idempotencyKey) ?? wish;
  run.inputs.set(idempotencyKey, input);
  if (name === 'reportTickets' || name === 'reportRefund') run.breakages.set(name, breakages);
  run.desk.sandbox.control.setFaults({ calls: brokenReports(run) });
  const submissions = await Promise.all(
    Array.from({ length: atOnce }, () => run.desk.submit(name, idempotencyKey, input)),
  );
  const accepted = submissions.flatMap((submission) => (submission.kind === 'accepted' ? [submission.command.id] : []));
  expect(new Set(accepted).size).toBeLessThanOrEqual(1);
}

function brokenReports({ breakages }: Run) {
  return [...breakages].flatMap(([name, some]) => {
    const hit = { method: REPORTS[name], count: 1 };
    return some.map(({ fault: kind, seconds }) => {
      if (kind === 'error') return { kind, ...hit, code: 50, subCode: 'isv.ship-order-locked' };
      return kind === 'timeout-before-effect' ? { kind, ...hit, seconds } : { kind, ...hit };
    });
  });
}

/** What a worker does in a turn; one that dies leaves its work to be taken up by others. */
async function work(context: HubContext): Promise<void> {
  await Promise.allSettled([runSync(context, { limit: 50 }), workCommands(context, { limit: 10 })]);
}

/** Nothing breaks any more, time passes, and the platform asks for what it was not answered. */
async function calm(run: Run): Promise<void> {
  const { desk } = run;
  const { hub, sandbox, ship, shop } = desk;
  sandbox.control.clearFaults();
  await calmCalls(run);
  await letPass(run);
  for (const { id } of ship.orders()) {
    for (const step of [catchUp, catchUp, catchUp]) {
      await begin(run, async () => step(desk, ship.order(id)));
      await calmCalls(run);
      await hub.settle();
    }
  }
  // What was asked for only now may come later, too.
  await letPass(run);
  await requeryOpenOrders(hub.context, shop.id, { openAfterMs: 0, closedAfterMs: 0 });
  await hub.settle();
  expect(run.faults).toEqual([]);
}

async function letPass(run: Run): Promise<void> {
  const { hub } = run.desk;
  for (let passed = 0; passed < LONG_AFTER_MS; passed += STEP_MS) {
    await hub.settle();
    hub.clock.advance(STEP_MS);
  }
  await calmCalls(run);
}

/** The platform goes on with what it has begun, and learns what it does not know. */
async function catchUp({ ship }: ShipHub, { id, status, returns }: ShipOrderView): Promise<void> {
  if (status === 'placed') await ship.create(id);
  if (status === 'locked') await ship.confirm(id);
  if (status === 'issuing' || status === 'failed') await ship.query(id);
  const open = returns.find((each) => each.status === 'asked' || each.status === 'processing');
  if (open) await ship.refund(id, { tickets: [...open.ticketIds] });
}

/** Moves the day on until nobody waits for a decision, and the platform has its answers. */
async function calmCalls({ desk, underWay }: Run): Promise<void> {
  while (underWay.size > 0) {
    const waiting = desk.begin(Promise.all(underWay));
    desk.hub.clock.advance(WAIT_MS);
    await waiting;
  }
}

async function judge(desk: ShipHub, seen: Set<string>): Promise<void> {
  const wishes = await believed.wishes(desk);
  for (const { name, state } of wishes) seen.add(`${name} ${state}`);
  expect(wishes.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'FAILED')).toEqual([]);

  const reports = await believed.reports(desk);
  const told = wishes.filter(({ name, result }) => name.startsWith('report') && (result?.issued ?? result?.refunded));
  expect(told).toHaveLength(reports.length);
  expect(reports.toSorted()).toEqual(truly.reports(desk).toSorted());
  expect(reports).toEqual([...new Set(reports)]);

  const shown = await believed.orders(desk);
  expect(alike(shown)).toEqual(alike(truly.orders(desk)));
  expect(disagreements(shown)).toEqual([]);
  expect(await disagreementsOfEvents(desk)).toEqual([]);
  expect(await timelineFaults(desk.hub.database, desk.shop.id)).toEqual([]);
  // Whoever was not killed has done its work without a fault.
  const faults = desk.hub.logs.lines.filter(
    ({ level, fields }) => level === 'error' && !inspect(fields).includes('HubKilled'),
  );
  expect(faults).toEqual([]);
  const sold = desk.ship.orders();
  expect(sold.flatMap(({ problems }) => problems)).toEqual([]);
  const overpaid = sold.filter(({ tickets, returned }) => {
    const back = tickets.filter(({ status }) => status === 'refunded').reduce((sum, { price }) => sum + price, 0);
    return tickets.length > 0 && returned > back;
  });
  expect(overpaid).toEqual([]);
}

async function refundsOf({ hub }: ShipHub, reference: string): Promise<string[]> {
  const rows = await hub.database.query<{ readonly reference: string }>(
    {
      name: 'test.refunds_of',
      text: `select refund.reference from interline.refund join interline.orders on orders.id = refund.order_id
              where orders.reference = $1 order by refund.reference`,
    },
    [reference],
  );
  return rows.map((row) => row.reference);
}
