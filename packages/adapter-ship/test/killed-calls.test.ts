import { answerCall, placeDue, submitCommand, workCommands } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import { afterEach, describe, expect, it } from 'vitest';

import { CALL_OVER_AFTER_MS, QUESTION_MS } from '../src/collect/patience.ts';
import { foldDossier } from '../src/dossier/fold-dossier.ts';
import type { ShipOrderState } from '../src/dossier/fold-dossier.ts';
import { ACCEPTED, FIRST_MS, openCollectHub, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { dyingAfter } from './dying-at.ts';
import { openQimenHub } from './qimen-hub.ts';
import type { QimenHub } from './qimen-hub.ts';
import { CREATE, METHOD, PEOPLE } from './ship-calls.ts';
import { ticketsReported } from './told-tickets.ts';

/** How long a reservation system is waited for, and a person: told apart, so that it can be seen who is. */
const WAIT_MS = 2_500;
const PERSON_MS = 2_400;
const DECISIONS = { mode: 'decisions', waitMs: PERSON_MS } as const;
const HAD = { answer: TICKETS } as const;
const REFUNDED = { answer: { accepted: true } } as const;
const HOUR_MS = 3_600_000;
/** A call is over: entries of one moment are dated some milliseconds apart. */
const OVER_MS = CALL_OVER_AFTER_MS + 100;
/** More statements than any call has. */
const MOST_STATEMENTS = 80;

let opened: QimenHub | undefined;
afterEach(() => opened?.close());

async function withSystem(policy: object = {}): Promise<CollectHub> {
  const hub = await openCollectHub({ waitMs: WAIT_MS, ...policy });
  opened = hub;
  return hub;
}

async function withPeople(policy: object = {}): Promise<QimenHub> {
  const hub = await openQimenHub({ defaultPolicy: { ...DECISIONS, ...policy } });
  opened = hub;
  return hub;
}

/** Orders of their own, one for each kill. */
const orderId = (nth: number): string => String(3_892_200_000_000 + nth);
const createOf = (id: string) => ({ ...CREATE, alitrip_order_id: id });
const confirmOf = (id: string) => ({ agent_order_id: 'A-1', alitrip_order_id: id });
const refundOf = (id: string, agentOrderNumber = 'A-1') => ({
  ...confirmOf(id),
  agent_order_id: agentOrderNumber,
  passenger_list: PEOPLE.map(({ passenger_id }, index) => ({
    ticket_id: `T-${index + 1}`,
    passenger_id,
    refund_surcharge: 1_200,
  })),
});

type Caller = (context: HubContext, method: string, content: object) => Promise<void>;

/** Makes a call to a process of the hub; while it waits for a person, the time passes. */
function caller({ hub, shop, sign, waits }: QimenHub): Caller {
  let waiting: Promise<unknown> | null = null;
  return async (context, method, content) => {
    const addressed = { path: 'qimen', shop: shop.id, call: sign(method, content) };
    const answered = answerCall(context, addressed, new AbortController().signal);
    waiting ??= waits(PERSON_MS).then(() => (waiting = null));
    const isOver = await Promise.race([answered.then(() => true), waiting.then(() => false)]);
    if (!isOver) hub.clock.advance(PERSON_MS);
    await answered;
  };
}

/**
 * Makes a call about order after order, each to a process that is killed one statement later than the one before, until
 * one comes to its end. Nobody repeats any.
 *
 * @returns the orders, the last of which was answered
 */
async function killAtEach(
  ship: QimenHub,
  method: string,
  contentOf: (id: string) => object,
  before: (id: string, call: Caller) => Promise<unknown> = async () => undefined,
): Promise<readonly string[]> {
  const call = caller(ship);
  const ids: string[] = [];
  for (let nth = 1; nth <= MOST_STATEMENTS; nth += 1) {
    const id = orderId(nth);
    await before(id, call);
    ids.push(id);
    const dying = dyingAfter(ship.hub.context, nth);
    await call(dying.context, method, contentOf(id));
    if (!dying.isDead()) return ids;
  }
  throw new Error(`a call has more than ${MOST_STATEMENTS} statements`);
}

async function later({ hub }: QimenHub, ms: number): Promise<void> {
  hub.clock.advance(ms);
  await hub.settle();
}

async function stateOf({ dossiers }: QimenHub, id: string): Promise<ShipOrderState> {
  return foldDossier(await dossiers.read(id));
}

const states = (ship: QimenHub, ids: readonly string[]): Promise<ShipOrderState[]> =>
  Promise.all(ids.map((id) => stateOf(ship, id)));

/** What the ledger has of an order, in the order of its names. */
async function ledgerOf({ hub }: QimenHub, id: string): Promise<readonly string[]> {
  const rows = await hub.database.query<{ name: string; state: string }>(
    {
      name: 'test.ledger_of',
      text: 'select name, state from interline.command where reference = $1 order by name, created_at',
    },
    [id],
  );
  return rows.map(({ name, state }) => `${name} ${state}`);
}

describe.each([
  ['decisions', 'refuse', false, 'time'],
  ['decisions', 'accept', true, 'time'],
  ['callback', 'refuse', true, 'callback'],
] as const)('an order.create at which the hub was killed, under %s and %s', (mode, whenUndecided, accepted, by) => {
  it('is decided by itself, once, wherever it was killed and though nobody calls again', async () => {
    const policy = { whenUndecided };
    const system = mode === 'callback' ? await withSystem(policy) : null;
    const ship = system ?? (await withPeople(policy));
    system?.merchant.react(ACCEPTED);
    const ids = await killAtEach(ship, METHOD.create, createOf);
    const undecided = (await states(ship, ids)).filter(({ created, decision }) => created && !decision).length;
    expect(undecided).toBeGreaterThan(0);
    await later(ship, OVER_MS);

    const after = (await states(ship, ids)).filter(({ created }) => created);
    expect(after.map(({ decision }) => [decision?.accepted, decision?.by])).toEqual(after.map(() => [accepted, by]));
    const ledgers = await Promise.all(ids.map((id) => ledgerOf(ship, id)));
    // One row for each order that was left undecided, and none for any other, the one that was answered least of all.
    expect(ledgers.flat()).toEqual(Array.from({ length: undecided }, () => 'endCall SUCCEEDED'));
    expect(ledgers.at(-1)).toEqual([]);
    const viewer = ship.hub.viewer(['orders:read', 'orders:write']);
    const input = { orderReference: ids.at(-2), accept: true, agentOrderNumber: 'A-2' };
    const wish = { channel: 'ship', name: 'decide', idempotencyKey: 'late', input };
    expect(await submitCommand(ship.hub.context, viewer, wish)).toMatchObject({ kind: 'refused' });
    const rows = await ship.rows();
    await later(ship, 24 * HOUR_MS);
    expect(await ship.rows()).toBe(rows);
  });
});

it('tickets are collected and reported of every order at whose order.confirm the hub was killed', async () => {
  const ship = await withSystem();
  const { merchant, gateway } = ship;
  const ids = await killAtEach(ship, METHOD.confirm, confirmOf, async (id) => {
    merchant.react(ACCEPTED);
    await ship.call(METHOD.create, createOf(id));
    merchant.react(HAD);
  });
  const confirmed = (all: readonly ShipOrderState[]) => all.filter(({ confirmedAt }) => confirmedAt);
  const open = confirmed(await states(ship, ids)).filter(({ issued }) => !issued).length;
  expect(open).toBeGreaterThan(0);
  await later(ship, OVER_MS);
  await later(ship, FIRST_MS);

  const after = confirmed(await states(ship, ids));
  expect(after.map(({ issued, tickets }) => [issued !== null, tickets.length])).toEqual(after.map(() => [true, 2]));
  expect(gateway.effects).toHaveLength(open);
  const ledgers = await Promise.all(ids.map((id) => ledgerOf(ship, id)));
  const ended = ledgers.filter((rows) => rows.length > 0);
  expect(ended).toEqual(
    Array.from({ length: open }, () => ['collectTickets SUCCEEDED', 'endCall SUCCEEDED', 'reportTickets SUCCEEDED']),
  );
  expect(ledgers.at(-1)).toEqual([]);
});

it('a refund is asked about again and reported, wherever the hub was killed at its return.confirm', async () => {
  const ship = await withSystem();
  const { merchant, gateway } = ship;
  const ids = await killAtEach(ship, METHOD.refund, refundOf, async (id) => {
    merchant.react(ACCEPTED);
    await ship.call(METHOD.create, createOf(id));
    await ship.dossiers.append(id, () => [ticketsReported()]);
    merchant.react(REFUNDED);
  });
  const asked = (all: readonly ShipOrderState[]) => all.flatMap(({ refunds }) => refunds);
  const open = asked(await states(ship, ids)).filter(({ answer }) => answer === null).length;
  expect(open).toBeGreaterThan(0);
  await later(ship, OVER_MS);
  await later(ship, FIRST_MS);
  const lines = asked(await states(ship, ids)).flatMap((refund) => refund.lines);
  expect(lines.map(({ status }) => status)).toEqual(lines.map(() => 'SUCCEEDED'));
  expect(gateway.effects).toHaveLength(open);
  expect(await ledgerOf(ship, ids.at(-1) ?? '')).toEqual([]);
});

it('a refund that a person was to decide is one to be reported, wherever the hub was killed', async () => {
  const ship = await withPeople({ whenUndecided: 'accept' });
  const { context } = ship.hub;
  const ids = await killAtEach(
    ship,
    METHOD.refund,
    (id) => refundOf(id, id),
    async (id, call) => {
      await call(context, METHOD.create, createOf(id));
      await ship.dossiers.append(id, () => [ticketsReported()]);
    },
  );
  const open = (await states(ship, ids)).flatMap(({ refunds }) => refunds).filter(({ answer }) => answer === null);
  expect(open.length).toBeGreaterThan(0);
  await later(ship, OVER_MS);
  const after = await states(ship, ids);
  const refunds = after.flatMap((state) => state.refunds);
  expect(refunds.map(({ answer }) => answer)).toEqual(refunds.map(() => 'PROCESSING'));
  expect((await Promise.all(ids.map((id) => ledgerOf(ship, id)))).flat()).toEqual(open.map(() => 'endCall SUCCEEDED'));
  expect(await ledgerOf(ship, ids.at(-1) ?? '')).toEqual([]);
  const killed = ids.find((_, index) => (after[index]?.refunds.length ?? 0) > 0);
  const viewer = ship.hub.viewer(['orders:read', 'orders:write']);
  const input = { orderReference: killed, ticketId: null, refunded: { amount: '15600' } };
  const wish = { channel: 'ship', name: 'reportRefund', idempotencyKey: 'by hand', input };
  expect(await submitCommand(context, viewer, wish)).toMatchObject({ kind: 'accepted' });
});

describe('a call that comes to its end in the ordinary way', () => {
  it('leaves nothing in the ledger, and no second question, whatever time passes', async () => {
    const ship = await withSystem();
    const id = orderId(0);
    const { hub, merchant } = ship;
    for (const [method, content, reaction] of [
      [METHOD.create, createOf(id), ACCEPTED],
      [METHOD.confirm, confirmOf(id), HAD],
      [METHOD.refund, refundOf(id), REFUNDED],
    ] as const) {
      const answering = Promise.withResolvers<void>();
      merchant.react({ ...reaction, after: answering.promise });
      const answer = ship.call(method, content);
      await ship.waits(WAIT_MS);
      // Within the wait the hub leaves it to the call.
      hub.clock.advance(WAIT_MS - 1);
      await hub.settle();
      answering.resolve();
      expect(await answer).toMatchObject({ success: true, ret_code: '0' });
      await later(ship, OVER_MS);
    }
    await later(ship, HOUR_MS);
    expect(merchant.seen.map(({ type }) => type)).toEqual([
      'ship.order.create',
      'ship.order.confirm',
      'ship.refund.confirm',
    ]);
    expect(await ship.ledger()).toEqual([]);
    const kinds = (await ship.dossiers.read(id)).map(({ kind }) => kind);
    expect(kinds).toEqual([
      'order.create',
      'order.create.decision',
      'order.confirm',
      'tickets.reported',
      'return.confirm',
      'return.decision',
    ]);
  });

  it('is one that a person has decided, and nothing else', async () => {
    const ship = await withPeople();
    const id = orderId(0);
    const { hub } = ship;
    const answer = ship.call(METHOD.create, createOf(id));
    await ship.waits(PERSON_MS);
    hub.clock.advance(PERSON_MS - 1);
    await hub.settle();
    const viewer = hub.viewer(['orders:read', 'orders:write']);
    const input = { orderReference: id, accept: true, agentOrderNumber: 'A-1' };
    await submitCommand(hub.context, viewer, { channel: 'ship', name: 'decide', idempotencyKey: 'd', input });
    await hub.settle();
    expect(await answer).toMatchObject({ success: true, agent_order_id: 'A-1' });
    await later(ship, HOUR_MS);
    expect(await ledgerOf(ship, id)).toEqual(['decide SUCCEEDED']);
    expect((await stateOf(ship, id)).decision).toMatchObject({ by: 'person' });
  });
});

describe('Fliggy repeats a call at which the hub was killed', () => {
  /** A hub that was killed when it had stored an order and had yet to decide about it. */
  async function killedAtCreate(ship: QimenHub): Promise<string> {
    const ids = await killAtEach(ship, METHOD.create, createOf);
    const all = await states(ship, ids);
    const id = ids.find((_, index) => all[index]?.created && !all[index]?.decision);
    if (!id) throw new Error('no order was left undecided');
    return id;
  }

  it('after it was ended: it is told what stands', async () => {
    const ship = await withPeople();
    const id = await killedAtCreate(ship);
    await later(ship, OVER_MS);
    expect(await ship.call(METHOD.create, createOf(id))).toMatchObject({ success: false, ret_code: 'ORDER_UNDECIDED' });
    expect(await ledgerOf(ship, id)).toEqual(['endCall SUCCEEDED']);
  });

  it('just when it is ended: there is one decision, and the caller is told it', async () => {
    const ship = await withPeople();
    const id = await killedAtCreate(ship);
    ship.hub.clock.advance(CALL_OVER_AFTER_MS - 1_000);
    const answer = ship.call(METHOD.create, createOf(id));
    await ship.hub.settle();
    await later(ship, 1_000);
    expect(await answer).toMatchObject({ success: false, ret_code: 'ORDER_UNDECIDED' });
    const kinds = (await ship.dossiers.read(id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['order.create', 'order.create.decision']);
  });

  it('before: what is decided then stands, and nothing is left to end', async () => {
    const ship = await withSystem();
    ship.merchant.react(ACCEPTED);
    const id = await killedAtCreate(ship);
    expect(await ship.call(METHOD.create, createOf(id))).toMatchObject({ success: true });
    await later(ship, HOUR_MS);
    expect(await ledgerOf(ship, id)).toEqual([]);
  });

  it('a hub that stops while it asks on decides nothing, and asks again', async () => {
    const ship = await withSystem();
    ship.merchant.react(ACCEPTED);
    const id = await killedAtCreate(ship);
    ship.merchant.react('never answers');
    ship.hub.clock.advance(OVER_MS);
    await placeDue(ship.hub.context, { limit: 100 });
    const stopping = new AbortController();
    const working = workCommands(ship.hub.context, { limit: 100, signal: stopping.signal });
    await ship.waits(QUESTION_MS);
    stopping.abort();
    await working;
    expect((await stateOf(ship, id)).decision).toBeNull();
    ship.merchant.react(ACCEPTED);
    await later(ship, HOUR_MS);
    expect((await stateOf(ship, id)).decision).toMatchObject({ accepted: true, by: 'callback' });
  });
});
