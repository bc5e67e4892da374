import { Item, Order, Refund, Ticket } from '@interline/core/hub';
import { afterEach, describe, expect, it } from 'vitest';

import { ENTRY } from '../src/entries.ts';
import { returnDecisionEntry } from '../src/policies/decide-return.ts';
import { attemptReference, returnDigest } from '../src/return-digest.ts';
import { openQimenHub } from './qimen-hub.ts';
import type { Answer, QimenHub } from './qimen-hub.ts';
import { openReservationSystem } from './reservation-system.ts';
import type { ReservationSystem } from './reservation-system.ts';
import { about, CREATE, METHOD, ORDER } from './ship-calls.ts';
import { ticketsReported } from './told-tickets.ts';

const FIRST = returnDigest(['T-1']);
const SECOND = attemptReference(FIRST, 2);
/** Within it the same call is a repeat; a little more, because what is said is dated later than what was said before. */
const REPEAT_MS = 601_000;

let ship: QimenHub;
let merchant: ReservationSystem | undefined;
afterEach(async () => {
  await ship.close();
  await merchant?.close();
  merchant = undefined;
});

/** A shop with an order whose tickets T-1 of 12,000 and T-2 of 6,000 fen are issued. */
async function open(policy: object): Promise<void> {
  ship = await openQimenHub({ defaultPolicy: { mode: 'automatic', surchargePercent: 10 } });
  await ship.call(METHOD.create, CREATE);
  await ship.call(METHOD.confirm, about(ORDER));
  const entries = await ship.dossiers.read(ORDER);
  await ship.close();
  ship = await openQimenHub({ defaultPolicy: policy as never });
  await ship.dossiers.append(ORDER, () => [...entries, ticketsReported()]);
}

const giveBack = (fee: number, ...tickets: readonly string[]): Promise<Answer> => {
  const ids = tickets.length === 0 ? ['T-1'] : tickets;
  const passengers = ids.map((ticket_id) => ({ ticket_id, refund_surcharge: fee }));
  return ship.call(METHOD.refund, { ...about(ORDER), passenger_list: passengers });
};

async function seen() {
  const em = ship.hub.database.em();
  const refunds = await em.find(Refund, {}, { orderBy: { requestedAt: 'asc' } });
  const tickets = await em.find(Ticket, {}, { orderBy: { position: 'asc' } });
  return {
    refunds: refunds.map(({ reference, status, detail }) => [reference, status, detail['code'] ?? null]),
    tickets: tickets.map(({ status }) => status),
  };
}

describe('a refund that the hub refuses by itself', () => {
  it('is seen as Fliggy tells the buyer, at the ticket too, and is answered by order.query so', async () => {
    await open({ mode: 'automatic', surchargePercent: 10 });
    expect(await giveBack(1)).toMatchObject({ success: false, ret_code: 'REFUND_FEE_CHANGED' });
    expect(await seen()).toEqual({
      refunds: [[expect.any(String), 'REFUSED', 'REFUND_FEE_CHANGED']],
      tickets: ['REFUND_FAILED', 'ISSUED'],
    });
    const { passenger_list: passengers } = await ship.call(METHOD.query, about(ORDER));
    expect(passengers).toMatchObject([
      { ticket_list: [{ ticket_status: '6' }] },
      { ticket_list: [{ ticket_status: '2' }] },
    ]);
    // The fee that was refused is none that the merchant has named.
    const fees = await ship.call(METHOD.quote, about(ORDER));
    expect(fees['passenger_list']).toMatchObject([{ refund_surcharge: 1_200 }, { refund_surcharge: 600 }]);
    expect(await giveBack(1_200)).toMatchObject({ success: true, ret_code: '0' });
    expect(await seen()).toMatchObject({
      refunds: [
        [expect.any(String), 'REFUSED', 'REFUND_FEE_CHANGED'],
        [FIRST, 'SUCCEEDED', null],
      ],
      tickets: ['REFUNDED', 'ISSUED'],
    });
  });

  it('leaves a ticket alone that is in another refund, and takes nothing of its report', async () => {
    await open({ mode: 'automatic' });
    await giveBack(1_200);
    expect(await giveBack(0, 'T-1', 'T-2')).toMatchObject({ ret_code: 'TICKET_REFUNDING' });
    expect((await seen()).tickets).toEqual(['REFUNDING', 'REFUND_FAILED']);
    await ship.dossiers.append(ORDER, () => [
      {
        kind: ENTRY.refundReported,
        key: 'refund-c1',
        content: { success: true, ticketIds: ['T-1'], amount: '10800', code: null, transactionId: null, mode: null },
      },
    ]);
    expect(await seen()).toEqual({
      refunds: [
        [FIRST, 'SUCCEEDED', null],
        [expect.any(String), 'REFUSED', 'TICKET_REFUNDING'],
      ],
      tickets: ['REFUNDED', 'REFUND_FAILED'],
    });
  });
});

