import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { accepted, answered, asked, confirmed, created, issued, ORDER_ID } from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';

const SOLD = [created(), accepted(), confirmed(), issued()];
let shop: ReportHub;

const open = async (...told: readonly Told[]): Promise<void> => {
  await shop.close();
  shop = await openReportHub(...SOLD, ...told);
};
const refund = (ticketId: string | null, amount = '11000'): object => ({
  orderReference: ORDER_ID,
  ticketId,
  refunded: { amount, transactionId: 'M-1', mode: 'ONLINE', refundedAt: '2026-02-03T04:05:06Z' },
});

beforeEach(async () => {
  shop = await openReportHub(...SOLD, asked('a', 'T1'), answered('a', { accepted: null, by: 'time' }));
});
afterEach(() => shop.close());

describe('a report of a refund', () => {
  it('tells Fliggy of one ticket, with every digit of the order’s number', async () => {
    const command = await shop.done('reportRefund', 'k', refund('T1'));
    expect(command).toMatchObject({ state: 'SUCCEEDED', result: { refunded: true, amount: '11000' } });
    expect(await shop.standing()).toEqual(['FULFILLED', 'REFUNDED', 'ISSUED']);
    expect(shop.gateway.calls).toEqual([
      `{"alitrip_order_id":${ORDER_ID},"agent_order_id":"A-1","agent_refund_amount":11000,"agent_return_ticket_status":1,` +
        '"agent_return_ticket_type":0,"agent_return_ticket_code":0,"agent_ticket_id":"T1","passenger_id":"301",' +
        '"agent_refund_trans_id":"M-1","agent_return_mode":"online","agent_return_time":"2026-02-03 12:05:06"}',
    ]);
  });

  it('tells Fliggy of the whole order', async () => {
    await shop.tell(asked('b', 'T2'));
    const command = await shop.done('reportRefund', 'k', {
      orderReference: ORDER_ID,
      refunded: { amount: '21000' },
    });
    expect(JSON.parse(shop.gateway.calls[0] ?? '')).toMatchObject({
      agent_refund_amount: 21_000,
      agent_return_ticket_type: 1,
      agent_ticket_id: 'A-1',
      agent_refund_trans_id: command.id,
    });
    expect(await shop.standing()).toEqual(['REFUNDED', 'REFUNDED', 'REFUNDED']);
  });

  it('may follow a failure', async () => {
    const failure = { orderReference: ORDER_ID, ticketId: 'T1', failed: { code: 7 } };
    expect(await shop.done('reportRefund', 'k1', failure)).toMatchObject({ result: { refunded: false } });
    expect(JSON.parse(shop.gateway.calls[0] ?? '')).toMatchObject({
      agent_refund_amount: 0,
      agent_return_ticket_status: 2,
      agent_return_ticket_code: 7,
    });
    expect(await shop.standing()).toEqual(['FULFILLED', 'REFUND_FAILED', 'ISSUED']);
    expect(await shop.done('reportRefund', 'k2', refund('T1'))).toMatchObject({ state: 'SUCCEEDED' });
    expect(await shop.standing()).toEqual(['FULFILLED', 'REFUNDED', 'ISSUED']);
  });

  it('moves the money of a ticket once', async () => {
    const first = await shop.done('reportRefund', 'k1', refund('T1'));
    expect(await shop.submit('reportRefund', 'k2', refund('T1'))).toMatchObject({
      kind: 'accepted',
      command: { id: first.id },
    });
    expect(await shop.submit('reportRefund', 'k3', refund('T1', '1'))).toMatchObject({
      code: 'ALREADY_DONE_DIFFERENTLY',
      differences: ['refunded.amount'],
    });
    expect(shop.gateway.calls).toHaveLength(1);
  });

  it('is sent again, the same, when its answer is lost', async () => {
    shop.gateway.next('cut-after');
    expect(await shop.done('reportRefund', 'k', refund('T1'))).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    const [first, second] = shop.gateway.calls;
    expect(second).toBe(first);
    expect(shop.gateway.effects).toHaveLength(1);
  });

  it('goes on after a kill before and after our own record', async () => {
    const submission = await shop.submit('reportRefund', 'k', refund('T1'));
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    await shop.workDyingAt('dossier.append');
    expect(await shop.standing()).toEqual(['FULFILLED', 'REFUNDING', 'ISSUED']);
    expect(await shop.later(submission.command, 600_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect([new Set(shop.gateway.calls).size, shop.gateway.effects.length]).toEqual([1, 1]);
  });
});

describe('a report of a refund that cannot be right', () => {
  it.each<[string, object, object]>([
    [
      'an unknown ticket',
      refund('T9'),
      { code: 'INVALID_INPUT', fields: [{ path: 'ticketId', message: expect.stringMatching(/no ticket .*T1, T2/) }] },
    ],
    ['a ticket that Fliggy did not ask for', refund('T2'), { code: 'NOT_ALLOWED', reasonCode: 'NOT_ASKED_FOR' }],
    ['an order of which Fliggy asked for a part', refund(null), { code: 'NOT_ALLOWED', reasonCode: 'NOT_ASKED_FOR' }],
    [
      'more than the ticket cost',
      refund('T1', '12001'),
      { code: 'INVALID_INPUT', fields: [{ path: 'refunded.amount', message: expect.stringMatching(/12000 fen/) }] },
    ],
    [
      'negative fen',
      refund('T1', '-1'),
      { code: 'INVALID_INPUT', fields: [{ path: 'refunded.amount', message: expect.stringMatching(/whole fen/) }] },
    ],
    ['both outcomes', { ...refund('T1'), failed: { code: 1 } }, { code: 'INVALID_INPUT' }],
  ])('is refused before any call: %s', async (_what, input, expected) => {
    expect(await shop.submit('reportRefund', 'k', input)).toMatchObject({ kind: 'refused', ...expected });
    expect(shop.gateway.calls).toEqual([]);
  });

  it('is refused of what is refunded', async () => {
    await open(asked('a', 'T1'), answered('a', { accepted: true, by: 'person' }), asked('b', 'T2'));
    for (const ticketId of ['T1', null]) {
      expect(await shop.submit('reportRefund', 'k', refund(ticketId))).toMatchObject({
        reasonCode: 'ALREADY_REFUNDED',
      });
    }
    expect(await shop.done('reportRefund', 'k2', refund('T2', '10000'))).toMatchObject({ state: 'SUCCEEDED' });
    expect(await shop.standing()).toEqual(['REFUNDED', 'REFUNDED', 'REFUNDED']);
  });

  it('is refused before Fliggy has asked for any', async () => {
    await open();
    expect(await shop.submit('reportRefund', 'k', refund('T1'))).toMatchObject({ reasonCode: 'NOT_ASKED_FOR' });
  });
});
