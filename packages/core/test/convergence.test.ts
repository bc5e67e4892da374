import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InboundMessage } from '../src/contract/adapter.ts';
import { ChannelError } from '../src/contract/channel-error.ts';
import { pollShop } from '../src/reconcile/poll-shop.ts';
import { requeryOpenOrders } from '../src/reconcile/requery-open-orders.ts';
import { runSync } from '../src/sync/run-sync.ts';
import { CHANGE_STATUSES, ORDER_STATUSES, TICKET_STATUSES } from '../src/status.ts';
import type { OrderStatus } from '../src/status.ts';
import { changeOf, noticeOf, refundOf, ticketOf } from './support/order-channel.ts';
import { orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';
import type { OrderFactsUpstream } from './support/order-channel.ts';

const HOUR = 60 * 60_000;
const reference: fc.Arbitrary<string> = fc.constantFrom('9007199254740992', '9007199254740993', '7');

/** What may happen, in any order and number. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      reference,
      status: fc.constantFrom(...ORDER_STATUSES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      reference,
      status: fc.constantFrom('REQUESTED' as const, 'REFUSED' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('parts' as const),
      reference,
      changes: fc.constantFrom(...CHANGE_STATUSES, null),
      tickets: fc.array(fc.constantFrom(...TICKET_STATUSES), { maxLength: 2 }),
      notices: fc.subarray(['a', 'b', 'c']),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('message' as const), which: fc.nat(20), again: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sync' as const), workers: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fail' as const), reference }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('slow' as const), reference }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('poll' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 200, 1_000, 70_000) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Action> ? Action : never;

interface StoredOrder {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly refund_status: string;
  readonly changes: readonly string[];
  readonly tickets: readonly string[];
  /** Keys of the notices that the hub holds as told, in their order. */
  readonly told: readonly string[];
}

const STORED = `
select id, reference, status, refund_status,
       array(select status from interline.change where order_id = orders.id order by reference) as changes,
       array(select status from interline.ticket where order_id = orders.id order by position) as tickets,
       array(select notice ->> 'key' from jsonb_array_elements(notices) as notice) as told
  from interline.orders order by reference collate "C"`;

/** What truly happened to each order upstream, in order. */
type History = Map<string, OrderStatus[]>;

/** One run of the hub beside an upstream that changes while messages are lost, repeated and reordered. */
async function live(hub: OrderHub, steps: readonly Step[], history: History): Promise<void> {
  const underWay: InboundMessage[] = [];
  const running: Promise<unknown>[] = [];
  const held: (() => void)[] = [];
  for (const action of steps) {
    hub.clock.advance(1);
    if (action.kind === 'status' || action.kind === 'refund' || action.kind === 'parts') {
      underWay.push(hub.channel.change(action.reference, factsOf(action)));
      const past = history.get(action.reference) ?? [];
      history.set(action.reference, [...past, hub.channel.order(action.reference).status]);
    }
    if (action.kind === 'message' && underWay.length > 0) {
      const [message] = action.again
        ? underWay.slice(action.which % underWay.length)
        : underWay.splice(action.which % underWay.length, 1);
      if (message) await hub.deliver(message);
    }
    if (action.kind === 'sync') {
      const workers = Array.from({ length: action.workers }, () =>
        runSync(hub.context, { limit: 10, leaseMs: 60_000 }),
      );
      if (held.length === 0) await Promise.all(workers);
      else running.push(...workers);
    }
    if (action.kind === 'fail') hub.channel.fail(action.reference, new ChannelError('transient', 'RESET', 'Cut.'));
    if (action.kind === 'slow') held.push(hub.channel.hold(action.reference).answer);
    if (action.kind === 'answer') held.shift()?.();
    if (action.kind === 'poll') await pollShop(hub.context, hub.shop.id, hub.channel.poll);
    if (action.kind === 'wait') hub.clock.advance(action.ms);
  }
  for (const answer of held) answer();
  await Promise.all(running);
}