describe('who is to decide', () => {
  it('sees until when, of an order and of a refund, from the moment that it is stored until it is decided', async () => {
    await open({ mode: 'decisions' });
    const items = () => ship.hub.database.em().find(Item, { kind: 'SHIP' });
    const refunding = giveBack(1_200);
    await ship.waits(3_000);
    const [refund] = await ship.hub.database.em().find(Refund, {});
    const until = (refund?.requestedAt?.getTime() ?? 0) + 3_000;
    expect(new Date(String(refund?.detail['decideBy'])).getTime()).toBe(until);
    await ship.dossiers.append(ORDER, () => [returnDecisionEntry(FIRST, { accepted: true, by: 'person' })]);
    await refunding;
    const [decided] = await ship.hub.database.em().find(Refund, {});
    expect(decided?.detail['decideBy']).toBeUndefined();
    expect((await items()).map(({ deadline }) => deadline)).toEqual([null, null]);
    const placing = ship.call(METHOD.create, { ...CREATE, alitrip_order_id: 'waiting' });
    await ship.waits(3_000);
    const stored = await ship.hub.database.em().findOneOrFail(Order, { reference: 'waiting' });
    expect(stored.deadline).toEqual(new Date(stored.createdAt.getTime() + 3_000));
    ship.hub.clock.advance(3_000);
    expect(await placing).toMatchObject({ ret_code: 'ORDER_UNDECIDED' });
    const expired = await ship.hub.database.em().findOneOrFail(Order, { reference: 'waiting' });
    expect(expired).toMatchObject({ deadline: null, confirmation: 'EXPIRED' });
  });
});

describe('the same tickets after a failure', () => {
  const decided = async (fee: number, reference: string, accepted: boolean): Promise<Answer> => {
    const answer = giveBack(fee);
    await ship.waits(3_000);
    const decision = accepted
      ? ({ accepted: true, by: 'person' } as const)
      : ({ accepted: false, code: 'USED', message: 'was on board', by: 'person' } as const);
    await ship.dossiers.append(ORDER, () => [returnDecisionEntry(reference, decision)]);
    return answer;
  };

  it('are a repeat within ten minutes, and a new attempt after it, that the merchant decides anew', async () => {
    await open({ mode: 'decisions' });
    const refused = await decided(1_200, FIRST, false);
    expect(refused).toMatchObject({ success: false, ret_code: 'USED' });
    ship.hub.clock.advance(REPEAT_MS - 2_000);
    expect(await giveBack(1_200)).toEqual(refused);
    ship.hub.clock.advance(2_000);
    expect(await decided(1_200, SECOND, true)).toMatchObject({ success: true, ret_code: '0' });
    expect(await seen()).toEqual({
      refunds: [
        [FIRST, 'REFUSED', 'USED'],
        [SECOND, 'SUCCEEDED', null],
      ],
      tickets: ['REFUNDED', 'ISSUED'],
    });
    ship.hub.clock.advance(10 * REPEAT_MS);
    expect(await giveBack(1_200)).toMatchObject({ success: true, ret_code: '0' });
    expect((await seen()).refunds).toHaveLength(2);
  });

  it('are a new attempt at once at another fee', async () => {
    await open({ mode: 'decisions' });
    await decided(1_200, FIRST, false);
    expect(await decided(600, SECOND, false)).toMatchObject({ success: false, ret_code: 'USED' });
    expect((await ship.order(ORDER)).anomalies).toEqual([]);
    expect((await seen()).refunds).toHaveLength(2);
  });

  it('are a new attempt after a report of failure, and stay under way until it is reported too', async () => {
    await open({ mode: 'automatic' });
    expect(await giveBack(1_200)).toMatchObject({ ret_code: 'PROCESSING' });
    ship.hub.clock.advance(10 * REPEAT_MS);
    // Nothing has failed: a repeat, however late.
    expect(await giveBack(1_200)).toMatchObject({ ret_code: 'PROCESSING' });
    await ship.dossiers.append(ORDER, () => [
      {
        kind: ENTRY.refundReported,
        key: 'refund-c1',
        content: { success: false, ticketIds: ['T-1'], amount: '0', code: '7', transactionId: null, mode: null },
      },
    ]);
    ship.hub.clock.advance(REPEAT_MS);
    expect(await giveBack(1_200)).toMatchObject({ ret_code: 'PROCESSING' });
    expect(await seen()).toEqual({
      refunds: [
        [FIRST, 'REFUSED', '7'],
        [SECOND, 'REQUESTED', null],
      ],
      tickets: ['REFUNDING', 'ISSUED'],
    });
  });

  it('are another question to the reservation system, and a repeat is none', async () => {
    merchant = await openReservationSystem();
    await open({ mode: 'callback', url: merchant.url, secret: merchant.secret });
    merchant.react(
      { answer: { accepted: false, code: 'USED', message: 'was on board' } },
      { answer: { accepted: true } },
    );
    expect(await giveBack(1_200)).toMatchObject({ ret_code: 'USED' });
    expect(await giveBack(1_200)).toMatchObject({ ret_code: 'USED' });
    ship.hub.clock.advance(REPEAT_MS);
    expect(await giveBack(1_200)).toMatchObject({ success: true, ret_code: '0' });
    expect(new Set(merchant.seen.map(({ id }) => id)).size).toBe(2);
    expect(merchant.seen).toHaveLength(2);
  });
});
