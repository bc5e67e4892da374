import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../src/index.ts';
import type { LedgerEntry, ManualClock } from '../src/index.ts';
import { createLedger } from '../src/ledger.ts';
import type { Ledger } from '../src/ledger.ts';
import { seededRandom } from '../src/random.ts';
import { DEMO_SHOPS } from '../src/shops.ts';
import { advance, STEP_NAMES } from '../src/vacation/advance.ts';
import { createFlow, DEFAULT_FLOW } from '../src/vacation/flow.ts';
import { createIdentities } from '../src/vacation/identities.ts';
import { LEGAL_CONFIRM, LEGAL_REFUND, LEGAL_STATUS, LEGAL_STEP } from '../src/vacation/legal.ts';
import { statusOfOrder } from '../src/vacation/life.ts';
import type { VacationOrder } from '../src/vacation/order.ts';
import { createVacationRoom } from '../src/vacation/room.ts';
import type { VacationRoom } from '../src/vacation/room.ts';

const START = new Date('2026-11-22T04:00:00Z');
const LEGAL: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  status: LEGAL_STATUS,
  refund_status: LEGAL_REFUND,
  confirm_status: LEGAL_CONFIRM,
  step_trade_status: LEGAL_STEP,
};

describe('only legal transitions ever happen', () => {
  test('whatever steps are tried, in whatever order', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.record({ step: fc.constantFrom(...STEP_NAMES), sub: fc.nat(4), wait: fc.nat(100_000) }), {
          maxLength: 40,
        }),
        (seed, tries) => {
          const { room, ledger, clock } = vacationRoom(seed);
          const order = room.place(DEMO_SHOPS[0]!, { sellerTime: 600_000 }, { cause: 'test' });
          for (const { step, sub, wait } of tries) {
            advance(room.life, order, step, 'test', order.subOrders[sub]);
            clock.advance(wait);
          }
          expect(illegal(ledger.after(0))).toEqual([]);
          expect(isConsistent(order)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('when buyers and sellers play by themselves for a day', () => {
    const { room, ledger, clock } = play(6, { rate: 2, pace: 600, sellerSeconds: 7200, sellerConsole: 0.5 });
    clock.advance(24 * 3_600_000);
    expect(room.store.size()).toBeGreaterThan(2000);
    expect(illegal(ledger.after(0))).toEqual([]);
    expect([...room.store.all()].filter((order) => !isConsistent(order))).toEqual([]);
  });
});

test('the flow plays every status, every refund status, cycles and partial delivery', () => {
  const { ledger, clock } = play(6, { rate: 5, pace: 60, sellerSeconds: 3600, sellerConsole: 0.5 });
  clock.advance(12 * 3_600_000);
  const seen = (what: string): Set<string | null> =>
    new Set(ledger.after(0).flatMap((entry) => (entry.what === what ? [entry.to] : [])));
  expect(seen('status')).toEqual(new Set(Object.keys(LEGAL_STATUS)));
  expect(seen('refund_status')).toEqual(new Set(Object.keys(LEGAL_REFUND).filter((name) => name !== 'NO_REFUND')));
  expect(seen('confirm_status')).toEqual(new Set(['1', '2', '3', '4', '5']));
  expect(seen('step_trade_status')).toEqual(new Set(['FRONT_PAID_FINAL_NOPAID', 'FRONT_PAID_FINAL_PAID']));
  const cycles = ledger
    .after(0)
    .filter(({ what, from, to }) => what === 'refund_status' && to === 'WAIT_SELLER_AGREE' && from !== 'NO_REFUND');
  expect(cycles.length).toBeGreaterThan(0);
});

test('the same seed plays the same hour', () => {
  expect(hourOf(9)).toEqual(hourOf(9));
});

test('the rate is kept, and the first order comes at once', () => {
  const { room, clock } = play(1, { rate: 3000, pace: 3600 });
  clock.advance(0);
  expect(room.store.size()).toBe(1);
  clock.advance(59_999);
  expect(room.store.size()).toBe(3000);
});

test('a partly delivered order stays partly delivered when the delivered part is refunded', () => {
  const { room } = vacationRoom(1);
  const wish = { confirmation: 'manual', subOrders: 2, staged: false } as const;
  const order = room.place(DEMO_SHOPS[0]!, wish, { cause: 'test' });
  const [first] = order.subOrders;
  advance(room.life, order, 'deliver', 'test', first);
  expect(order.status).toBe('SELLER_CONSIGNED_PART');
  advance(room.life, order, 'apply-refund', 'test', first);
  advance(room.life, order, 'agree-refund', 'test', first);
  expect(order.status).toBe('SELLER_CONSIGNED_PART');
});

function play(seed: number, settings: Partial<typeof DEFAULT_FLOW>): Played {
  const played = vacationRoom(seed);
  const { clock, room } = played;
  const initial = { ...DEFAULT_FLOW, ...settings, running: true, shops: ['west-lake'] };
  createFlow({ clock, random: seededRandom(seed), room, shops: DEMO_SHOPS, initial });
  return played;
}

interface Played {
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  readonly room: VacationRoom;
}

function vacationRoom(seed: number): Played {
  const clock = manualClock(START);
  const ledger = createLedger(clock);
  const room = createVacationRoom({
    clock,
    random: seededRandom(seed),
    ledger,
    identities: createIdentities(START.getTime()),
    shops: DEMO_SHOPS,
    publish: () => undefined,
    autoDeliveryMs: 0,
  });
  return { clock, ledger, room };
}

function hourOf(seed: number): readonly LedgerEntry[] {
  const { ledger, clock } = play(seed, { rate: 3, pace: 30 });
  clock.advance(3_600_000);
  return ledger.after(0);
}

/** Rows whose step is not legal, or that do not go on from where the row before them left the fact. */
function illegal(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const last = new Map<string, string | null>();
  return entries.filter(({ order, subOrder, what, from, to }) => {
    const key = `${order}/${subOrder}/${what}`;
    const continues = !last.has(key) || last.get(key) === from;
    last.set(key, to);
    const allowed = from === null || LEGAL[what]?.[from]?.map(String).includes(String(to));
    return !continues || !allowed;
  });
}

/** Whether main order, sub-orders and refunds agree with each other. */
function isConsistent(order: VacationOrder): boolean {
  const settled = order.paidAt === undefined || order.status === statusOfOrder(order);
  return (
    settled &&
    order.subOrders.every(
      (sub) =>
        (sub.refund?.status === 'SUCCESS') === (sub.status === 'TRADE_CLOSED') &&
        (order.paidAt !== undefined || sub.status === order.status),
    )
  );
}