function factsOf(action: Extract<Step, { readonly kind: 'status' | 'refund' | 'parts' }>): OrderFactsUpstream {
  if (action.kind === 'status') return { status: action.status };
  if (action.kind === 'refund') return { refunds: [refundOf('R1', { status: action.status })] };
  return {
    changes: action.changes === null ? [] : [changeOf('C1', { status: action.changes })],
    tickets: action.tickets.map((status, place) => ticketOf(`T${place}`, { status })),
    notices: action.notices.map((key) => noticeOf(key)),
  };
}

/** Time passes, and the hub does what it does by itself, until upstream has got over its last trouble. */
async function quiet(hub: OrderHub): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    hub.clock.advance(25 * HOUR);
    await pollShop(hub.context, hub.shop.id, hub.channel.poll, { overlapMs: 2 * HOUR });
    await requeryOpenOrders(hub.context, hub.shop.id);
    await hub.sync();
    const [troubled] = await hub.rows(`select reference from interline.sync_task
      union all select reference from interline.dead_letter where resolved_at is null limit 1`);
    if (round >= 2 && troubled === undefined) return;
  }
}

/** The hub may have missed steps; it may not have seen one that did not happen, or in another order. */
function expectToHaveHappened(told: readonly (string | null)[], happened: readonly OrderStatus[]): void {
  let place = 0;
  for (const status of told) {
    const found = happened.indexOf(status as OrderStatus, place);
    expect(found, `${told.join()} is not a selection of ${happened.join()}`).toBeGreaterThanOrEqual(0);
    place = found + 1;
  }
}

test('invariants 1, 2 and 3: whatever is lost, repeated, reordered, slow or failing, the hub ends where upstream is, and its timeline has no step twice [random interleavings]', async () => {
  // Each run has orders of its own in one hub: making a database costs more than a run.
  await using hub = await orderHub();
  const history: History = new Map();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      run += 1;
      const ofThisRun = steps.map((action) =>
        'reference' in action ? { ...action, reference: `${run}-${action.reference}` } : action,
      );
      await live(hub, ofThisRun, history);
      await quiet(hub);
      const upstream = hub.channel.references().map((id) => hub.channel.order(id));
      const stored = await hub.rows<StoredOrder>(STORED);
      expect(stored.map(({ id: _id, told: _told, ...order }) => order)).toEqual(
        upstream
          .map(({ reference: id, status, refunds, changes = [], tickets = [] }) => ({
            reference: id,
            status,
            refund_status: refunds[0]?.status ?? 'NONE',
            changes: changes.map((change) => change.status),
            tickets: tickets.map((ticket) => ticket.status),
          }))
          .toSorted((left, right) => (left.reference < right.reference ? -1 : 1)),
      );
      const events = await hub.feed();
      for (const order of stored) {
        const ofOrder = events.filter(({ orderId }) => orderId === order.id);
        const steps = ofOrder.filter(({ type }) => type === 'ORDER_CREATED' || type === 'STATUS_CHANGED');
        expect(steps[0]?.type).toBe('ORDER_CREATED');
        steps.slice(1).forEach(({ from }, place) => expect(from).toBe(steps[place]?.to));
        expect(steps.at(-1)?.to).toBe(order.status);
        expect(steps.every(({ from, to }) => from !== to)).toBe(true);
        expectToHaveHappened(
          steps.map(({ to }) => to),
          history.get(order.reference) ?? [],
        );
        const notices = ofOrder.filter(({ type }) => type === 'SCHEDULE_CHANGED').map(({ data }) => data['key']);
        expect(notices).toEqual(order.told);
        expect(new Set(notices).size).toBe(notices.length);
        const { notices: present = [] } = hub.channel.order(order.reference);
        expect(notices).toEqual(expect.arrayContaining(present.map(({ key }) => key)));
        const parts = ofOrder.filter(({ type }) => type === 'REBOOKING_CHANGED' || type === 'TICKET_CHANGED');
        expect(parts.every(({ from, to }) => from !== to)).toBe(true);
        const versions = ofOrder.map(({ version }) => version);
        expect(versions).toEqual(versions.toSorted((left, right) => left - right));
      }
      expect(await hub.rows('select from interline.sync_task')).toEqual([]);
      expect(await hub.rows(`select from interline.message where state = 'PENDING'`)).toEqual([]);
    }),
    { numRuns: 15, seed: 20_261_122 },
  );
});
